"""Figures from the province down to a name: overview, table, list, exports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sodoan.common.listing import Column, Filter, Listing
from sodoan.common.requests import ScopedRequest, need, whole
from sodoan.common.ui import Crumb
from sodoan.common.words import full_date
from sodoan.org.choices import Block, Capability
from sodoan.org.models import Unit
from sodoan.org.queries import roots
from sodoan.people.choices import Category
from sodoan.people.models import Person
from sodoan.programmes import exports
from sodoan.programmes.choices import DECIDED, EnrolmentState
from sodoan.programmes.metrics import MEMBERS, OPENED, Metric
from sodoan.programmes.models import Plan, Programme
from sodoan.programmes.packs import pack_of, schedule_for
from sodoan.programmes.queries import figures as queries
from sodoan.programmes.queries.current import current_programme
from sodoan.programmes.queries.participants import counted_on, members_of
from sodoan.programmes.queries.roster import WRITING
from sodoan.programmes.views.figures_list import FiguresListing
from sodoan.programmes.views.figures_members import members_listing


@dataclass(frozen=True)
class Chosen:
    """What the address asks for: a programme, a unit of the scope, the root plan, its metrics."""

    programme: Programme
    unit: Unit
    plan: Plan
    metrics: tuple[Metric, ...]

    def address(self, name: str, **more: Any) -> str:
        """The address of another page of figures about the same programme and unit."""
        data = {"chuong-trinh": self.programme.pk, "don-vi": self.unit.pk, **more}
        kept = {key: value for key, value in data.items() if value not in ("", None)}
        return f"{reverse(f'programmes:{name}')}?{urlencode(kept)}"


@login_required
@require_safe
def overview(request: ScopedRequest) -> HttpResponse:
    """The programmes under way with their phases, and the units directly below."""
    need(request, Capability.VIEW_RESULTS)
    chosen = choose(request)
    if chosen is None:
        return render(request, "programmes/figures/none.html", {"nav_key": "results"})
    programmes = queries.programmes_for(request.scope)[:6]
    plan = Plan.objects.in_force(chosen.programme, chosen.unit) or chosen.plan
    context = {
        **table_context(request, chosen),
        "programmes": programmes,
        "plan": plan,
        "blocks": blocks_of(plan, queries.blocks_below(chosen.programme, chosen.unit)),
        "may_approve": request.scope.can(Capability.APPROVE),
        "may_design": request.scope.can(Capability.DESIGN),
        "nav_key": "results",
    }
    return render(request, "programmes/figures/overview.html", context)


@login_required
@require_safe
def figures(request: ScopedRequest) -> HttpResponse:
    """The table of one unit; every name opens the level below, every number its people."""
    need(request, Capability.VIEW_RESULTS)
    chosen = choose(request)
    if chosen is None:
        return render(request, "programmes/figures/none.html", {"nav_key": "figures"})
    context = {
        **table_context(request, chosen),
        "programmes": queries.programmes_for(request.scope)[:20],
        "nav_key": "figures",
    }
    return render(request, "programmes/figures/figures.html", context)


@login_required
@require_safe
def people(request: ScopedRequest) -> HttpResponseBase:
    """The people behind exactly one number of the table."""
    need(request, Capability.VIEW_RESULTS)
    chosen = choose(request)
    if chosen is None:
        return render(request, "programmes/figures/none.html", {"nav_key": "figures"})
    metric = metric_of(request, chosen)
    if metric is MEMBERS:
        return _members(request, chosen)
    listing = people_listing(request, chosen, metric)
    grades = queries.grade_looks(chosen.plan)
    if listing.export_wanted:
        return exports.people_xlsx(
            listing.queryset, grades, title=_title(metric, chosen), notes=_notes(request, chosen)
        )
    context = {
        **_people_context(request, chosen, metric),
        "list": listing,
        "files": _files(request, [row.person_key for row in listing.rows]),
        "calendar": dict(Block.choices).get(request.GET.get("lich", ""), ""),
        "grades": grades,
    }
    return render(request, "programmes/figures/people.html", context)


def _members(request: ScopedRequest, chosen: Chosen) -> HttpResponseBase:
    """Everybody who should take part, also without a sheet."""
    own = "truc-tiep" in request.GET
    rows = members_of(chosen.plan, chosen.unit, _day(request, chosen), own=own)
    listing = members_listing(request, rows)
    if listing.export_wanted:
        return exports.members_xlsx(
            listing.queryset, title=_title(MEMBERS, chosen), notes=_notes(request, chosen)
        )
    context = {
        **_people_context(request, chosen, MEMBERS),
        "list": listing,
        "files": _files(request, [row.pk for row in listing.rows]),
        "categories": dict(Category.choices),
    }
    return render(request, "programmes/figures/members.html", context)


def _people_context(request: ScopedRequest, chosen: Chosen, metric: Metric) -> dict[str, Any]:
    return {
        "chosen": chosen,
        "metric": metric,
        "own": "truc-tiep" in request.GET,
        "crumbs": [
            Crumb("Số liệu", chosen.address("figures")),
            *trail(request, chosen, "figures", whole=True),
        ],
        "nav_key": "figures",
    }


def _files(request: ScopedRequest, persons: Sequence[int]) -> set[int]:
    """Of those persons the ones whose file the reader may open."""
    open_to = Person.objects.open_to(request.scope, Capability.VIEW_PEOPLE)
    return set(open_to.filter(pk__in=persons).values_list("pk", flat=True))


def _title(metric: Metric, chosen: Chosen) -> str:
    return f"{metric.label}: {chosen.unit.name}"


def _day(request: ScopedRequest, chosen: Chosen) -> date:
    return counted_on(chosen.plan, request.scope.on)


@login_required
@require_safe
def export(request: ScopedRequest) -> HttpResponseBase:
    """The table as shown, as .xlsx."""
    need(request, Capability.VIEW_RESULTS)
    chosen = choose(request)
    if chosen is None:
        return redirect("programmes:figures")
    table = queries.table(chosen.plan, chosen.unit, chosen.metrics, _day(request, chosen))
    listing = FiguresListing(request, table, export_url="")
    return exports.figures_xlsx(
        table,
        listing.ordered,
        title=f"Số liệu thực hiện {chosen.programme.title}",
        notes=_notes(request, chosen),
        total_words=listing.total_words if listing.narrowed else "",
    )


def choose(request: ScopedRequest) -> Chosen | None:
    """Programme and unit of the address, or the running and the first of the scope; else 404."""
    programmes = queries.programmes_for(request.scope)
    wanted = request.GET.get("chuong-trinh")
    programme: Programme | None
    if wanted:
        programme = get_object_or_404(programmes, pk=whole(wanted))
    else:
        programme = current_programme(programmes, request.scope, Capability.VIEW_RESULTS)
    unit = unit_of(request)
    if programme is None or unit is None:
        return None
    plan = queries.root_plan(programme)
    return Chosen(programme, unit, plan, queries.metrics_of(plan))


def unit_of(request: ScopedRequest) -> Unit | None:
    """The unit of the address in scope (404 outside), or the uppermost of the scope."""
    wanted = request.GET.get("don-vi")
    if not wanted:
        return roots(request.scope, Capability.VIEW_RESULTS).first()
    units = Unit.objects.in_scope(request.scope, Capability.VIEW_RESULTS).select_related("type")
    unit: Unit = get_object_or_404(units, pk=whole(wanted))
    return unit


def metric_of(request: ScopedRequest, chosen: Chosen) -> Metric:
    """Which number the list is about, all sheets when none is named; 404 for one there is not."""
    wanted = request.GET.get("chi-so", OPENED.key)
    found = next((metric for metric in chosen.metrics if metric.key == wanted), None)
    if found is None:
        raise Http404
    return found


def people_listing(request: ScopedRequest, chosen: Chosen, metric: Metric) -> Listing:
    """The list behind one number."""
    rows = queries.enrolments_of(chosen.programme, chosen.unit, own="truc-tiep" in request.GET)
    if block := request.GET.get("lich"):
        rows = rows.filter(block=block) if block in Block else rows.none()
    return Listing(
        request,
        queries.people(chosen.programme, metric.of(rows)),
        columns=[
            Column("ten", "Họ và tên", ("name_order",)),
            Column("chi-doan", "Chi đoàn", ("unit__sort_key", "name_order")),
            Column("doi-tuong", "Đối tượng", ("category", "name_order")),
            Column("phieu", "Phiếu đăng ký", ("state", "name_order")),
            Column("ket-qua", "Kết quả", ("result__grade_key", "name_order")),
        ],
        noun="người",
        lasting=("chuong-trinh", "don-vi", "chi-so", "truc-tiep", "lich"),
        search=queries.find_people,
        filters=[
            Filter("chua-nop", "Chưa nộp phiếu", Q(state__in=WRITING)),
            Filter("cho-duyet", "Phiếu chờ duyệt", Q(state=EnrolmentState.SUBMITTED)),
            Filter("da-duyet", "Phiếu đã duyệt", Q(state=EnrolmentState.ACCEPTED)),
            Filter(
                "chua-xep",
                "Chưa có kết quả",
                ~Q(result__state__in=DECIDED),
            ),
        ],
        exports_here=True,
    )


def table_context(request: ScopedRequest, chosen: Chosen) -> dict[str, Any]:
    """The table as the template draws it: every name and every number with its address."""
    table = queries.table(chosen.plan, chosen.unit, chosen.metrics, _day(request, chosen))
    listing = FiguresListing(request, table, export_url=reverse("programmes:figures_export"))
    may_approve = request.scope.can(Capability.APPROVE)
    lines = [
        {
            "row": row,
            "url": "" if row.unit == chosen.unit else _at(chosen, "figures", row),
            "rounds_url": _rounds_url(chosen, row.unit) if may_approve else "",
            "cells": [
                (count, rate, _at(chosen, "figure_people", row, metric) if count else "")
                for metric, count, rate in row.figures.cells
            ],
        }
        for row in listing.rows
    ]
    total = [
        (count, rate, chosen.address("figure_people", **{"chi-so": metric.key}) if count else "")
        for metric, count, rate in table.total.cells
    ]
    return {
        "chosen": chosen,
        "table": table,
        "list": listing,
        "lines": lines,
        "total": total,
        "total_rounds_url": _rounds_url(chosen, chosen.unit) if may_approve else "",
        "trail": trail(request, chosen, "figures"),
    }


def trail(request: ScopedRequest, chosen: Chosen, page: str, *, whole: bool = False) -> list[Crumb]:
    """Units from the top of the scope down to the chosen one (itself only when `whole`)."""
    above = Unit.objects.in_scope(request.scope, Capability.VIEW_RESULTS).filter(
        pk__in=chosen.unit.ancestor_ids
    )
    return [
        Crumb(unit.name, chosen.address(page, **{"don-vi": unit.pk}))
        for unit in above.order_by("path")
        if whole or unit.pk != chosen.unit.pk
    ]


def blocks_of(plan: Plan, wanted: set[str]) -> list[dict[str, Any]]:
    """The phases of each wanted block of units, with real dates."""
    found = []
    for calendar in pack_of(plan).calendars:
        for block in wanted & set(calendar.blocks):
            dated = schedule_for(plan, block)
            found.append({"title": Block(block).label, "schedule": dated})
    return found


def _rounds_url(chosen: Chosen, unit: Unit) -> str:
    return chosen.address("approvals", **{"don-vi": unit.pk})


def _at(chosen: Chosen, page: str, row: queries.Row, metric: Metric | None = None) -> str:
    more: dict[str, Any] = {"don-vi": row.unit.pk}
    if metric is not None:
        more |= {"chi-so": metric.key, "truc-tiep": 1 if row.is_own else ""}
    return chosen.address(page, **more)


def _notes(request: ScopedRequest, chosen: Chosen) -> list[str]:
    return [
        f"{chosen.programme.title}; {chosen.unit.name}; số liệu ngày {full_date(request.scope.on)}"
    ]
