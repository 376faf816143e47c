"""Fills the paper of a report: of a version handed in, or of what is being filled in."""

import re
from collections.abc import Mapping, Sequence

from django.utils import timezone

from sodoan.activities.models import Scheme
from sodoan.activities.queries.units import ACTING_TIERS
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date, number
from sodoan.documents.choices import DocumentKind
from sodoan.documents.letterhead import Signer, author_of, heading, signature, signer_of
from sodoan.documents.models import RegisterEntry
from sodoan.documents.papers.parts import Heading
from sodoan.documents.papers.reports import Figure, FigureGroup, Part, PeriodicReport
from sodoan.documents.rendering.text import paragraphs
from sodoan.org.models import Unit
from sodoan.reports.choices import Rhythm, Source
from sodoan.reports.models import Obligation, Submission, SubmittedCell
from sodoan.reports.packfile import PackCell, ReportPack
from sodoan.reports.queries.sheets import draft_of, sheet_of
from sodoan.reports.sheet import Cell

_TITLE = re.compile(
    r"^báo cáo\s+(?:(?:tuần|tháng|quý|6 tháng|sáu tháng|năm học|năm)\s+)?", re.IGNORECASE
)
_Told = SubmittedCell | Cell


def paper_of(submission: Submission, entry: RegisterEntry | None = None) -> PeriodicReport:
    """A version as it was handed in, with its number in the register when it has one.

    `entry` is a line of the register about to be bound to it. One that is void numbers nothing.
    """
    obligation, at = submission.obligation, timezone.localdate(submission.at)
    entry = entry or valid(submission.entry)
    return _report(
        obligation,
        entry=entry,
        signer=_signer(entry) if entry else signer_of(obligation.unit, at),
        figures={cell.key: cell for cell in submission.cells.all()},
        texts={part.key: part.text for part in submission.texts.all()},
        correction=_correction(submission),
    )


def draft_paper(obligation: Obligation, by: Actor) -> PeriodicReport:
    """The report as it would be handed in today, marked as a draft."""
    sheet = sheet_of(obligation, draft_of(obligation), by.on)
    return _report(
        obligation,
        entry=None,
        signer=signer_of(obligation.unit, by.on),
        figures=sheet.cells,
        texts={part.pack.key: part.text for part in sheet.words},
        is_draft=True,
    )


def default_recipients(obligation: Obligation) -> tuple[str, ...]:
    """“Nơi nhận” of a report: who receives it, and the file."""
    return (author_of(obligation.receiver), "Lưu")


def scheme_of(obligation: Obligation) -> Scheme | None:
    """The scheme a monthly report is about, if its unit acts in one."""
    pack = obligation.period.pack
    if pack.about is None or pack.rhythm != Rhythm.MONTH:
        return None
    if obligation.unit.type.tier not in ACTING_TIERS:
        return None
    during = obligation.period.during
    found = Scheme.objects.binding(obligation.unit).filter(key=pack.about, during__overlap=during)
    return found.order_by("-during", "pk").first()


def subject_of(pack: ReportPack) -> str:
    """The title without “Báo cáo tháng”, as it goes on below BÁO CÁO."""
    rest = _TITLE.sub("", pack.title) or pack.title
    return rest[0].upper() + rest[1:]


def period_of(obligation: Obligation) -> str:
    """The period as papers write it: “Tháng 10 năm 2026”."""
    return obligation.period.label.replace("/", " năm ")


def valid(entry: RegisterEntry | None) -> RegisterEntry | None:
    """The line of the register; none when it is void."""
    return entry if entry and not entry.voided_at else None


def _report(  # noqa: PLR0913 - what a version and a draft differ in
    obligation: Obligation,
    *,
    entry: RegisterEntry | None,
    signer: Signer,
    figures: Mapping[str, _Told],
    texts: Mapping[str, str],
    is_draft: bool = False,
    correction: str = "",
) -> PeriodicReport:
    unit, pack = obligation.unit, obligation.period.pack
    parts = [(part.title, paragraphs(texts.get(part.key, ""))) for part in pack.texts]
    return PeriodicReport(
        heading=_heading(unit, entry),
        signature=signature(unit, signer),
        recipients=tuple(entry.recipients) if entry else default_recipients(obligation),
        subject=subject_of(pack),
        period=period_of(obligation),
        unit=unit.name,
        author=author_of(unit),
        receiver=author_of(obligation.receiver),
        groups=tuple(
            FigureGroup(name=section.title, figures=_figures(section.cells, figures))
            for section in pack.sections
        ),
        texts=tuple(Part(title=title, paragraphs=told) for title, told in parts if told),
        is_draft=is_draft,
        correction=correction,
    )


def _heading(unit: Unit, entry: RegisterEntry | None) -> Heading:
    if entry is None:
        return heading(unit, kind=DocumentKind.REPORT)
    return heading(unit, symbol=entry.symbol, number=entry.number, issued_on=entry.issued_on)


def _signer(entry: RegisterEntry) -> Signer:
    """Who signed, as the register keeps it."""
    post = entry.signer_post
    return Signer(entry.signer_name, post, entry.signer_id, "phó" in post.lower())


def _figures(cells: Sequence[PackCell], told: Mapping[str, _Told]) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            label=one.label,
            measure=one.measure,
            value=told[one.key].value,
            decimals=one.decimals,
            note=_note(one, told[one.key]),
        )
        for one in cells
        if one.key in told
    )


def _note(pack: PackCell, cell: _Told) -> str:
    """Why a figure is not as counted, beside what was counted."""
    if cell.source != Source.OVERRIDE:
        return ""
    counted = f"Số hệ thống: {number(cell.computed, pack.decimals)}"
    return f"{counted}. Lý do: {cell.reason}" if cell.reason else counted


def _correction(submission: Submission) -> str:
    """What a later version replaces, and why; nothing for a first one that had no number."""
    before = (
        submission.obligation.submissions.filter(number__lt=submission.number)
        .select_related("entry")
        .order_by("-number")
    )
    numbered = next((one.entry for one in before if valid(one.entry)), None)
    if numbered:
        old = f"Báo cáo số {numbered.code} ngày {full_date(numbered.issued_on)}"
    elif submission.note:
        old = f"bản đã nộp lần {submission.number - 1}"
    else:
        return ""
    reason = f" Lý do sửa: {submission.note.rstrip('.')}." if submission.note else ""
    return f"Báo cáo này thay {old}.{reason}"
