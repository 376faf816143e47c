"""Samples of inspections by the unit above a branch, about the branch."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from sodoan.access.scopes import system_scope
from sodoan.activities.choices import ActivityState
from sodoan.activities.models import Activity
from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.documents.actions import store_attachment
from sodoan.inspections.models import Finding, FindingStep, Inspection, SampleItem
from tests.access.samples.activities import scheme_above
from tests.access.samples.frame import Sample, sample


def inspection_of(place):
    """An inspection of the branch by the unit above it, nobody named."""
    unit, day = place.unit.parent, today()
    return Inspection.objects.create(
        unit=unit, target=place.unit, kind="check", title="Kiểm tra đột xuất",
        during=period(day - timedelta(days=30), day), starts_on=day, ends_on=day, size=1,
        seed="0f", drawn_at=timezone.now(), drawn_from=1, drawn_units=1,
    )  # fmt: skip


def proof_of(unit):
    """A file kept for a unit."""
    return store_attachment(
        ContentFile(b"%PDF-1.4\n%%EOF\n", "minh-chung.pdf"), by=system_scope(), unit=unit
    )


def drawn_of(place):
    """An activity of the branch that was drawn for it, judged with a file."""
    made = inspection_of(place)
    activity = Activity.objects.create(
        unit=place.unit, kind="scheme", theme=scheme_above(place).themes.first(),
        on=today(), title="Tổng vệ sinh", state=ActivityState.REPORTED, done="Quét dọn",
        reported_at=timezone.now(),
    )  # fmt: skip
    return SampleItem.objects.create(
        inspection=made, activity=activity, position=1, verdict="matches",
        judged_at=timezone.now(), proof=proof_of(made.unit),
    )  # fmt: skip


def finding_of(place, **facts):
    """Something the branch has to put right."""
    made = inspection_of(place)
    day = today() + timedelta(days=14)
    return Finding.objects.create(
        inspection=made, unit=place.unit, text="Thiếu ảnh.", due_on=day, **facts
    )


@sample("inspection")
def inspection(place):
    made = inspection_of(place)
    return Sample({"pk": made.pk}, unit=made.unit, obj=made)


@sample("drawn")
def drawn(place):
    made = drawn_of(place)
    return Sample({"pk": made.pk}, unit=made.inspection.unit, obj=made)


@sample("finding")
def finding(place):
    made = finding_of(place)
    return Sample({"pk": made.pk}, unit=place.unit, obj=made)


@sample("answered_finding")
def answered_finding(place):
    made = finding_of(place, state="answered", proof=proof_of(place.unit))
    return Sample({"pk": made.pk}, unit=place.unit, obj=made)


@sample("finding_step")
def finding_step(place):
    made = finding_of(place)
    step = FindingStep.objects.create(
        finding=made, deed="answered", text="Đã bổ sung.", attachment=proof_of(place.unit)
    )
    return Sample({"pk": step.pk}, unit=place.unit, obj=step)
