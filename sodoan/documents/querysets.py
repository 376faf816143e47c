"""Filters on attachments, register entries and templates."""

from django.db import models

from sodoan.common.scoping import HasPaths, under
from sodoan.common.text import search_key
from sodoan.documents.choices import ISSUING


class UnitOwnedQuerySet(models.QuerySet):
    """Rows that belong to a unit."""

    def in_scope(self, scope: HasPaths, capability: str) -> "UnitOwnedQuerySet":
        """Rows of units on which `scope` holds `capability`."""
        return self.filter(under(scope.paths(capability), "unit__path"))


class RegisterQuerySet(UnitOwnedQuerySet):
    """Entries of the document register."""

    def issued_in_scope(self, scope: HasPaths) -> "RegisterQuerySet":
        """Entries of units in whose name `scope` issues documents."""
        paths = dict.fromkeys(path for capability in ISSUING for path in scope.paths(capability))
        return self.filter(under(paths, "unit__path"))

    def matching(self, text: str) -> "RegisterQuerySet":
        """Entries whose number, title, signer or recipients hold every word, marks aside."""
        found = self
        for word in search_key(text).split():
            found = found.filter(search_key__contains=word)
        return found
