"""Step 1 (S0, bước 1): opening drafts, registering, returning, accepting, amending."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.notices.actions import Message, notify
from sodoan.org.models import Unit
from sodoan.people.actions import follow_category
from sodoan.programmes.actions.judging import refuse_sent_up
from sodoan.programmes.actions.moves import follow_members
from sodoan.programmes.choices import (
    ENROLMENT_MOVES,
    AmendmentState,
    EnrolmentState,
)
from sodoan.programmes.engine import registration as engine
from sodoan.programmes.models import Amendment, Enrolment, Pledge, Programme
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.pledges import as_engine, from_json, problems_of, to_json
from sodoan.programmes.queries.roots import programmes_beside

_OPEN_SQL = """
WITH homes AS (
    SELECT u.id, u.block, (
        SELECT p.id FROM programmes_plan p JOIN org_unit pu ON pu.id = p.unit_id
         WHERE p.programme_id = %(programme)s AND p.state = 'published'
           AND starts_with(u.path, pu.path)
         ORDER BY length(pu.path) DESC LIMIT 1
    ) AS plan_id
      FROM org_unit u
     WHERE u.path LIKE %(path)s AND EXISTS (
        SELECT 1 FROM people_membership m WHERE m.unit_id = u.id)
)
INSERT INTO programmes_enrolment
    (programme_id, plan_id, person_id, unit_id, block, category, state,
     is_on_behalf, comment, version)
SELECT %(programme)s, h.plan_id, m.person_id, h.id, h.block, person.category, 'draft', false, '', 1
  FROM homes h
  JOIN people_membership m ON m.unit_id = h.id
   AND m.kind = 'official' AND m.during @> %(day)s::date
  JOIN people_person person ON person.id = m.person_id
 WHERE h.plan_id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM programmes_enrolment e
                    WHERE e.programme_id = ANY(%(beside)s) AND e.person_id = m.person_id)
