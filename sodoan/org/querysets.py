"""Filters on units, placements, terms and appointments."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q, Value

from sodoan.common.periods import on as _on
from sodoan.common.scoping import HasPaths, under
from sodoan.common.text import search_key
from sodoan.org.choices import Role


class UnitQuerySet(models.QuerySet):
    """Units by place, time and scope."""

    def in_scope(self, scope: HasPaths, capability: str) -> "UnitQuerySet":
        """Units on which `scope` holds `capability`."""
        return self.filter(under(scope.paths(capability)))

    def under(self, unit: Any) -> "UnitQuerySet":
        """The unit itself and everything below it."""
        return self.filter(path__startswith=unit.path)

    def active(self, day: date) -> "UnitQuerySet":
        """Units that exist on `day`."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)

    def ancestors_of(self, unit: Any) -> "UnitQuerySet":
        """From the root down to the unit itself."""
        return self.filter(pk__in=unit.ancestor_ids).order_by("path")

    def matching(self, text: str) -> "UnitQuerySet":
        """Units whose name holds words beginning with every word typed, or whose code it is."""
        words = Q()
        for word in search_key(text).split():
            words &= Q(search_key__startswith=word) | Q(search_key__contains=f" {word}")
        return self.filter(words | Q(code=text.strip().upper()))


class PlacementQuerySet(models.QuerySet):
    """The tree as of a day."""

    def on(self, day: date) -> "PlacementQuerySet":
        """Placements valid on `day`."""
        return self.filter(_on(day))

    def in_scope(
        self, scope: HasPaths, capability: str, *, on: date | None = None
    ) -> "PlacementQuerySet":
        """Placements of units on which `scope` holds `capability` today.

        With a day, also of what lay below those units on that day, wherever it lies now; that asks
        once for the places of those units then.
        """
        paths = scope.paths(capability)
        seen = under(paths, "unit__path")
        if on is not None:
            then = PlacementQuerySet(self.model, using=self.db).on(on).filter(unit__path__in=paths)
            seen |= under(then.values_list("path", flat=True), "path")
        return self.filter(seen)

    def told_in_scope(self, scope: HasPaths | None, capability: str) -> "PlacementQuerySet":
        """With `is_within`: whether `scope` holds `capability` on the unit today (None: on all)."""
        within = Value(True) if scope is None else under(scope.paths(capability), "unit__path")
        return self.annotate(
            is_within=models.ExpressionWrapper(within, output_field=models.BooleanField())
        )


class TermQuerySet(models.QuerySet):
    """Terms of bodies."""

    def in_scope(self, scope: HasPaths, capability: str) -> "TermQuerySet":
        """Terms of units on which `scope` holds `capability`."""
        return self.filter(under(scope.paths(capability), "unit__path"))


class AppointmentQuerySet(models.QuerySet):
    """Who holds what."""

    def on(self, day: date) -> "AppointmentQuerySet":
        """Appointments running on `day`."""
        return self.filter(_on(day))

    def leading(self, unit_id: int, on: date) -> "AppointmentQuerySet":
        """Appointments of those who lead the unit on that day."""
        return self.on(on).filter(unit=unit_id, post__role=Role.LEAD)

    def accounts(self) -> "models.QuerySet[Any]":
        """Keys of the accounts of those appointed; None for who has none."""
        return self.values_list("person__user_id", flat=True)

    def in_scope(self, scope: HasPaths, capability: str) -> "AppointmentQuerySet":
        """Appointments in units on which `scope` holds `capability`."""
        return self.filter(under(scope.paths(capability), "unit__path"))
