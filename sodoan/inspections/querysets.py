"""Filters on inspections and findings."""

from django.db import models

from sodoan.common.scoping import HasPaths, under
from sodoan.inspections.choices import OWED, FindingState


class InspectionQuerySet(models.QuerySet):
    """Inspections by scope."""

    def in_scope(self, scope: HasPaths, capability: str) -> "InspectionQuerySet":
        """Inspections by units on which `scope` holds `capability`."""
        return self.filter(under(scope.paths(capability), "unit__path"))


class FindingQuerySet(models.QuerySet):
    """Findings by scope and state."""

    def in_scope(self, scope: HasPaths, capability: str) -> "FindingQuerySet":
        """Findings about units on which `scope` holds `capability`."""
        return self.filter(under(scope.paths(capability), "unit__path"))

    def owed(self) -> "FindingQuerySet":
        """Findings the unit has to act on."""
        return self.filter(state__in=OWED)

    def waiting(self) -> "FindingQuerySet":
        """Findings the inspectors have to look at."""
        return self.filter(state=FindingState.ANSWERED)