ON CONFLICT DO NOTHING
"""


@transaction.atomic
@deed("Mở phiếu đăng ký")
def open_enrolments(programme: Programme, *, by: Actor, unit: Unit) -> int:
    """Open a draft for every official member below `unit` who has none; one statement.

    Each draft takes the nearest published plan above its branch. Opens only: nothing is ticked,
    nothing is signed. Sheets of members who moved come to their branch first. Who has a sheet of
    the same pack and year in another programme keeps that one and gets none here. Returns how many
    were opened; running it again opens the missing ones.
    """
    require(by, "programmes.open_enrolments", unit)
    follow_members(by.on, into=unit, user_id=by.user_id)
    beside = list(programmes_beside(programme).values_list("pk", flat=True))
    values: dict[str, Any] = {
        "programme": programme.pk,
        "path": f"{unit.path}%",
        "day": by.on,
        "beside": beside,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_SQL, values)
        return int(cursor.rowcount)


@transaction.atomic
@deed("Ghi đăng ký rèn luyện")
def save_group(
    enrolment: Enrolment, *, by: Actor, group: str, pledges: Sequence[engine.Pledge]
) -> Enrolment:
    """Save what is written for one content group; incomplete text is kept, never refused.

    A secretary saving for somebody else marks the enrolment as entered on paper's behalf.
    """
    _read_again(enrolment)
    require(by, "programmes.edit_enrolment", enrolment)
    pack = pack_of(enrolment.plan)
    known = {criterion.key: criterion for criterion in pack.group(group).criteria}
    current = {
        (pledge.criterion_key, pledge.title): pledge
        for pledge in enrolment.pledges.filter(group_key=group)
    }
    kept: list[Pledge] = []
    for position, item in enumerate(pledges):
        title = known[item.criterion].title if item.criterion in known else item.text[:300]
        criterion = item.criterion if item.criterion in known else ""
        pledge = current.get((criterion, title)) or Pledge(enrolment=enrolment, group_key=group)
        _write(pledge, item, criterion=criterion, title=title, position=position)
        kept.append(pledge)
    enrolment.pledges.filter(group_key=group).exclude(pk__in=[p.pk for p in kept if p.pk]).delete()
    for pledge in kept:
        pledge.save()
    _touch(enrolment, by)
    return enrolment


@transaction.atomic
@deed("Chọn đối tượng")
def set_category(enrolment: Enrolment, *, by: Actor, category: str) -> Enrolment:
    """Choose the member category of this year; suggestions follow it.

    Raises `ValidationError` for a category the programme does not have.
    """
    _read_again(enrolment)
    require(by, "programmes.edit_enrolment", enrolment)
    _check_category(enrolment, category)
    enrolment.category = category
    _touch(enrolment, by)
    return enrolment


@transaction.atomic
@deed("Gửi chi đoàn duyệt")
def submit_enrolment(enrolment: Enrolment, *, by: Actor) -> Enrolment:
    """Hand the registration to the branch.

    Raises `ValidationError` with every blocking problem (fewer than two criteria in a content,
    an empty commitment). Being vague does not block; the secretary sees the hint.
    """
    _read_again(enrolment)
    require(by, "programmes.edit_enrolment", enrolment)
    _check_complete(enrolment)
    _move(enrolment, EnrolmentState.SUBMITTED)
    enrolment.submitted_at = timezone.now()
    enrolment.save()
    return enrolment


@transaction.atomic
@deed("Trả lại phiếu đăng ký")
def return_enrolment(enrolment: Enrolment, *, by: Actor, comment: str) -> Enrolment:
    """Send the registration back with a comment; the member is told."""
    require(by, "programmes.decide_enrolment", enrolment)
    _must_be_submitted(enrolment)
    if not comment.strip():
        raise ValidationError("Đồng chí ghi rõ cần sửa điều gì rồi hãy trả lại.")
    _move(enrolment, EnrolmentState.RETURNED)
    _decide(enrolment, by, comment)
    _tell(enrolment, "returned", "Phiếu đăng ký cần sửa lại", comment)
    return enrolment


@transaction.atomic
@deed("Duyệt phiếu đăng ký")
def accept_enrolment(enrolment: Enrolment, *, by: Actor, comment: str = "") -> Enrolment:
    """Accept the registration; the member is told, and what was signed is frozen.

    Raises `ValidationError` for a sheet that its member has not handed in.
    """
    require(by, "programmes.decide_enrolment", enrolment)
    _must_be_submitted(enrolment)
    _check_complete(enrolment)
    _move(enrolment, EnrolmentState.ACCEPTED)
    _decide(enrolment, by, comment)
    _tell(enrolment, "accepted", "Phiếu đăng ký đã được duyệt", comment)
    return enrolment


@transaction.atomic
@deed("Nhập hộ phiếu giấy")
def enter_paper_registration(enrolment: Enrolment, *, by: Actor) -> Enrolment:
    """Accept what the secretary typed from the member's signed paper; marked as such, told so."""
    _read_again(enrolment)
    require(by, "programmes.enter_on_behalf", enrolment)
    _check_complete(enrolment)
    _move(enrolment, EnrolmentState.ACCEPTED)
    enrolment.is_on_behalf = True
    enrolment.submitted_at = timezone.now()
    _decide(enrolment, by, enrolment.comment)
    _tell(
        enrolment,
        "on-behalf",
        "Bí thư đã nhập phiếu giấy của bạn",
        "Bạn xem lại; nếu có chỗ chưa đúng, bạn đề nghị điều chỉnh.",
    )
    return enrolment


