"""A report as it was handed in: figures, differences, words; and what may be done with it."""

from typing import Any

from django.urls import reverse

from sodoan.common.permissions import allowed
from sodoan.common.requests import ScopedRequest, whole
from sodoan.common.ui import Crumb
from sodoan.common.weeks import month_of
from sodoan.common.words import number
from sodoan.org.choices import Capability
from sodoan.reports.choices import OWED, WAITING, ObligationState
from sodoan.reports.models import Obligation, Submission, SubmittedCell
from sodoan.reports.packfile import PackCell
from sodoan.reports.queries.lists import changed_since, versions
from sodoan.reports.queries.papers import scheme_of, valid
from sodoan.reports.queries.sheets import children
from sodoan.reports.views.rows import change, look, trail_of


def read_context(request: ScopedRequest, obligation: Obligation) -> dict[str, Any]:
    """What the page shows; `?lan=2` of an earlier version."""
    found = list(versions(obligation))
    wanted = whole(request.GET.get("lan", ""))
    shown = next((one for one in found if one.number == wanted), found[0] if found else None)
    before = next((one for one in found if shown and one.number == shown.number - 1), None)
    settles = allowed(request.scope, "reports.settle", obligation)
    return {
        "report": obligation,
        "period": obligation.period,
        "form": obligation.period.form,
        "shown": shown,
        "is_latest": bool(shown and shown == found[0]),
        "entry": valid(shown.entry) if shown else None,
        "numbers": bool(shown and shown == found[0])
        and not valid(found[0].entry)
        and allowed(request.scope, "reports.fill_in", obligation),
        "sections": _sections(obligation, shown, before) if shown else [],
        "texts": _texts(obligation, shown) if shown else [],
        "changed": changed_since(obligation, found[0] if found else None),
        "month_table": _month_table(request, obligation),
        "trail": trail_of(obligation),
        "annexes": obligation.annexes.select_related("attachment"),
        "has_below": children(obligation).exists(),
        "settles": settles and obligation.state in WAITING,
        "eases": settles and obligation.state in OWED,
        "resumes": settles and obligation.state in (ObligationState.EXEMPT, ObligationState.CLOSED),
        "corrects": obligation.state == ObligationState.ACCEPTED
        and obligation.period.pack.met_by is None
        and allowed(request.scope, "reports.fill_in", obligation),
        "crumbs": [Crumb("Báo cáo", reverse("reports:home"))],
        "nav_key": "reports",
        "today": request.scope.on,
    }


def _month_table(request: ScopedRequest, obligation: Obligation) -> str:
    """Address of the table that goes with a monthly report of a scheme; empty without one."""
    scheme = scheme_of(obligation)
    unit = obligation.unit
    if scheme is None or not request.scope.covers(Capability.VIEW_ACTIVITIES, unit.path):
        return ""
    address = reverse("activities:month_table", args=[unit.pk, "docx"])
    month = month_of(obligation.period.during.lower)
    return f"{address}?mo_hinh={scheme.pk}&thang={month.key}"


def _sections(
    obligation: Obligation, shown: Submission, before: Submission | None
) -> list[tuple[str, list[dict[str, Any]]]]:
    told = {cell.key: cell for cell in shown.cells.all()}
    old = {cell.key: cell for cell in before.cells.all()} if before else {}
    return [
        (
            section.title,
            [
                _row(obligation, shown, pack, told[pack.key], old)
                for pack in section.cells
                if pack.key in told
            ],
        )
        for section in obligation.period.pack.sections
    ]


def _row(
    obligation: Obligation,
    shown: Submission,
    pack: PackCell,
    cell: SubmittedCell,
    old: dict[str, SubmittedCell],
) -> dict[str, Any]:
    word, icon, tone = look(cell.source)
    behind = reverse("reports:behind", args=[obligation.pk, pack.key])
    return {
        "pack": pack,
        "value": number(cell.value, pack.decimals),
        "computed": number(cell.computed, pack.decimals),
        "cell": cell,
        "word": word,
        "icon": icon,
        "tone": tone,
        "url": f"{behind}?lan={shown.number}" if cell.records else "",
        "change": change(cell.value, old[pack.key].value, pack.decimals) if pack.key in old else "",
    }


def _texts(obligation: Obligation, shown: Submission) -> list[tuple[str, str]]:
    told = {part.key: part.text for part in shown.texts.all()}
    return [(part.title, told.get(part.key, "")) for part in obligation.period.pack.texts]
