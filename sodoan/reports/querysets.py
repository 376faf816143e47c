"""Filters on report forms and obligations."""

from datetime import date

from django.db import models
from django.db.models import Case, Q, Value, When

from sodoan.common.periods import on as running
from sodoan.common.scoping import HasPaths, under
from sodoan.reports.choices import OWED, WAITING, ObligationState, Standing

_S = ObligationState


class FormQuerySet(models.QuerySet):
    """Forms by time and place."""

    def on(self, day: date) -> "FormQuerySet":
        """Forms in force on `day`."""
        return self.filter(running(day))

    def in_scope(self, scope: HasPaths, capability: str) -> "FormQuerySet":
        """Forms asked by units in scope, and by those above them."""
        paths = scope.paths(capability)
        above = {int(key) for path in paths for key in path.split(".") if key}
        return self.filter(under(paths, "unit__path") | Q(unit__in=above))


class ObligationQuerySet(models.QuerySet):
    """Reports owed, by scope, place and state."""

    def in_scope(self, scope: HasPaths, capability: str) -> "ObligationQuerySet":
        """Reports of units on which `scope` holds `capability`."""
        return self.filter(under(scope.paths(capability), "unit__path"))

    def owed(self) -> "ObligationQuerySet":
        """Reports the unit has to act on."""
        return self.filter(state__in=OWED)

    def waiting(self) -> "ObligationQuerySet":
        """Reports the level above has to look at."""
        return self.filter(state__in=WAITING)

    def standing(self, day: date) -> "ObligationQuerySet":
        """With `standing`: the word of `Standing` on that day."""
        words = Case(
            When(state=_S.EXEMPT, then=Value(Standing.EXEMPT.value)),
            When(state=_S.CLOSED, then=Value(Standing.CLOSED.value)),
            When(state=_S.RETURNED, then=Value(Standing.RETURNED.value)),
            When(state__in=WAITING, then=Value(Standing.WAITING.value)),
            When(state=_S.ACCEPTED, is_late=True, then=Value(Standing.LATE.value)),
            When(state=_S.ACCEPTED, then=Value(Standing.ON_TIME.value)),
            When(due_on__lt=day, then=Value(Standing.OVERDUE.value)),
            default=Value(Standing.PENDING.value),
            output_field=models.CharField(),
        )
        return self.annotate(standing=words)
