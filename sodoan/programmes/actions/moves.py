"""Sheets follow members who move during the year; while being written, also the plan in force."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, When
from django.urls import reverse

from sodoan.audit.history import acting
from sodoan.common.scoping import Actor
from sodoan.notices.actions import Message, notify_each
from sodoan.org.models import Unit
from sodoan.people.choices import MembershipKind
from sodoan.people.models import Membership
from sodoan.programmes.choices import OPEN_ROUNDS, EnrolmentState
from sodoan.programmes.models import Enrolment, Plan, Programme, Result, Round

_BEING_WRITTEN = (EnrolmentState.DRAFT, EnrolmentState.RETURNED)
_TOO_LATE = Round.objects.filter(
    unit=OuterRef("home"), programme=OuterRef("programme"), block=OuterRef("calendar")
).exclude(state__in=OPEN_ROUNDS)

# The plan in force in a unit `u` for the programme of a `place`: `PlanQuerySet.in_force`, set-wise.
NEAREST_PLAN = """(
    SELECT p.id FROM programmes_plan p JOIN org_unit pu ON pu.id = p.unit_id
     WHERE p.programme_id = place.programme_id AND p.state = 'published'
       AND starts_with(u.path, pu.path)
     ORDER BY length(pu.path) DESC LIMIT 1
)"""

_FOLLOW_SQL = """
WITH homes AS MATERIALIZED (
    SELECT place.programme_id, place.unit_id, {nearest_plan} AS plan_id
      FROM unnest(%(programmes)s::bigint[], %(units)s::bigint[]) AS place (programme_id, unit_id)
      JOIN org_unit u ON u.id = place.unit_id
), followed AS (
    UPDATE programmes_enrolment e SET plan_id = h.plan_id
      FROM homes h
     WHERE e.programme_id = h.programme_id AND e.unit_id = h.unit_id
       AND e.state = ANY(%(states)s) AND e.plan_id <> h.plan_id
       AND NOT EXISTS (SELECT 1 FROM programmes_result r WHERE r.enrolment_id = e.id)
 RETURNING e.id, e.plan_id, e.person_id, e.saved_at > e.created_at AS is_touched
)
SELECT person.user_id, f.id, f.plan_id, programme.title, u.name
  FROM followed f
  JOIN people_person person ON person.id = f.person_id AND person.user_id IS NOT NULL
  JOIN programmes_plan p ON p.id = f.plan_id
  JOIN programmes_programme programme ON programme.id = p.programme_id
  JOIN org_unit u ON u.id = p.unit_id
 WHERE f.is_touched
