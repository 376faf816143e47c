"""A report enters the document register: number, paper and line in one transaction."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.documents.actions import file_paper, number_document
from sodoan.documents.choices import DocumentKind, PaperKey
from sodoan.documents.models import RegisterEntry
from sodoan.documents.papers import kinds
from sodoan.documents.queries import template_for
from sodoan.documents.validators import check_issued_on
from sodoan.reports.models import Submission
from sodoan.reports.queries.papers import default_recipients, paper_of, valid


@transaction.atomic
@deed("Vào sổ báo cáo")
def number_report(
    submission: Submission,
    *,
    by: Actor,
    issued_on: date,
    issuer_code: str,
    last_number: int | None = None,
) -> RegisterEntry:
    """Give a report handed in the next number of its unit and year, and keep its paper.

    `last_number` says how far a paper register of that year had come. Raises `ValidationError` for
    an older version, one that has a number that holds, and a day to come or before the period.
    """
    held = (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("entry", "obligation__period__form", "obligation__unit__type")
        .select_related("obligation__receiver__type")
        .get(pk=submission.pk)
    )
    obligation, unit = held.obligation, held.obligation.unit
    require(by, "reports.fill_in", obligation)
    _refuse(held, issued_on, by)
    entry = number_document(
        unit,
        by=by,
        kind=DocumentKind.REPORT,
        issued_on=issued_on,
        title=f"{obligation.period.form.title}, {obligation.period.label.lower()}",
        issuer_code=issuer_code,
        last_number=last_number,
        to=default_recipients(obligation),
    )
    paper = kinds.report(paper_of(held, entry), template_for(unit, PaperKey.REPORT))
    file_paper(entry, paper, by=by)
    held.entry = entry
    held.save(update_fields=["entry"])
    return entry


def _refuse(held: Submission, issued_on: date, by: Actor) -> None:
    if held.obligation.submissions.filter(number__gt=held.number).exists():
        raise ValidationError("Bản này đã có bản sửa. Đồng chí vào sổ bản mới nhất.")
    if entry := valid(held.entry):
        raise ValidationError(f"Báo cáo này đã vào sổ, số {entry.code}.")
    first = held.obligation.period.during.lower
    check_issued_on(issued_on, today=by.on, after=first, what="ngày đầu của kỳ báo cáo")
