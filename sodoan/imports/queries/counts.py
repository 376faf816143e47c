"""How many rows of a batch were judged how, and what applying would do."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from sodoan.imports.choices import Choice, Verdict
from sodoan.imports.models import Batch, StagedRow
from sodoan.people.models import Person


def counts_of(batch: Batch) -> dict[str, int]:
    """Return the number of rows, and of rows by verdict."""
    found = dict(
        StagedRow.objects.filter(batch=batch)
        .values_list("verdict")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return {"rows": sum(found.values()), **{v.value: found.get(v.value, 0) for v in Verdict}}


def creating() -> Q:
    """Rows that become new people."""
    return Q(verdict__in=(Verdict.ACCEPTED, Verdict.WARNING)) & ~Q(choice=Choice.SKIP)


def filling(batch: Batch) -> Q:
    """Rows that fill empty fields of people known already."""
    rows = Q(verdict=Verdict.EXISTING) & ~Q(fills=[]) & ~Q(choice=Choice.SKIP)
    return rows if batch.fills_empty else rows & Q(choice=Choice.FILL)


def knows_gone(batch: Batch) -> bool:
    """Tell whether somebody the rows were found to be is gone: their import was undone.

    A list of newcomers alone is not looked at. A merged file is not gone: it lives on in another.
    """
    if not (batch.counts.get(Verdict.EXISTING) or batch.counts.get(Verdict.REJECTED)):
        return False
    there = Person.objects.filter(pk=OuterRef("of_person"))
    known = StagedRow.objects.filter(batch=batch, of_person__isnull=False)
    return bool(known.filter(~Exists(there)).exists())


@dataclass(frozen=True, slots=True)
class Effect:
    """What applying a batch would do: people added, people and fields filled, rows left out."""

    creates: int
    fills: int
    left_out: int

    @property
    def rows(self) -> int:
        """Rows that are written."""
        return self.creates + self.fills


def effect_of(batch: Batch) -> Effect:
    """Return what applying the batch would do now."""
    rows = StagedRow.objects.filter(batch=batch)
    found = rows.aggregate(
        n=Count("pk"), new=Count("pk", filter=creating()), old=Count("pk", filter=filling(batch))
    )
    return Effect(found["new"], found["old"], found["n"] - found["new"] - found["old"])