"""


@transaction.atomic
def follow_members(
    day: date,
    *,
    into: Unit | None = None,
    people: Collection[int] | None = None,
    user_id: int | None = None,
    also: Collection[int] = (),
) -> int:
    """Bring the sheets of members who moved to the branch they belong to now; returns how many.

    `into` limits it to branches below a unit, `people` to these persons; the programmes `also`
    named are held with those of the sheets, in one order and before anything is written. Pledges,
    evidence and talks go along; the plan and calendar they were signed with stay, but a sheet still
    being written takes the calendar of the new branch and the plan it follows (see `follow_plan`).
    A sheet stays where it is while it is being judged, or when the new branch has sent the round of
    its calendar up already: the branch that knows the year finishes it. Running again moves
    nothing. One statement when nobody moved, else seven at most, however many members.
    """
    official = Membership.objects.on(day).filter(kind=MembershipKind.OFFICIAL)
    home = official.filter(person=OuterRef("person"))
    moved = (
        Enrolment.objects.filter(person__isnull=False, programme__year__gte=day.year - 1)
        .annotate(
            home=Subquery(home.values("unit")[:1]),
            calendar=Case(
                When(state__in=_BEING_WRITTEN, then=Subquery(home.values("unit__block")[:1])),
                default=F("block"),
            ),
        )
        .filter(home__isnull=False)
        .exclude(home=F("unit"))
        .exclude(Exists(Result.objects.filter(enrolment=OuterRef("pk"))))
        .exclude(Exists(_TOO_LATE))
    )
    if into is not None:
        here = official.filter(unit__path__startswith=into.path)
        moved = moved.filter(person__in=here.values("person"))
    if people is not None:
        moved = moved.filter(person__in=people)
    found = dict(moved.values_list("pk", "programme"))
    hold_programmes({*found.values(), *also})
    if not found:
        return 0
    rows = Enrolment.objects.filter(pk__in=list(found))
    with acting(user_id=user_id, reason="Phiếu theo đoàn viên chuyển sinh hoạt"):
        rows.filter(state__in=_BEING_WRITTEN).update(block=Subquery(home.values("unit__block")[:1]))
        many = rows.update(unit=Subquery(home.values("unit")[:1]))
        _follow_plans(rows)
        return many


def follow_now(people: Collection[int], by: Actor) -> None:
    """The same for these persons, in the transaction that moves them (`people.followers`)."""
    follow_members(by.on, people=people, user_id=by.user_id)


def hold_sheets(people: Collection[int]) -> None:
    """Lock the programmes of their sheets, before anything of theirs is written (the same)."""
    sheets = Enrolment.objects.filter(person__in=people)
    hold_programmes(set(sheets.values_list("programme", flat=True)))


def follow_plan(plan: Plan) -> None:
    """Put the sheets still being written below a plan just issued under the plan in force there.

    That is the nearest above their branch. A returned sheet follows as a draft does: it must be
    handed in again. What was handed in or accepted keeps the version it was signed with, what is
    being judged its own. Members whose sheet somebody has written on are told. Four statements,
    however many sheets.
    """
    hold_programmes([plan.programme_id])
    below = {"programme": plan.programme_id, "unit__path__startswith": plan.unit.path}
    _follow_plans(Enrolment.objects.filter(**below))


def follow_returned(enrolment: Enrolment) -> None:
    """Give a sheet just returned, whose programme is held, what is in force where it is.

    That is the plan there and, unless its round has been sent up, the calendar of the branch.
    """
    sheet = Enrolment.objects.filter(pk=enrolment.pk)
    here = {"home": F("unit"), "calendar": F("unit__block")}
    moved = sheet.annotate(**here).exclude(block=F("calendar")).exclude(Exists(_TOO_LATE))
    if moved.exists():
        sheet.update(block=enrolment.unit.block)
    _follow_plans(sheet)
    enrolment.refresh_from_db(fields=["plan", "block"])


@transaction.atomic
def follow_branches(unit: Unit, by: Actor) -> None:
    """Put the sheets still being written in a unit that moved under the plans in force there now.

    Runs when a unit moves or ends (`org.followers`), before its rounds go along. One statement when
    nothing is being written there, else five, however many sheets.
    """
    sheets = Enrolment.objects.filter(unit__path__startswith=unit.path)
    written = sheets.filter(state__in=_BEING_WRITTEN, person__isnull=False)
    if programmes := set(written.values_list("programme", flat=True)):
        hold_programmes(programmes)
        with acting(user_id=by.user_id, reason="Phiếu theo kế hoạch nơi đơn vị chuyển đến"):
            _follow_plans(sheets)


def hold_programmes(programmes: Collection[int]) -> None:
    """Lock programmes: who issues, opens, moves and returns waits in turn; no sheet is missed.

    Taken before the sheets, all that are needed at once: so nobody waits in a circle.
    """
    held = Programme.objects.select_for_update(no_key=True).filter(pk__in=programmes)
    list(held.order_by("pk").values_list("pk"))


def _follow_plans(sheets: QuerySet[Enrolment]) -> None:
    """The same in every branch and programme of these sheets."""
    written = sheets.filter(state__in=_BEING_WRITTEN)
    places = list(written.values_list("programme", "unit").distinct())
    if not places:
        return
    programmes, units = map(list, zip(*places, strict=True))
    values: dict[str, Any] = {
        "programmes": programmes,
        "units": units,
        "states": [state.value for state in _BEING_WRITTEN],
    }
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW_SQL.format(nearest_plan=NEAREST_PLAN), values)
        touched = cursor.fetchall()
    if touched:
        notify_each((user, _new_plan(*facts)) for user, *facts in touched)


def _new_plan(sheet: int, plan: int, programme: str, issuer: str) -> Message:
    return Message(
        f"plan-{plan}-sheet-{sheet}",
        f"Kế hoạch vừa đổi, bạn xem lại phiếu: {programme}"[:200],
        f"Phiếu của bạn nay theo kế hoạch của {issuer}. Những gì bạn đã viết còn nguyên; bạn xem "
        "lại, bổ sung chỗ còn thiếu rồi gửi.",
        reverse("programmes:sheet", args=[sheet]),
    )
