"""Step 3, the level above: approve or return, publish, answer complaints."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.urls import reverse
from django.utils import timezone

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.notices.actions import Message, notify
from sodoan.org.models import Appointment, Unit
from sodoan.programmes.actions.crediting import release_credits
from sodoan.programmes.actions.minutes import keep_sent_minutes
from sodoan.programmes.choices import (
    ROUND_MOVES,
    ComplaintState,
    Population,
    ResultState,
    RoundState,
)
from sodoan.programmes.models import Complaint, Result, Round
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.awaited import awaited, left_to_others
from sodoan.programmes.queries.evaluation import (
    beyond_caps,
    caps_exceeded,
    comment_fitting,
    has_own_words,
    may_return,
)
from sodoan.programmes.queries.terms import contest_term, contest_until

_NOT_HERE = "Chi đoàn chưa chuyển kết quả lên, hoặc đã duyệt, đã công bố."


class CapsExceededError(ValidationError):
    """More grades than a cap allows, and nobody wrote down why that may be."""


@transaction.atomic
@deed("Duyệt kết quả xếp loại")
def approve_results(
    round_: Round, *, by: Actor, only: Collection[int] | None = None, cap_note: str = ""
) -> int:
    """Approve proposed results (result ids, or all); returns how many.

    Nobody approves their own result while another person leads the approving unit. When none is
    left open or returned, the round is approved. To approve beyond a cap the level above says why
    in `cap_note`, which is kept; otherwise `ValidationError` and nothing is approved.
    """
    require(by, "programmes.approve_round", round_)
    Unit.objects.select_for_update(no_key=True).get(pk=round_.approver_id)  # caps across branches
    _hold(round_)
    if round_.state not in {RoundState.SENT, RoundState.RETURNED}:
        raise ValidationError(_NOT_HERE)
    waiting = Result.objects.filter(round=round_, state=ResultState.PROPOSED)
    if left_to_others(round_, by):
        waiting = waiting.exclude(enrolment__person=by.person_id)
    if only is not None:
        waiting = waiting.filter(pk__in=only)
    rated = When(population=Population.RATED, then=F("proposed_grade"))
    approved = waiting.update(
        grade_key=Case(rated, default=Value("")),
        state=ResultState.APPROVED,
        approved_at=timezone.now(),
        approved_by_id=by.user_id,
    )
    round_.cap_decision = cap_note.strip() or round_.cap_decision
    if approved:
        _within_caps(round_)
    _settle(round_, by)
    return approved


def _within_caps(round_: Round, otherwise: str = "trả lại để chi đoàn chọn lại") -> None:
    if not round_.cap_decision and (over := caps_exceeded(round_)):
        ask = f"Đồng chí {otherwise}, hoặc ghi ý kiến chấp thuận vượt hạn mức."
        raise CapsExceededError([*over, ask])


@transaction.atomic
@deed("Trả lại một kết quả")
def return_result(result: Result, *, by: Actor, note: str) -> Result:
    """Send one proposal back with a reason; the others go on.

    A reason is of the return that is open: that of the whole branch, sent up again since, goes.
    """
    round_ = result.round
    require(by, "programmes.approve_round", round_)
    _returnable(round_)
    if not note.strip():
        raise ValidationError("Đồng chí ghi lý do trả lại để chi đoàn biết cần xem gì.")
    result.refresh_from_db(fields=["state"])
    if result.state not in {ResultState.PROPOSED, ResultState.APPROVED}:
        raise ValidationError("Kết quả này không ở bước chờ duyệt.")
    keep_sent_minutes(round_, by=by)
    result.state = ResultState.RETURNED
    result.grade_key = ""
    result.return_note = note.strip()
    result.save(update_fields=["state", "grade_key", "return_note"])
    release_credits([result])
    round_.return_note = round_.cap_decision = ""
    _settle(round_, by)
    _tell_branch(round_, f"{round_.approver.name} trả lại một kết quả", note, by)
    return result


@transaction.atomic
@deed("Trả lại kết quả của chi đoàn")
def return_round(round_: Round, *, by: Actor, note: str) -> Round:
    """Send the whole branch back with a reason, for everybody who is not back already.

    A reason is of the return that is open: those of single results sent up again since go.
    """
    require(by, "programmes.approve_round", round_)
    _returnable(round_)
    if not note.strip():
        raise ValidationError("Đồng chí ghi lý do trả lại.")
    keep_sent_minutes(round_, by=by)
    back = Result.objects.filter(
        round=round_, state__in=[ResultState.PROPOSED, ResultState.APPROVED]
    )
    release_credits(back)
    back.update(state=ResultState.RETURNED, grade_key="", return_note="")
    round_.return_note, round_.cap_decision = note.strip(), ""
    _settle(round_, by)
    _tell_branch(round_, f"{round_.approver.name} trả lại kết quả xếp loại của chi đoàn", note, by)
    return round_


def _tell_branch(round_: Round, title: str, note: str, by: Actor) -> None:
    leads = Appointment.objects.leading(round_.unit_id, by.on).accounts()
    page = reverse("programmes:round", args=[round_.unit_id, round_.programme_id, round_.block])
    key = f"round-{round_.pk}-returned-{timezone.now():%Y%m%d%H%M%S%f}"
    notify(leads, Message(key, title, note, page))


@transaction.atomic
@deed("Công bố kết quả")
def publish_round(
    round_: Round,
    *,
    by: Actor,
    decision_no: str,
    decision_on: date | None = None,
    cap_note: str = "",
) -> Round:
    """Publish an approved round: results are locked, members are told.

    Caps are asked again: what was returned or changed in other branches meanwhile may have shrunk
    their base. Beyond one without a written view (`cap_note`) `ValidationError` is raised.
    """
    require(by, "programmes.approve_round", round_)
    Unit.objects.select_for_update(no_key=True).get(pk=round_.approver_id)  # caps across branches
    _hold(round_)
    if RoundState.PUBLISHED not in ROUND_MOVES[RoundState(round_.state)]:
        every = f"Chỉ công bố khi mọi kết quả của {round_.unit.name} đã được duyệt."
        raise ValidationError([every, *awaited(round_, by)])
    if not decision_no.strip():
        raise ValidationError("Đồng chí ghi số quyết định công nhận.")
    round_.cap_decision = cap_note.strip() or round_.cap_decision
    _within_caps(round_)
    now = timezone.now()
    results = Result.objects.filter(round=round_, state=ResultState.APPROVED)
    members = list(results.values_list("enrolment__person__user_id", "grade_key"))
    results.update(state=ResultState.PUBLISHED, published_at=now)
    round_.state = RoundState.PUBLISHED
    round_.decision_no, round_.decision_on = decision_no.strip(), decision_on or by.on
    round_.published_at = now
    round_.save()
    _tell_results(round_, members)
    return round_


def _tell_results(round_: Round, members: Iterable[tuple[int | None, str]]) -> None:
    """Tell each member the grade, and until when it may be contested."""
    pack = pack_of(round_.plan)
    words = {grade.key: f"Xếp loại {grade.short}." for grade in pack.active_scale.grades}
    term = contest_term(round_)
    days = term.days if term else 0
    contest = f" Nếu chưa đồng ý, bạn có {days} ngày để khiếu nại." if days else ""
    told = defaultdict(list)
    for user, grade in members:
        told[words.get(grade, "Không thuộc diện xếp loại.")].append(user)
    title = f"Đã công bố kết quả: {round_.programme.title}"
    page = reverse("programmes:record_book")
    for word, users in told.items():
        body = f"{word}{contest}"
        notify(users, Message(f"round-{round_.pk}-published", title, body, page))


@transaction.atomic
@deed("Khiếu nại kết quả")
def file_complaint(result: Result, *, by: Actor, text: str) -> Complaint:
    """Contest one's published result within the days the plan of its round allows, and once.

    Raises `ValidationError` after the last day, and when a complaint is open or was answered.
    """
    require(by, "programmes.contest_result", result)
    Result.objects.select_for_update(no_key=True).get(pk=result.pk)  # two tabs file one complaint
    term, last = contest_term(result.round), contest_until(result)
    if term is None or last is None:
        raise ValidationError("Kết quả này không có thời hạn khiếu nại.")
    if by.on > last:
        raise ValidationError(f"Hạn khiếu nại đã hết ngày {last:%d/%m/%Y}.")
    if (before := result.complaints.first()) is not None:
        waits = before.state == ComplaintState.OPEN
        raise ValidationError(
            "Khiếu nại của bạn đang được xem xét." if waits
            else "Khiếu nại của bạn đã được trả lời; bạn trao đổi trực tiếp với bí thư chi đoàn."
        )  # fmt: skip
    if not text.strip():
        raise ValidationError("Bạn ghi rõ điều bạn chưa đồng ý và căn cứ.")
    complaint = Complaint.objects.create(
        result=result,
        text=text.strip(),
        filed_by_id=by.user_id,
        due_on=by.on + timedelta(days=term.answer_days),
        old_grade=result.grade_key,
    )
    leads = Appointment.objects.leading(result.round.approver_id, by.on).accounts()
    title = f"Khiếu nại kết quả xếp loại: {result.enrolment.person}"
    page = reverse("programmes:complaints")
    notify(leads, Message(f"complaint-{complaint.pk}", title, "", page))
    return complaint


@transaction.atomic
@deed("Trả lời khiếu nại")
def answer_complaint(  # noqa: PLR0913 - what an answer says
    complaint: Complaint,
    *,
    by: Actor,
    answer: str,
    grade: str = "",
    comment: str | None = None,
    cap_note: str = "",
) -> Complaint:
    """Uphold the result (no grade) or raise it by this recorded re-review.

    Nobody comes out of their own complaint with a lower grade. A member left without a grade is
    rated by being given one. The ready sentence in the record book follows the new grade; what a
    person wrote there is decided on as well (`comment`). A correction beyond a cap needs a written
    view (`cap_note`), as approval does; a view kept from approval covers no further one. Otherwise
    `ValidationError`. `issuing.answer_with_decision` also issues the decision of correction.
    """
    require(by, "programmes.answer_complaint", complaint)
    round_ = complaint.result.round
    Unit.objects.select_for_update(no_key=True).get(pk=round_.decided_in.pk)  # caps across branches
    _hold(round_)
    # A copy of its own: what is refused at the end leaves nothing behind in the caller's.
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if complaint.state != ComplaintState.OPEN:
        raise ValidationError("Khiếu nại này đã được trả lời.")
    if not answer.strip():
        raise ValidationError("Đồng chí ghi nội dung trả lời.")
    result = complaint.result
    changed = bool(grade) and grade != result.grade_key
    scale = pack_of(round_.plan).active_scale
    if changed and grade not in {g.key for g in scale.above(result.grade_key)}:
        raise ValidationError(
            "Khiếu nại không làm giảm xếp loại; đồng chí giữ nguyên hoặc chọn mức cao hơn."
        )
    complaint.state = ComplaintState.CHANGED if changed else ComplaintState.UPHELD
    complaint.answer = answer.strip()
    complaint.new_grade = grade if changed else result.grade_key
    complaint.decided_at = timezone.now()
    complaint.decided_by_id = by.user_id
    complaint.save()
    if changed:
        keep_sent_minutes(round_, by=by)
        excess = beyond_caps(round_)
        _regrade(complaint, grade, comment)
        _cover(round_, excess, cap_note)
    _tell_answer(complaint, f"Điều chỉnh thành {scale.grade(grade).short}" if changed else "")
    return complaint


def _tell_answer(complaint: Complaint, change: str) -> None:
    person = complaint.result.enrolment.person
    if person is None:
        return
    body = f"{change or 'Giữ nguyên kết quả'}. {complaint.answer}"
    page = reverse("programmes:complain", args=[complaint.result_id])
    key = f"complaint-{complaint.pk}-answer"
    notify([person.user_id], Message(key, "Đã trả lời khiếu nại của bạn", body, page))


def _regrade(complaint: Complaint, grade: str, comment: str | None) -> None:
    """Give the grade, and keep with the answer whose words a comment that changes is."""
    result, before = complaint.result, complaint.result.comment
    if comment is None and has_own_words(result):
        raise ValidationError(
            "Nhận xét năm do chi đoàn tự viết. Đồng chí sửa cho hợp mức mới, hoặc giữ nguyên."
        )
    kept = result.comment if comment is None else comment.strip()
    result.grade_key, result.population = grade, Population.RATED
    result.comment = comment_fitting(result, kept, grade)
    result.save(update_fields=["grade_key", "population", "comment"])
    complaint.comment = "" if result.comment == before else result.comment
    complaint.save(update_fields=["comment"])


def _cover(round_: Round, excess: int, cap_note: str) -> None:
    """A grade more beyond a cap than `excess` takes a view of its own."""
    covered = "" if beyond_caps(round_) > excess else round_.cap_decision
    round_.cap_decision = cap_note.strip() or covered
    _within_caps(round_, "giữ nguyên kết quả")
    round_.save(update_fields=["cap_decision"])


def _hold(round_: Round) -> None:
    """Lock the round and read it again: somebody else may have decided on it meanwhile.

    Raises `PermissionDenied` when the branch has just come to another approver.
    """
    fields = [
        "approver",
        "issuer",
        "state",
        "return_note",
        "cap_decision",
        "decision_no",
        "decision_on",
        "published_at",
        "decided_at",
        "decided_by",
    ]
    asked, locked = round_.approver_id, Round.objects.select_for_update(of=("self",))
    round_.refresh_from_db(fields=fields, from_queryset=locked.select_related("approver"))
    if round_.approver_id != asked:
        raise PermissionDenied


def _returnable(round_: Round) -> None:
    _in_hand(round_)
    if not may_return(pack_of(round_.plan)):
        raise ValidationError("Chương trình này không có việc trả lại kết quả.")


def _in_hand(round_: Round) -> None:
    _hold(round_)
    if round_.state not in {RoundState.SENT, RoundState.RETURNED, RoundState.APPROVED}:
        raise ValidationError(_NOT_HERE)


def _settle(round_: Round, by: Actor) -> None:
    """Move the round where its results stand: returned, approved, or still waiting."""
    states = set(Result.objects.filter(round=round_).values_list("state", flat=True))
    if ResultState.RETURNED in states:
        round_.state = RoundState.RETURNED
    elif states <= {ResultState.APPROVED}:
        round_.state = RoundState.APPROVED
        round_.return_note = ""
    round_.decided_at = timezone.now()
    round_.decided_by_id = by.user_id
    round_.save()
