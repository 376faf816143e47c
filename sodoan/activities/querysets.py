"""Filters on schemes, slots, activities, resolutions and projects."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce

from sodoan.activities.choices import ActivityState, ProjectState
from sodoan.common.periods import on as running
from sodoan.common.periods import period
from sodoan.common.scoping import HasPaths, under


def counted(rows: models.QuerySet, by: str) -> Coalesce:
    """How many `rows` there are, for an outer query; `by` is the field they meet it by.

    Each outer row counts its own through an index, whatever else there is.
    """
    many = rows.order_by().values(by).annotate(n=models.Count("pk")).values("n")
    return Coalesce(models.Subquery(many), 0)


class SchemeQuerySet(models.QuerySet):
    """Schemes by time and place."""

    def on(self, day: date) -> "SchemeQuerySet":
        """Schemes that run on `day`."""
        return self.filter(running(day))

    def binding(self, unit: Any) -> "SchemeQuerySet":
        """Schemes issued by the unit itself or by one above it."""
        return self.filter(unit__in=unit.ancestor_ids)


class SlotQuerySet(models.QuerySet):
    """Slots by time and scope."""

    def in_scope(self, scope: HasPaths, capability: str) -> "SlotQuerySet":
        """Slots of units on which `scope` holds `capability`."""
        return self.filter(under(scope.paths(capability), "unit__path"))

    def lasting(self, day: date) -> "SlotQuerySet":
        """Slots that are not over on `day`: they hold, or will."""
        return self.filter(
            models.Q(during__endswith__isnull=True) | models.Q(during__endswith__gt=day)
        )

    def shown_with(self, scheme: Any) -> "SlotQuerySet":
        """Slots of the scheme, and the unit's own ones."""
        return self.filter(models.Q(scheme=None) | models.Q(scheme=scheme))

    def within(self, start: date, end: date) -> "SlotQuerySet":
        """Slots of which some day lies in [`start`, `end`]."""
        return self.filter(during__overlap=period(start, end + timedelta(days=1)))


class ActivityQuerySet(models.QuerySet):
    """Activities by scope, time and state."""

    def in_scope(self, scope: HasPaths, capability: str) -> "ActivityQuerySet":
        """Activities of units on which `scope` holds `capability`."""
        return self.filter(under(scope.paths(capability), "unit__path"))

    def between(self, start: date, end: date) -> "ActivityQuerySet":
        """Activities from `start` to `end`, both included."""
        return self.filter(on__range=(start, end))

    def held(self) -> "ActivityQuerySet":
        """What took place and was reported."""
        return self.filter(state=ActivityState.REPORTED)

    def unreported(self, day: date) -> "ActivityQuerySet":
        """What should have been reported: still only planned though its day has come."""
        return self.filter(state=ActivityState.PLANNED, on__lte=day)


class ResolutionQuerySet(models.QuerySet):
    """Resolutions by scope and state."""

    def in_scope(self, scope: HasPaths, capability: str) -> "ResolutionQuerySet":
        """Resolutions of units on which `scope` holds `capability`."""
        return self.filter(under(scope.paths(capability), "activity__unit__path"))

    def open(self) -> "ResolutionQuerySet":
        """What is still to be done."""
        return self.filter(done_on=None)


class ProjectQuerySet(models.QuerySet):
    """Projects by scope and state."""

    def in_scope(self, scope: HasPaths, capability: str) -> "ProjectQuerySet":
        """Projects of units on which `scope` holds `capability`."""
        return self.filter(under(scope.paths(capability), "unit__path"))

    def late(self, day: date) -> "ProjectQuerySet":
        """What should be done by now: its planned end has passed."""
        return self.filter(state__in=(ProjectState.PLANNED, ProjectState.RUNNING), ends_on__lt=day)
