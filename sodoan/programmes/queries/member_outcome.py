"""What became of a sheet: its history, the preview of the rules, the window for complaints."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from sodoan.common.ui import Event
from sodoan.common.words import full_date
from sodoan.people.outcomes import Outcome
from sodoan.programmes.choices import AmendmentState, ComplaintState, EnrolmentState, ResultState
from sodoan.programmes.engine.grading import Explanation
from sodoan.programmes.engine.schema import Pack
from sodoan.programmes.models import Complaint, Enrolment, Result, Round
from sodoan.programmes.packs import grader_of, pack_of
from sodoan.programmes.queries.evaluation import counted_for
from sodoan.programmes.queries.facts import member_facts
from sodoan.programmes.queries.member import Sheet, grade_of
from sodoan.programmes.queries.terms import contest_term, contest_until


def history_of(sheet: Sheet) -> list[Event]:
    """What happened to the sheet so far, the newest first."""
    one = sheet.enrolment
    events = [Event("Mở phiếu đăng ký", one.created_at, icon="pencil", tone="mute")]
    if one.submitted_at:
        title = "Nhập phiếu giấy" if one.is_on_behalf else "Gửi chi đoàn duyệt"
        events.append(Event(title, one.submitted_at, icon="send"))
    if one.decided_at and one.state != EnrolmentState.SUBMITTED:
        who = one.decided_by.full_name if one.decided_by else ""
        returned = one.state == EnrolmentState.RETURNED
        title = "Chi đoàn trả lại" if returned else "Chi đoàn duyệt phiếu"
        tone, icon = ("warn", "arrow-back-up") if returned else ("ok", "check")
        events.append(Event(title, one.decided_at, who, one.comment, icon, tone))
    for change in sheet.amendments:
        amendment = change.amendment
        if amendment.new_category:
            who = amendment.decided_by.full_name if amendment.decided_by else ""
            title = f"Đổi đối tượng: {amendment.get_new_category_display()}"
            events.append(Event(title, amendment.decided_at, who, amendment.reason, "refresh"))
            continue
        if amendment.decided_at:
            who = amendment.decided_by.full_name if amendment.decided_by else ""
            refused = amendment.state == AmendmentState.REJECTED
            title = "Không duyệt điều chỉnh" if refused else "Duyệt điều chỉnh"
            tone = "warn" if refused else "ok"
            events.append(Event(title, amendment.decided_at, who, amendment.note, "refresh", tone))
        title, who = "Đề nghị điều chỉnh", ""
        if amendment.is_on_behalf and amendment.proposed_by is not None:
            title, who = "Chi đoàn ghi hộ đề nghị điều chỉnh", amendment.proposed_by.full_name
        events.append(Event(title, amendment.proposed_at, who, icon="refresh"))
    own = sheet.self_assessment
    if own and own.submitted_at:
        events.append(Event("Nộp bản tự đánh giá", own.submitted_at, icon="clipboard-check"))
    if sheet.published:
        events += _outcome(sheet, sheet.published)
    return sorted(events, key=lambda event: event.at or one.created_at, reverse=True)


def _outcome(sheet: Sheet, result: Result) -> list[Event]:
    """The publication with the grade of that day, and each decided complaint."""
    decided = list(
        result.complaints.exclude(state=ComplaintState.OPEN)
        .select_related("decided_by")
        .order_by("decided_at")
    )
    changed = [one for one in decided if one.state == ComplaintState.CHANGED]
    word = sheet.grade.short if sheet.grade else result.get_population_display()
    if changed:
        word = grade_word(sheet.pack, changed[0].old_grade)
    events = [Event(f"Công bố kết quả: {word}", result.published_at, icon="star", tone="ok")]
    for one in decided:
        who = one.decided_by.full_name if one.decided_by else ""
        title = "Xem xét lại theo khiếu nại: giữ nguyên kết quả"
        if one.state == ComplaintState.CHANGED:
            title = regraded(sheet.pack, one)
        events.append(Event(title, one.decided_at, who, one.answer, "message-circle"))
    return events


def published_outcomes(enrolments: Iterable[Enrolment]) -> dict[int, Outcome]:
    """Enrolment → its published grade, or why there is none. One query."""
    told = Result.objects.filter(enrolment__in=list(enrolments), state=ResultState.PUBLISHED)
    return {
        result.enrolment_id: Outcome("grade", grade.key, grade.short)
        if (grade := grade_of(pack_of(result.enrolment.plan), result.grade_key))
        else Outcome("population", result.population, result.get_population_display())
        for result in told.select_related("enrolment__plan")
    }


def grade_word(pack: Pack, key: str) -> str:
    """The short word of a grade; of none, that there is none."""
    grade = grade_of(pack, key)
    return grade.short if grade else "Không xếp loại"


def regraded(pack: Pack, complaint: Complaint) -> str:
    """Both grades of a complaint that changed the result, in words."""
    old, new = (grade_word(pack, key) for key in (complaint.old_grade, complaint.new_grade))
    return f"Xem xét lại theo khiếu nại: {old} → {new}"


def commented_at(result: Result, changed: Iterable[Complaint]) -> Complaint | None:
    """The re-review at which the level above wrote the yearly comment; None: the branch did."""
    return next((one for one in changed if one.comment and one.comment == result.comment), None)


def comment_words(result: Result) -> str:
    """Whose yearly comment a published result carries, and when the level above wrote it."""
    changed = result.complaints.filter(state=ComplaintState.CHANGED).exclude(comment="")
    changed = changed.select_related("issuer")
    one = commented_at(result, changed)
    if one is None or one.decided_at is None:
        return "Chi đoàn nhận xét"
    day = full_date(timezone.localdate(one.decided_at))
    return f"{one.decided_in.name} nhận xét ngày {day}, khi xét khiếu nại"


def preview(enrolment: Enrolment, day: date) -> Explanation:
    """What the rules say of the facts known today, and why. Nine queries."""
    round_ = Round.objects.judging(enrolment).first()
    ballots = counted_for([enrolment.pk])
    facts = member_facts(round_, [enrolment], day, ballots)[enrolment.pk]
    grader = grader_of(enrolment.plan)
    return grader.explain(facts, grader.decide(facts))


@dataclass(frozen=True)
class Contest:
    """Whether and until when a published result may be contested, and what was said so far."""

    last_day: date | None
    answer_days: int
    complaints: Sequence[Complaint]

    @property
    def waiting(self) -> Complaint | None:
        """The complaint still being looked at."""
        return next((one for one in self.complaints if one.state == ComplaintState.OPEN), None)

    @property
    def changed(self) -> Complaint | None:
        """The re-review by which the result is what it is now."""
        return next((one for one in self.complaints if one.state == ComplaintState.CHANGED), None)

    def is_open(self, day: date) -> bool:
        """Whether a complaint may be made on that day; one is answered once and for all."""
        return self.last_day is not None and day <= self.last_day and not self.complaints


def contest_of(result: Result) -> Contest:
    """The complaint window of a result. Two queries, the plan of its round among them."""
    term = contest_term(result.round)
    rows = list(result.complaints.order_by("-pk"))
    return Contest(contest_until(result), term.answer_days if term else 0, rows)
