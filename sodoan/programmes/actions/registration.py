"""Step 1 (S0, bước 1): opening drafts, registering, returning, accepting."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.org.models import Unit
from sodoan.programmes.actions.moves import (
    NEAREST_PLAN,
    follow_members,
    follow_returned,
    hold_programmes,
)
from sodoan.programmes.actions.sheets import (
    check_category,
    check_complete,
    decide,
    move,
    read_again,
    take_titles,
    tell,
    write_pledge,
)
from sodoan.programmes.choices import EnrolmentState
from sodoan.programmes.engine import registration as engine
from sodoan.programmes.models import Enrolment, Pledge, Programme
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.roots import programmes_beside

_OPEN_SQL = """
WITH homes AS (
    SELECT u.id, u.block, {nearest_plan} AS plan_id
      FROM org_unit u CROSS JOIN (SELECT %(programme)s AS programme_id) AS place
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

    Each draft takes the nearest published plan above its branch, and follows what is issued until
    it is handed in (`moves.follow_plan`). Opens only: nothing is ticked,
    nothing is signed. Sheets of members who moved come to their branch first. Who has a sheet of
    the same pack and year in another programme keeps that one and gets none here. Returns how many
    were opened; running it again opens the missing ones.
    """
    require(by, "programmes.open_enrolments", unit)
    follow_members(by.on, into=unit, user_id=by.user_id, also=[programme.pk])
    beside = list(programmes_beside(programme).values_list("pk", flat=True))
    values: dict[str, Any] = {
        "programme": programme.pk,
        "path": f"{unit.path}%",
        "day": by.on,
        "beside": beside,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_SQL.format(nearest_plan=NEAREST_PLAN), values)
        return int(cursor.rowcount)


@transaction.atomic
@deed("Ghi đăng ký rèn luyện")
def save_group(
    enrolment: Enrolment, *, by: Actor, group: str, pledges: Sequence[engine.Pledge]
) -> Enrolment:
    """Save what is written for one content group; incomplete text is kept, never refused.

    So is a criterion that the plan no longer has, as long as it stays ticked.
    A secretary saving for somebody else marks the enrolment as entered on paper's behalf.
    """
    read_again(enrolment)
    require(by, "programmes.edit_enrolment", enrolment)
    pack = pack_of(enrolment.plan)
    rows = list(enrolment.pledges.filter(group_key=group))
    titles = {pledge.criterion_key: pledge.title for pledge in rows if pledge.criterion_key}
    titles |= {criterion.key: criterion.title for criterion in pack.group(group).criteria}
    current = {(pledge.criterion_key, pledge.title): pledge for pledge in rows}
    own = [pledge for pledge in rows if not pledge.criterion_key]
    reworded: dict[int | None, Pledge] = {pledge.pk: pledge for pledge in own}
    kept: list[Pledge] = []
    for position, item in enumerate(pledges):
        title = titles.get(item.criterion, item.text[:300])
        criterion = item.criterion if item.criterion in titles else ""
        same = None if criterion else reworded.get(item.stored)
        pledge = same or current.get((criterion, title))
        if pledge is None or pledge in kept:
            pledge = Pledge(enrolment=enrolment, group_key=group)
        write_pledge(pledge, item, criterion=criterion, title=title, position=position)
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
    read_again(enrolment)
    require(by, "programmes.edit_enrolment", enrolment)
    check_category(enrolment, category)
    enrolment.category = category
    _touch(enrolment, by)
    return enrolment


@transaction.atomic
@deed("Gửi chi đoàn duyệt")
def submit_enrolment(enrolment: Enrolment, *, by: Actor) -> Enrolment:
    """Hand the registration to the branch: the member's own word, whoever typed it.

    Raises `PermissionDenied` for anybody else, whose way is the signed paper, and `ValidationError`
    with every blocking problem (fewer than two criteria in a content, an empty commitment).
    Being vague does not block; the secretary sees the hint.
    """
    read_again(enrolment)
    require(by, "programmes.submit_enrolment", enrolment)
    check_complete(enrolment)
    take_titles(enrolment)
    move(enrolment, EnrolmentState.SUBMITTED)
    enrolment.is_on_behalf = False
    enrolment.submitted_at = timezone.now()
    enrolment.save()
    return enrolment


@transaction.atomic
@deed("Trả lại phiếu đăng ký")
def return_enrolment(enrolment: Enrolment, *, by: Actor, comment: str) -> Enrolment:
    """Send the registration back with a comment; the member is told.

    Being written again, it follows the plan in force for its branch.
    """
    hold_programmes([enrolment.programme_id])
    _must_be_submitted(enrolment, by)
    if not comment.strip():
        raise ValidationError("Đồng chí ghi rõ cần sửa điều gì rồi hãy trả lại.")
    move(enrolment, EnrolmentState.RETURNED)
    decide(enrolment, by, comment)
    enrolment.save()
    follow_returned(enrolment)
    tell(enrolment, "returned", "Phiếu đăng ký cần sửa lại", comment)
    return enrolment


@transaction.atomic
@deed("Duyệt phiếu đăng ký")
def accept_enrolment(enrolment: Enrolment, *, by: Actor, comment: str = "") -> Enrolment:
    """Accept the registration; the member is told, and what was signed is frozen.

    Raises `ValidationError` for a sheet that its member has not handed in.
    """
    _must_be_submitted(enrolment, by)
    check_complete(enrolment)
    move(enrolment, EnrolmentState.ACCEPTED)
    decide(enrolment, by, comment)
    enrolment.save()
    tell(enrolment, "accepted", "Phiếu đăng ký đã được duyệt", comment)
    return enrolment


def _touch(enrolment: Enrolment, by: Actor) -> None:
    if not by.is_self(enrolment.subject_person_id):
        enrolment.is_on_behalf = True
    enrolment.entered_by_id = by.user_id
    enrolment.saved_at = timezone.now()
    enrolment.save()


def _must_be_submitted(enrolment: Enrolment, by: Actor) -> None:
    read_again(enrolment)
    require(by, "programmes.decide_enrolment", enrolment)
    if enrolment.state != EnrolmentState.SUBMITTED:
        state = EnrolmentState(enrolment.state)
        raise ValidationError(
            f"Phiếu đang ở trạng thái “{state.label}” nên chưa duyệt, trả lại được."
        )
