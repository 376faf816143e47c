"""Filters on import batches."""

from django.db import models

from sodoan.common.scoping import HasPaths, under


class BatchQuerySet(models.QuerySet):
    """Batches by scope."""

    def in_scope(self, scope: HasPaths, capability: str) -> "BatchQuerySet":
        """Batches of units on which `scope` holds `capability`."""
        return self.filter(under(scope.paths(capability), "unit__path"))
