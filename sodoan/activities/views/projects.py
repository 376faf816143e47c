"""Projects: the list, one of them, planned, brought to their end."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sodoan.activities.actions.projects import change_project, move_project, plan_project
from sodoan.activities.choices import ProjectState
from sodoan.activities.forms.projects import ProgressForm, ProjectForm
from sodoan.activities.models import Project, ProjectPhoto
from sodoan.activities.queries.projects import days_of, projects_seen, workforce_of
from sodoan.activities.queries.units import planning_posts
from sodoan.activities.views.reach import ACT, VIEW, project_or_404, unit_or_404
from sodoan.common.listing import Column, Filter, Listing, holding
from sodoan.common.requests import ScopedRequest, need
from sodoan.common.ui import Crumb, toast
from sodoan.documents.downloads import attachment_response, listed_xlsx
from sodoan.documents.rendering.xlsx import SheetColumn


@login_required
@require_safe
def projects(request: ScopedRequest) -> HttpResponse:
    """Projects of the units one looks at, those that end soonest first."""
    need(request, VIEW)
    listing = _listing(request)
    if listing.export_wanted:
        return listed_xlsx(listing.queryset, _COLUMNS, title="Công trình, phần việc thanh niên")
    posts = [post for post in planning_posts(request.scope) if request.scope.covers(ACT, post.path)]
    context = {
        "list": listing,
        "rows": [(one, one.is_late(request.scope.on)) for one in listing.rows],
        "places": posts,
        "crumbs": [Crumb("Hoạt động", reverse("activities:home"))],
        "nav_key": "activities",
    }
    return render(request, "activities/projects.html", context)


_COLUMNS = (
    (SheetColumn("Tên công trình, phần việc", width=44), lambda one: one.title),
    (SheetColumn("Loại", width=24), lambda one: one.get_kind_display()),
    (SheetColumn("Quy mô", width=18), lambda one: one.get_scale_display()),
    (SheetColumn("Đơn vị", width=34), lambda one: one.unit.name),
    (SheetColumn("Địa điểm", width=30), lambda one: one.place),
    (SheetColumn("Người phụ trách", width=34), lambda one: ", ".join(map(str, one.leads.all()))),
    (SheetColumn("Bắt đầu", "date", 12), lambda one: one.starts_on),
    (SheetColumn("Dự kiến hoàn thành", "date", 18), lambda one: one.ends_on),
    (SheetColumn("Giá trị (đồng)", "number", 16), lambda one: one.value),
    (SheetColumn("Trạng thái", width=18), lambda one: one.get_state_display()),
    (SheetColumn("Đã làm được (%)", "number", 14), lambda one: one.percent),
    (SheetColumn("Ngày hoàn thành", "date", 16), lambda one: one.finished_on),
    (SheetColumn("Kết quả", width=48), lambda one: one.result or one.stop_reason),
)


def _listing(request: ScopedRequest) -> Listing:
    late = Q(state__in=(ProjectState.PLANNED, ProjectState.RUNNING), ends_on__lt=request.scope.on)
    return Listing(
        request,
        projects_seen(request.scope),
        columns=[
            Column("han", "Hoàn thành", ("ends_on", "pk")),
            Column("ten", "Tên công trình, phần việc", ("search_key", "pk")),
            Column("dv", "Đơn vị", ("unit__sort_key", "pk")),
            Column("gia-tri", "Giá trị (đồng)", ("value", "pk"), align="r"),
            Column("tt", "Trạng thái", ("state", "pk")),
        ],
        noun="công trình, phần việc",
        search=holding("search_key", "unit__search_key"),
        filters=[
            *(Filter(one.value, one.label, Q(state=one)) for one in ProjectState),
            Filter("qua-han", "Quá hạn", late),
        ],
        exports_here=True,
    )


@login_required
@require_safe
def project(request: ScopedRequest, pk: int) -> HttpResponse:
    """One project: what it is to be, how far it is, the days it was worked on."""
    found = project_or_404(request, pk, VIEW)
    context = {
        "project": found,
        "unit": found.unit,
        "leads": found.leads.select_related("person").order_by("person__sort_key", "pk"),
        "days": days_of(found),
        "workforce": workforce_of(found),
        "photos": found.photos.all(),
        "may_act": request.scope.covers(ACT, found.unit.path),
        "is_late": found.is_late(request.scope.on),
        "crumbs": _crumbs(),
        "nav_key": "activities",
    }
    return render(request, "activities/project.html", context)


def _crumbs(project: Project | None = None) -> list[Crumb]:
    found = [Crumb("Công trình, phần việc", reverse("activities:projects"))]
    if project:
        found.append(Crumb(project.title, reverse("activities:project", args=[project.pk])))
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ScopedRequest, unit: int) -> HttpResponse:
    """A new project of a unit."""
    here = unit_or_404(request, unit, ACT)
    form = ProjectForm(request.POST or None, unit=here, on=request.scope.on)
    if request.method == "POST" and form.is_valid():
        try:
            made = plan_project(here, by=request.scope, what=form.intended)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, f"Đã lập “{made.title}”.")
            return redirect("activities:project", made.pk)
    context = {
        "unit": here,
        "form": form,
        "title": "Thêm công trình, phần việc",
        "verb": "Lập",
        "back": reverse("activities:projects"),
        "crumbs": _crumbs(),
        "nav_key": "activities",
    }
    status = 422 if form.errors else 200
    return render(request, "activities/form.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ScopedRequest, pk: int) -> HttpResponse:
    """What it is to be, otherwise."""
    found = project_or_404(request, pk, ACT)
    form = ProjectForm(request.POST or None, unit=found.unit, on=request.scope.on, project=found)
    if request.method == "POST" and form.is_valid():
        try:
            change_project(found, by=request.scope, what=form.intended)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, "Đã lưu.")
            return redirect("activities:project", pk)
    return _draw(request, found, form, title="Sửa công trình, phần việc", verb="Lưu")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: ScopedRequest, pk: int) -> HttpResponse:
    """How far it is, that it is done, stopped, or goes on."""
    found = project_or_404(request, pk, ACT)
    data = request.POST if request.method == "POST" else None
    form = ProgressForm(data, request.FILES or None, project=found)
    if data is not None and form.is_valid():
        try:
            move_project(found, by=request.scope, progress=form.progress)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, "Đã ghi tiến độ.")
            return redirect("activities:project", pk)
    return _draw(request, found, form, title="Ghi tiến độ", verb="Lưu")


def _draw(
    request: ScopedRequest, project: Project, form: ProjectForm | ProgressForm, **words: str
) -> HttpResponse:
    context = {
        "unit": project.unit,
        "form": form,
        "back": reverse("activities:project", args=[project.pk]),
        "crumbs": _crumbs(project),
        "nav_key": "activities",
        **words,
    }
    status = 422 if form.errors else 200
    return render(request, "activities/form.html", context, status=status)


@login_required
@require_safe
def photo(request: ScopedRequest, pk: int) -> FileResponse:
    """One picture of a project."""
    rows = ProjectPhoto.objects.filter(project__in=Project.objects.in_scope(request.scope, VIEW))
    return attachment_response(
        get_object_or_404(rows.select_related("attachment"), pk=pk).attachment
    )
