"""Filters on attachments, register entries and templates."""

from typing import Any

from django.db import models

from sodoan.common.scoping import HasPaths, under


class UnitOwnedQuerySet(models.QuerySet):
    """Rows that belong to a unit."""

    def in_scope(self, scope: HasPaths, capability: str) -> "UnitOwnedQuerySet":
        """Rows of units on which `scope` holds `capability`."""
        return self.filter(under(scope.paths(capability), "unit__path"))


class RegisterQuerySet(UnitOwnedQuerySet):
    """Entries of the document register."""

    def of_year(self, unit: Any, year: int, kind: str = "") -> "RegisterQuerySet":
        """One unit's register of a year, newest number first; one kind if given."""
        entries = self.filter(unit=unit, year=year)
        if kind:
            entries = entries.filter(kind=kind)
        return entries.order_by("kind", "-number")
