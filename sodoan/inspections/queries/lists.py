"""Inspections and findings in reach, with what pages show of them."""

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet

from sodoan.activities.choices import Presence
from sodoan.activities.models import Activity, Attendance, Photo
from sodoan.activities.querysets import counted
from sodoan.common.scoping import Actor
from sodoan.inspections.choices import Verdict
from sodoan.inspections.models import Finding, Inspection, Inspector, SampleItem
from sodoan.inspections.querysets import FindingQuerySet, InspectionQuerySet
from sodoan.inspections.sampling import draw
from sodoan.org.choices import Capability

INSPECT, VIEW = Capability.INSPECT, Capability.VIEW_REPORTS


def _named(scope: Actor) -> QuerySet[Inspector]:
    """Where one is named as an inspector, of units one holds a post in."""
    own = [post.unit_id for post in scope.posts]
    return Inspector.objects.filter(person=scope.person_id, inspection__unit__in=own)


def _reached(scope: Actor) -> InspectionQuerySet:
    rows = Inspection.objects.in_scope(scope, INSPECT)
    named = Inspection.objects.filter(pk__in=_named(scope).values("inspection"))
    found: InspectionQuerySet = Inspection.objects.filter(
        Q(pk__in=rows.values("pk")) | Q(pk__in=named.values("pk"))
    )
    return found


def inspections_seen(scope: Actor) -> InspectionQuerySet:
    """Inspections one carries out or oversees."""
    return _reached(scope).select_related("unit__type", "target")


def inspections_listed(scope: Actor) -> QuerySet[Any]:
    """The same, each with how many were `drawn`, `judged`, and findings `found` and not closed."""
    sample = SampleItem.objects.filter(inspection=OuterRef("pk"))
    found = Finding.objects.filter(inspection=OuterRef("pk"))
    return inspections_seen(scope).annotate(
        drawn=counted(sample, "inspection"),
        judged=counted(sample.exclude(verdict=""), "inspection"),
        found=counted(found, "inspection"),
        unsettled=counted(found.filter(closed_at=None), "inspection"),
    )


def findings_seen(scope: Actor) -> FindingQuerySet:
    """Findings about units whose reports one sees, and of inspections one carries out."""
    rows = Finding.objects.in_scope(scope, VIEW)
    ours = Finding.objects.filter(inspection__in=_reached(scope).values("pk"))
    found: FindingQuerySet = Finding.objects.filter(
        Q(pk__in=rows.values("pk")) | Q(pk__in=ours.values("pk"))
    )
    return found.select_related("unit", "inspection__unit", "item__activity")


def items_seen(scope: Actor) -> QuerySet[SampleItem]:
    """Drawn activities of inspections one carries out or oversees."""
    rows = SampleItem.objects.filter(inspection__in=_reached(scope).values("pk"))
    return rows.select_related("inspection__unit", "activity__unit", "activity__theme", "proof")


def sample_of(inspection: Inspection) -> QuerySet[Any]:
    """What was drawn, each with how many were `present`, `pictures`, and findings `found`."""
    mine = {"activity": OuterRef("activity_id")}
    came = Attendance.objects.filter(presence=Presence.PRESENT, **mine)
    rows = SampleItem.objects.filter(inspection=inspection).annotate(
        present=counted(came, "activity"),
        pictures=counted(Photo.objects.filter(**mine), "activity"),
        found=counted(Finding.objects.filter(item=OuterRef("pk")), "item"),
    )
    return rows.select_related("activity__unit", "activity__theme", "judged_by")


def tally(inspection: Inspection) -> dict[str, int]:
    """How many were drawn, and how many of each verdict. One query."""
    counts = {one.value: Count("pk", filter=Q(verdict=one)) for one in Verdict}
    found: dict[str, int] = inspection.sample.aggregate(drawn=Count("pk"), **counts)
    found["judged"] = sum(found[one.value] for one in Verdict)
    return found


def drawable(inspection: Inspection) -> QuerySet[Activity]:
    """Activities the sample is drawn out of: reported by units below about the days looked at."""
    rows = Activity.objects.filter(unit__path__startswith=inspection.target.path).held()
    between = rows.between(inspection.during.lower, inspection.last_day)
    return between.exclude(unit=inspection.unit_id)


def drawn_again(inspection: Inspection) -> bool:
    """Whether the same seed draws the same activities out of those reported until then."""
    kept = list(inspection.sample.order_by("position").values_list("activity_id", flat=True))
    then = drawable(inspection).filter(Q(reported_at__lte=inspection.drawn_at) | Q(pk__in=kept))
    again = draw(
        then.values_list("pk", "unit_id"),
        seed=inspection.seed,
        size=inspection.size,
        per_unit=inspection.per_unit,
    )
    return again == kept
