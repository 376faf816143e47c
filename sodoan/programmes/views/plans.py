"""Plans of every level: list, load, read, adopt, publish, open the registration sheets."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sodoan.common.listing import Column, Filter, Listing, reading
from sodoan.common.permissions import allowed, require
from sodoan.common.requests import ScopedRequest, need
from sodoan.common.ui import Crumb, toast
from sodoan.documents.choices import DocumentKind
from sodoan.documents.downloads import listed_xlsx
from sodoan.documents.forms import IssueForm
from sodoan.documents.letterhead import signer_of, usual_code
from sodoan.documents.rendering.xlsx import SheetColumn
from sodoan.jobs.tasks import start
from sodoan.org.choices import Capability
from sodoan.programmes.actions import plans as actions
from sodoan.programmes.actions.issuing import publish_plan_with_number
from sodoan.programmes.bundles import DRAFTS
from sodoan.programmes.choices import PlanState
from sodoan.programmes.engine.publishing import can_publish
from sodoan.programmes.forms.plans import AdoptForm, LoadForm
from sodoan.programmes.models import Plan
from sodoan.programmes.queries import plans as queries
from sodoan.programmes.queries.roots import beside_words, may_be_renewed
from sodoan.programmes.views.plan_editor import edit, tell_lost

__all__ = [
    "adopt",
    "edit",
    "load",
    "new_version",
    "open_enrolments",
    "plan",
    "plan_list",
    "publish",
]

_SHEET = (
    (SheetColumn("Năm", "number", 8), lambda plan: plan.programme.year),
    (SheetColumn("Kế hoạch", width=44), lambda plan: plan.programme.title),
    (SheetColumn("Bản", "number", 6), lambda plan: plan.version),
    (SheetColumn("Đơn vị ban hành", width=32), lambda plan: plan.unit.name),
    (SheetColumn("Số, ký hiệu"), lambda plan: plan.number),
    (SheetColumn("Ngày ban hành", "date", 14), lambda plan: plan.issued_on),
    (SheetColumn("Trạng thái"), lambda plan: plan.get_state_display()),
)


def _said(plan: Plan) -> str:
    return f"{plan.programme.title} {plan.unit.name} {plan.number}"


@login_required
@require_safe
def plan_list(request: ScopedRequest) -> HttpResponse:
    """What to take up, and every plan one may see."""
    need(request, Capability.DESIGN)
    listing = Listing(
        request,
        queries.listed_plans(request.scope),
        columns=[
            Column("nam", "Năm", ("-programme__year", "unit__path", "-version")),
            Column("ke-hoach", "Kế hoạch", ("programme__title", "unit__path")),
            Column("don-vi", "Đơn vị ban hành", ("unit__sort_key", "-version")),
            Column("so", "Số, ký hiệu", ("number",)),
            Column("ngay", "Ngày ban hành", ("issued_on",)),
            Column("trang-thai", "Trạng thái", ("state",)),
        ],
        noun="kế hoạch",
        search=reading(_said),
        exports_here=True,
        filters=[Filter(state.value, state.label, Q(state=state)) for state in PlanState],
    )
    if listing.export_wanted:
        return listed_xlsx(listing.queryset, _SHEET, title="Chương trình, kế hoạch")
    context = {
        "list": listing,
        "to_adopt": queries.to_adopt(request.scope),
        "may_load": queries.launching_units(request.scope).exists(),
        "nav_key": "plans",
    }
    return render(request, "programmes/plans/list.html", context)


@login_required
def load(request: ScopedRequest) -> HttpResponse:
    """Choose a shipped pack and a year: the draft of a new programme."""
    need(request, Capability.LAUNCH)
    packs = queries.shipped_packs()
    units = queries.launching_units(request.scope)
    form = LoadForm(
        request.POST or None,
        packs=packs,
        units=units,
        initial={"year": request.scope.on.year, "unit": units.first()},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            draft = actions.load_programme(
                packs[data["pack"]],
                by=request.scope,
                unit=data["unit"],
                year=data["year"],
                scale=data["scale"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, "Đã lập bản nháp chương trình.")
            return redirect("programmes:plan", pk=draft.pk)
    context = {
        "form": form,
        "packs": [(pack, queries.scales_of(pack)) for pack in packs.values()],
        "crumbs": _crumbs(),
        "nav_key": "plans",
    }
    bad = 422 if form.errors else 200
    return render(request, "programmes/plans/load.html", context, status=bad)


@login_required
@require_safe
def plan(request: ScopedRequest, pk: int) -> HttpResponse:
    """A plan as people read it, with what members will see."""
    found = plan_or_404(request, pk)
    view = queries.read_plan(found)
    may_design = allowed(request.scope, "programmes.design_plan", found)
    published = found.state == PlanState.PUBLISHED
    beside = beside_words(found) if published else ""
    context = {
        "plan": found,
        "view": view,
        "preview": preview_of(request, view),
        "checks": queries.checks_of(found) if found.state == PlanState.DRAFT else (),
        "own_changes": queries.own_changes(found) if found.parent is not None else (),
        "may_edit": may_design and found.state == PlanState.DRAFT,
        "beside": beside,
        "may_renew": may_design and published and may_be_renewed(found),
        "may_open": published and allowed(request.scope, "programmes.open_enrolments", found.unit),
        "may_adopt": published and queries.adopting_units(request.scope, found).exists(),
        "open_marks": sum(row.is_open for row in view.marks),
        "crumbs": _crumbs(),
        "nav_key": "plans",
    }
    return render(request, "programmes/plans/plan.html", context)


@login_required
def adopt(request: ScopedRequest, pk: int) -> HttpResponse:
    """Start the plan of one's own unit below this one."""
    parent = plan_or_404(request, pk)
    units = queries.adopting_units(request.scope, parent)
    form = AdoptForm(request.POST or None, units=units, initial={"unit": units.first()})
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["unit"]
        lost = actions.left_behind(parent, unit)
        try:
            draft = actions.adopt(parent, by=request.scope, unit=unit)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, "Đã lập bản nháp kế hoạch của đơn vị.")
            tell_lost(request, lost)
            return redirect("programmes:edit_plan", pk=draft.pk)
    context = {
        "form": form,
        "plan": parent,
        "units": units,
        "back": reverse("programmes:plan", args=[pk]),
        "crumbs": _crumbs(),
        "nav_key": "plans",
    }
    bad = 422 if form.errors else 200
    return render(request, "programmes/plans/adopt.html", context, status=bad)


