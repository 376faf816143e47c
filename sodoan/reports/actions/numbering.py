"""A report enters the document register: number, paper and line in one transaction."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date
from sodoan.documents.actions import (
    file_document,
    register_document,
    start_register,
    store_paper,
)
from sodoan.documents.choices import DocumentKind, PaperKey
from sodoan.documents.letterhead import signer_of
from sodoan.documents.models import RegisterEntry
from sodoan.documents.papers import kinds
from sodoan.documents.queries import template_for
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
    if last_number:
        start_register(
            unit, by=by, kind=DocumentKind.REPORT, year=issued_on.year, last_number=last_number
        )
    signer = signer_of(unit, issued_on)
    entry = register_document(
        unit,
        by=by,
        kind=DocumentKind.REPORT,
        issued_on=issued_on,
        title=f"{obligation.period.form.title}, {obligation.period.label.lower()}",
        issuer_code=issuer_code,
        signer_name=signer.name,
        signer_post=signer.post,
        signer_id=signer.person_id,
        recipients=default_recipients(obligation),
    )
    printed = kinds.report(paper_of(held, entry), template_for(unit, PaperKey.REPORT))
    stored = store_paper(printed, by=by, unit=unit, name=f"{entry.code}.docx")
    file_document(entry, by=by, attachment=stored)
    held.entry = entry
    held.save(update_fields=["entry"])
    return entry


def _refuse(held: Submission, issued_on: date, by: Actor) -> None:
    first = held.obligation.period.during.lower
    if held.obligation.submissions.filter(number__gt=held.number).exists():
        raise ValidationError("Bản này đã có bản sửa. Đồng chí vào sổ bản mới nhất.")
    if entry := valid(held.entry):
        raise ValidationError(f"Báo cáo này đã vào sổ, số {entry.code}.")
    if issued_on > by.on:
        fault = "chưa tới. Đồng chí ghi ngày ký, muộn nhất là hôm nay."
    elif issued_on < first:
        fault = f"trước kỳ báo cáo. Đồng chí ghi từ ngày {full_date(first)} trở đi."
    else:
        return
    raise ValidationError({"issued_on": f"Ngày {full_date(issued_on)} {fault}"})
