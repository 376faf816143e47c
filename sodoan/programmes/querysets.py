"""Filters on plans, enrolments and results."""

from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from sodoan.common.scoping import Actor, HasPaths, under
from sodoan.people.choices import MembershipKind
from sodoan.programmes.choices import (
    SENT_UP,
    EvidenceState,
    PlanState,
    ResultState,
    RoundState,
)


def has_left(person: OuterRef, on: date) -> Q:
    """Whether a person was a member and is none on that day; the honorary are none."""
    places = apps.get_model("people", "Membership").objects.filter(person=person)
    regular = places.exclude(kind=MembershipKind.HONORARY)
    return Q(Exists(regular.filter(during__endswith__lte=on)) & ~Exists(regular.on(on)))


def came_later(person: OuterRef, unit: int, on: date) -> Q:
    """Whether a person came to a unit after that day, and was not there before."""
    here = apps.get_model("people", "Membership").objects.filter(person=person, unit=unit)
    after = {"during__startswith__gt": on}
    return Q(Exists(here.filter(**after)) & ~Exists(here.exclude(**after)))


def decided_in(unit: int, round_: str = "") -> Q:
    """Rounds that stand under decisions of a unit, or will (`Round.decided_in`).

    `round_` is the way to them, as `round__`.
    """
    still = Q(**{f"{round_}issuer": None, f"{round_}approver": unit})
    return still | Q(**{f"{round_}issuer": unit})


class PlanQuerySet(models.QuerySet):
    """Plans by scope and by the unit they hold for."""

    def in_scope(self, scope: HasPaths, capability: str) -> "PlanQuerySet":
        """Plans issued by units of the scope."""
        return self.filter(under(scope.paths(capability), "unit__path"))

    def effective_for(self, unit: Any) -> "PlanQuerySet":
        """Published plans of the unit and its ancestors, the nearest first."""
        return self.filter(state=PlanState.PUBLISHED, unit__in=unit.ancestor_ids).order_by(
            "-unit__path"
        )

    def in_force(self, programme: Any, unit: Any) -> Any:
        """The plan of a programme the unit follows, its own or the nearest above; or None."""
        nearest = self.effective_for(unit).filter(programme=programme)
        return nearest.select_related("programme", "unit").first()

    def nearest_for(self, unit: Any) -> "PlanQuerySet":
        """The plan the unit follows in each programme."""
        nearest = self.effective_for(unit).order_by("programme_id", "-unit__path")
        return nearest.distinct("programme_id")


class EnrolmentQuerySet(models.QuerySet):
    """Enrolments by scope, or one's own."""

    def in_scope(self, scope: HasPaths, capability: str) -> "EnrolmentQuerySet":
        """Enrolments carried out in units of the scope."""
        return self.filter(under(scope.paths(capability), "unit__path"))

    def own(self, person_id: int | None) -> "EnrolmentQuerySet":
        """The person's own enrolments, as member or as holder of a post; none without a person."""
        if person_id is None:
            return self.none()
        return self.filter(Q(person=person_id) | Q(appointment__person=person_id))

    def judged_in(self, round_: Any) -> "EnrolmentQuerySet":
        """The sheets a round judges: of its branch, programme and calendar."""
        return self.filter(programme=round_.programme_id, unit=round_.unit_id, block=round_.block)

    def called(self, *, programme: int, unit: int, on: date) -> "EnrolmentQuerySet":
        """Members called to a branch's meeting of that day: with a sheet there, of either calendar.

        Not called is who had left the organisation, or came to the branch later than that day.
        """
        sheets = self.filter(programme=programme, unit=unit, person__isnull=False)
        gone, later = has_left(OuterRef("person"), on), came_later(OuterRef("person"), unit, on)
        return sheets.exclude(gone | later)

    def staying(self, on: date) -> "EnrolmentQuerySet":
        """Sheets of those who have not left the organisation by that day."""
        return self.exclude(has_left(OuterRef("person"), on))

    def with_plan(self) -> "EnrolmentQuerySet":
        """Fetch each plan once, however many enrolments share it: definitions are large texts."""
        plans = apps.get_model("programmes", "Plan").objects.select_related("programme")
        return self.prefetch_related(Prefetch("plan", plans))


class EvidenceQuerySet(models.QuerySet):
    """Evidence by scope."""

    def in_scope(self, scope: HasPaths, capability: str) -> "EvidenceQuerySet":
        """Evidence of enrolments in units of the scope."""
        return self.filter(under(scope.paths(capability), "pledge__enrolment__unit__path"))

    def waiting(self, on: date) -> "EvidenceQuerySet":
        """What nobody has looked at, of pledges that stand, while the result is with the branch.

        Nobody looks at what those sent who have left the organisation by that day.
        """
        sent = Q(pledge__enrolment__result__state__in=SENT_UP)
        gone = has_left(OuterRef("pledge__enrolment__person"), on)
        pending = self.filter(state=EvidenceState.PENDING, pledge__is_dropped=False)
        return pending.exclude(sent).exclude(gone)

    def waiting_for(self, actor: Actor) -> "EvidenceQuerySet":
        """What waits for this person to look at: never one's own."""
        return self.waiting(actor.on).exclude(pledge__enrolment__person=actor.person_id)


class RoundQuerySet(models.QuerySet):
    """Rounds by scope."""

    def in_scope(self, scope: HasPaths, capability: str) -> "RoundQuerySet":
        """Rounds of units of the scope."""
        return self.filter(under(scope.paths(capability), "unit__path"))

    def judging(self, enrolment: Any) -> "RoundQuerySet":
        """The round that judges a sheet: of its branch, programme and calendar; none before."""
        return self.filter(
            programme=enrolment.programme_id, unit=enrolment.unit_id, block=enrolment.block
        )

    def to_decide(self) -> "RoundQuerySet":
        """Rounds whose approving unit has to decide: sent up, or returned only in part."""
        waiting = apps.get_model("programmes", "Result").objects.filter(
            round=OuterRef("pk"), state=ResultState.PROPOSED
        )
        return self.filter(Q(state=RoundState.SENT) | Q(Exists(waiting), state=RoundState.RETURNED))


class ResultQuerySet(models.QuerySet):
    """Results by scope."""

    def in_scope(self, scope: HasPaths, capability: str) -> "ResultQuerySet":
        """Results of enrolments in units of the scope."""
        return self.filter(under(scope.paths(capability), "enrolment__unit__path"))

    def published_to(self, person: Any, on: date) -> "ResultQuerySet":
        """What was published to a member up to that day, the latest year first."""
        told = {"state": ResultState.PUBLISHED, "published_at__date__lte": on}
        latest = ("-enrolment__programme__year", "-published_at", "-pk")
        return self.filter(enrolment__person=person, **told).order_by(*latest)
