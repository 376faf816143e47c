"""Samples of reports owed."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from sodoan.access.scopes import system_scope
from sodoan.common.clock import today
from sodoan.documents.actions import store_attachment
from sodoan.reports.actions.opening import issue_form
from sodoan.reports.models import Annex, Obligation, ReportForm, Submission
from sodoan.reports.packfile import shipped_reports
from tests.access.samples.frame import Sample, sample


def report_of(place):
    """What the branch owes for last month to the unit above it."""
    unit = place.unit.parent
    form = ReportForm.objects.filter(unit=unit).first() or issue_form(
        unit,
        by=system_scope(),
        pack=shipped_reports()["monthly"],
        start=today() - timedelta(days=40),
    )
    rows = Obligation.objects.filter(period__form=form, unit=place.unit)
    return rows.select_related("unit", "receiver", "period__form").earliest("due_on")


@sample("report")
def report(place):
    made = report_of(place)
    return Sample({"pk": made.pk}, unit=place.unit, obj=made)


@sample("report_paper")
def report_paper(place):
    made = report_of(place)
    Submission.objects.get_or_create(obligation=made, number=1, defaults={"at": timezone.now()})
    return Sample({"pk": made.pk, "format": "docx"}, unit=place.unit, obj=made)


@sample("report_to_number")
def report_to_number(place):
    report_paper(place)
    return report(place)


@sample("report_form")
def report_form(place):
    made = report_of(place).period.form
    return Sample({"pk": made.pk}, unit=place.unit, obj=made)


@sample("receiver")
def receiver(place):
    unit = report_of(place).receiver
    return Sample({"unit": unit.pk}, unit=unit, obj=unit)


@sample("figure")
def figure(place):
    made = report_of(place)
    return Sample({"pk": made.pk, "key": "members"}, unit=place.unit)


@sample("annex")
def annex(place):
    made = report_of(place)
    file = ContentFile(b"%PDF-1.4\n%%EOF\n", "danh-sach.pdf")
    kept = store_attachment(file, by=system_scope(), unit=place.unit)
    shown = Annex.objects.create(obligation=made, attachment=kept)
    return Sample({"pk": shown.pk}, unit=place.unit, obj=shown)


def reports_from_above(place):
    """What the branch and the unit above it owe the province for last month; the branch's first."""
    above = place.unit.parent
    form = ReportForm.objects.filter(unit=above.parent).first() or issue_form(
        above.parent,
        by=system_scope(),
        pack=shipped_reports()["monthly"],
        start=today() - timedelta(days=40),
    )
    rows = Obligation.objects.filter(period__form=form).select_related("unit", "receiver")
    return [rows.filter(unit=unit).earliest("due_on") for unit in (place.unit, above)]