@transaction.atomic
@deed("Đề nghị điều chỉnh")
def propose_amendment(
    enrolment: Enrolment, *, by: Actor, reason: str, pledges: Sequence[engine.Pledge]
) -> Amendment:
    """Ask to change an accepted registration mid-year; both versions are kept.

    Raises `ValidationError` without a reason, for a registration that is not accepted or lacks
    something, while another change waits, and once the result has been sent up.
    """
    require(by, "programmes.amend_enrolment", enrolment)
    if enrolment.state != EnrolmentState.ACCEPTED:
        raise ValidationError("Phiếu chưa duyệt thì sửa thẳng, chưa cần đề nghị điều chỉnh.")
    refuse_sent_up([enrolment.pk], "điều chỉnh phiếu")
    if not reason.strip():
        raise ValidationError("Bạn ghi lý do điều chỉnh.")
    if enrolment.amendments.filter(state=AmendmentState.PROPOSED).exists():
        raise ValidationError("Đang có một đề nghị điều chỉnh chờ duyệt.")
    _refuse(problems_of(enrolment, pledges))
    return Amendment.objects.create(
        enrolment=enrolment,
        reason=reason.strip(),
        before=to_json(as_engine(enrolment)),
        after=to_json(pledges),
        proposed_by_id=by.user_id,
    )


@transaction.atomic
@deed("Trả lời đề nghị điều chỉnh")
def decide_amendment(amendment: Amendment, *, by: Actor, accept: bool, note: str = "") -> Amendment:
    """Accept or refuse a change. Dropped pledges stay readable with their evidence.

    Raises `ValidationError` for a change already answered, a refusal without a reason, and an
    acceptance once the result has been sent up.
    """
    enrolment = amendment.enrolment
    require(by, "programmes.decide_enrolment", enrolment)
    amendment = Amendment.objects.select_for_update(of=("self",)).get(pk=amendment.pk)
    amendment.enrolment = enrolment
    if amendment.state != AmendmentState.PROPOSED:
        raise ValidationError("Đề nghị này đã được giải quyết.")
    if accept:
        refuse_sent_up([enrolment.pk], "đổi phiếu")
    elif not note.strip():
        raise ValidationError("Đồng chí ghi lý do để đoàn viên biết vì sao chưa đổi được.")
    amendment.state = AmendmentState.ACCEPTED if accept else AmendmentState.REJECTED
    amendment.note = note.strip()
    amendment.decided_at = timezone.now()
    amendment.decided_by_id = by.user_id
    amendment.save()
    if accept:
        _apply(enrolment, from_json(amendment.after))
        enrolment.version += 1
        enrolment.save(update_fields=["version"])
    title = "Đề nghị điều chỉnh đã được duyệt" if accept else "Đề nghị điều chỉnh chưa được duyệt"
    _tell(enrolment, f"amendment-{amendment.pk}", title, note)
    return amendment


@transaction.atomic
@deed("Đổi đối tượng giữa năm")
def change_category(enrolment: Enrolment, *, by: Actor, category: str, reason: str) -> Amendment:
    """Change the category of an accepted sheet and of the member's file; the member is told.

    Both versions are kept. Pledges stay: what no longer suits is for the member to amend. Raises
    `PermissionDenied` for one's own sheet; `ValidationError` without a reason, for the same or an
    unknown category, while a change waits for its answer, and once the result has been sent up.
    """
    require(by, "programmes.decide_enrolment", enrolment)
    _read_again(enrolment)
    if enrolment.state != EnrolmentState.ACCEPTED:
        raise ValidationError("Phiếu chưa duyệt thì đổi đối tượng ngay trên phiếu.")
    if not reason.strip():
        raise ValidationError("Đồng chí ghi lý do đổi đối tượng.")
    _check_category(enrolment, category)
    if category == enrolment.category:
        raise ValidationError("Đây là đối tượng đang ghi trên phiếu.")
    if enrolment.amendments.filter(state=AmendmentState.PROPOSED).exists():
        raise ValidationError("Đang có một đề nghị điều chỉnh chờ duyệt. Đồng chí trả lời trước.")
    refuse_sent_up([enrolment.pk], "đổi đối tượng")
    kept = to_json(as_engine(enrolment))
    change = Amendment.objects.create(
        enrolment=enrolment,
        reason=reason.strip(),
        before=kept,
        after=kept,
        old_category=enrolment.category,
        new_category=category,
        state=AmendmentState.ACCEPTED,
        proposed_by_id=by.user_id,
        decided_at=timezone.now(),
        decided_by_id=by.user_id,
    )
    enrolment.category = category
    enrolment.version += 1
    enrolment.save(update_fields=["category", "version"])
    if enrolment.person is not None:
        follow_category(enrolment.person, category)
    title = f"Chi đoàn đổi đối tượng rèn luyện của bạn: {change.get_new_category_display()}"
    body = f"{reason.strip()} Việc nào không còn phù hợp, bạn đề nghị điều chỉnh."
    _tell(enrolment, f"category-{change.pk}", title, body)
    return change