@login_required
def publish(request: ScopedRequest, pk: int) -> HttpResponse:
    """The check list, then number and date."""
    found = plan_or_404(request, pk)
    require(request.scope, "programmes.design_plan", found)
    day = request.scope.on
    initial = {"issued_on": day, "issuer_code": usual_code(found.unit)}
    form = IssueForm(request.POST or None, initial=initial, unit=found.unit, kind=DocumentKind.PLAN)
    if request.method == "POST" and form.is_valid():
        try:
            entry = publish_plan_with_number(found, by=request.scope, **form.head)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, f"Đã ban hành Kế hoạch số {entry.code}.")
            return redirect("programmes:plan", pk=pk)
    checks = queries.checks_of(found)
    context = {
        "form": form,
        "plan": found,
        "checks": checks,
        "ready": can_publish(checks) and found.state == PlanState.DRAFT,
        "signer": signer_of(found.unit, day),
        "crumbs": [*_crumbs(), _crumb(found)],
        "nav_key": "plans",
    }
    bad = 422 if form.errors else 200
    return render(request, "programmes/plans/publish.html", context, status=bad)


@login_required
def new_version(request: ScopedRequest, pk: int) -> HttpResponse:
    """Open a draft of the next version; sheets handed in keep the one they were signed with."""
    found = plan_or_404(request, pk)
    require(request.scope, "programmes.design_plan", found)
    problems: list[str] = []
    if request.method == "POST":
        is_own = found.parent is not None
        lost = actions.left_behind(queries.plan_above(found), found.unit) if is_own else []
        try:
            draft = actions.new_version(found, by=request.scope)
        except ValidationError as error:
            problems = error.messages
        else:
            toast(request, f"Đã lập bản nháp phiên bản {draft.version}.")
            tell_lost(request, lost)
            return redirect("programmes:edit_plan", pk=draft.pk)
    context = {
        "plan": found,
        "problems": problems,
        "back": reverse("programmes:plan", args=[pk]),
        "nav_key": "plans",
    }
    bad = 422 if problems else 200
    return render(request, "programmes/plans/new_version.html", context, status=bad)


@login_required
def open_enrolments(request: ScopedRequest, pk: int) -> HttpResponse:
    """How many sheets there are to open, and the order to open them."""
    plans = queries.plans_to_open(request.scope)
    found: Plan = get_object_or_404(plans, pk=pk)
    require(request.scope, "programmes.open_enrolments", found.unit)
    published = found.state == PlanState.PUBLISHED
    missing = queries.drafts_to_open(found.programme, found.unit, request.scope.on)
    if request.method == "POST" and published and missing:
        start(
            DRAFTS,
            by=request.scope,
            title=f"Mở phiếu đăng ký: {found.programme.title}",
            args={"plan": pk},
            capabilities=[Capability.DESIGN, Capability.SUPPORT],
            paths=[found.unit.path],
        )
        return redirect("jobs:list")
    context: dict[str, Any] = {
        "plan": found,
        "missing": missing,
        "elsewhere": queries.drafts_to_open(
            found.programme, found.unit, request.scope.on, there=True
        ),
        "published": published,
        "back": reverse("programmes:plan", args=[pk]),
        "nav_key": "plans",
    }
    bad = 422 if request.method == "POST" else 200
    return render(request, "programmes/plans/open.html", context, status=bad)


def plan_or_404(request: ScopedRequest, pk: int) -> Plan:
    """A plan the person may see."""
    found: Plan = get_object_or_404(queries.visible_plans(request.scope), pk=pk)
    return found


def preview_of(request: ScopedRequest, view: queries.PlanView) -> dict[str, Any]:
    """What a member of a category sees of one group of the wizard."""
    categories, groups = view.pack.categories, view.pack.groups
    keys = [category.key for category in categories]
    wanted = request.GET.get("doi-tuong", "")
    category = wanted if wanted in keys else next(iter(keys), "")
    names = [group.key for group in groups]
    asked = request.GET.get("noi-dung", "")
    default = next((g.key for g in groups if any(c.categories for c in g.criteria)), names[0])
    place = names.index(asked if asked in names else default)
    return {
        "category": category,
        "group": groups[place],
        "place": place + 1,
        "steps": [n <= place for n in range(len(groups))],
        "offered": groups[place].offered(category),
        "least": groups[place].least(category),
        "next": groups[place + 1].short if place + 1 < len(groups) else "",
    }


def _crumbs() -> list[Crumb]:
    return [Crumb("Chương trình, kế hoạch", reverse("programmes:plan_list"))]


def _crumb(found: Plan) -> Crumb:
    return Crumb(found.programme.title, reverse("programmes:plan", args=[found.pk]))