def _check_category(enrolment: Enrolment, category: str) -> None:
    known = {one.key for one in pack_of(enrolment.plan).categories}
    if known and category not in known:
        raise ValidationError("Đối tượng này không có trong chương trình.")


def _apply(enrolment: Enrolment, wanted: Sequence[engine.Pledge]) -> None:
    pack = pack_of(enrolment.plan)
    current = {p.criterion_key or p.title: p for p in enrolment.pledges.filter(is_dropped=False)}
    stay: set[Any] = set()
    for position, item in enumerate(wanted):
        group = {criterion.key: criterion for criterion in pack.group(item.group).criteria}
        criterion = item.criterion if item.criterion in group else ""
        title = group[criterion].title if criterion else item.text[:300]
        pledge = current.get(criterion or title) or Pledge(
            enrolment=enrolment, group_key=item.group
        )
        _write(pledge, item, criterion=criterion, title=title, position=position)
        pledge.save()
        stay.add(pledge.pk)
    enrolment.pledges.filter(is_dropped=False).exclude(pk__in=stay).update(is_dropped=True)


def _write(
    pledge: Pledge, item: engine.Pledge, *, criterion: str, title: str, position: int
) -> None:
    pledge.criterion_key = criterion
    pledge.title = title
    pledge.text = item.text
    pledge.quantity = item.quantity
    pledge.measure = item.unit
    pledge.due_on = item.due_on
    pledge.proof = item.proof
    pledge.position = position


def _touch(enrolment: Enrolment, by: Actor) -> None:
    if not by.is_self(enrolment.subject_person_id):
        enrolment.is_on_behalf = True
    enrolment.entered_by_id = by.user_id
    enrolment.saved_at = timezone.now()
    enrolment.save()


def _read_again(enrolment: Enrolment) -> None:
    """Read the state again under a lock: somebody else may have handed in or decided meanwhile."""
    enrolment.state = (
        Enrolment.objects.select_for_update().values_list("state", flat=True).get(pk=enrolment.pk)
    )


def _must_be_submitted(enrolment: Enrolment) -> None:
    _read_again(enrolment)
    if enrolment.state != EnrolmentState.SUBMITTED:
        state = EnrolmentState(enrolment.state)
        raise ValidationError(
            f"Phiếu đang ở trạng thái “{state.label}” nên chưa duyệt, trả lại được."
        )


def _check_complete(enrolment: Enrolment) -> None:
    _refuse(problems_of(enrolment, as_engine(enrolment)))


def _refuse(problems: Iterable[engine.Problem]) -> None:
    blocking = [problem.sentence for problem in problems if problem.blocking]
    if blocking:
        raise ValidationError(blocking)


def _move(enrolment: Enrolment, to: EnrolmentState) -> None:
    state = EnrolmentState(enrolment.state)
    if to not in ENROLMENT_MOVES[state]:
        raise ValidationError(f"Phiếu đang ở trạng thái “{state.label}” nên không làm được.")
    enrolment.state = to


def _decide(enrolment: Enrolment, by: Actor, comment: str) -> None:
    enrolment.comment = comment.strip()
    enrolment.decided_at = timezone.now()
    enrolment.decided_by_id = by.user_id
    enrolment.save()


def _tell(enrolment: Enrolment, what: str, title: str, body: str) -> None:
    person = enrolment.person
    if person is None or person.user_id is None:
        return
    key = f"enrolment-{enrolment.pk}-{what}-{timezone.now():%Y%m%d%H%M%S}"
    notify([person.user_id], Message(key, title, body, f"/ren-luyen/phieu/{enrolment.pk}/"))
