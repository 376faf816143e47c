"""Report forms: those in force, one of them, issuing and ending."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sodoan.common.listing import Column, Listing, reading
from sodoan.common.permissions import allowed, require
from sodoan.common.requests import ScopedRequest, need
from sodoan.common.ui import Crumb, toast
from sodoan.org.choices import Capability
from sodoan.org.models import Unit
from sodoan.reports.actions.opening import end_form, issue_form
from sodoan.reports.forms.forms import EndForm, IssueForm
from sodoan.reports.models import ReportForm
from sodoan.reports.views.reach import VIEW


@login_required
@require_safe
def form_list(request: ScopedRequest) -> HttpResponse:
    """Forms that reach the units one looks after."""
    need(request, VIEW)
    rows = ReportForm.objects.in_scope(request.scope, VIEW).select_related("unit")
    listing = Listing(
        request,
        rows,
        columns=[
            Column("ky-hieu", "Ký hiệu", ("code",)),
            Column("ten", "Biểu mẫu", ("title",)),
            Column("nhip", "Nhịp", ("rhythm", "code")),
            Column("don-vi", "Đơn vị ban hành", ("unit__sort_key", "code")),
            Column("tu", "Áp dụng", ("-during",)),
        ],
        noun="biểu mẫu",
        search=reading(lambda one: f"{one.code} {one.title} {one.unit.name}"),
    )
    context = {
        "list": listing,
        "may_issue": request.scope.can(Capability.LAUNCH),
        "crumbs": [Crumb("Báo cáo", reverse("reports:home"))],
        "nav_key": "reports",
    }
    return render(request, "reports/forms.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def form_page(request: ScopedRequest, pk: int) -> HttpResponse:
    """One form: what it asks, its periods; who issued it ends it here."""
    rows = ReportForm.objects.in_scope(request.scope, VIEW).select_related("unit")
    form = get_object_or_404(rows, pk=pk)
    may_end = allowed(request.scope, "reports.keep_form", form) and form.during.upper is None
    ending = EndForm(request.POST or None) if may_end else None
    if request.method == "POST":
        require(request.scope, "reports.keep_form", form)
        if ending and ending.is_valid():
            try:
                end_form(form, by=request.scope, on=ending.cleaned_data["on"])
            except ValidationError as error:
                ending.add_error(None, error)
            else:
                toast(request, "Đã ghi ngày cuối của biểu mẫu.")
                return redirect("reports:form", pk)
    sums = {name: Sum(f"tallies__{name}") for name in ("expected", "submitted", "on_time")}
    context = {
        "form": form,
        "pack": form.pack,
        "periods": form.periods.annotate(**sums)[:24],
        "ending": ending,
        "crumbs": [
            Crumb("Báo cáo", reverse("reports:home")),
            Crumb("Biểu mẫu", reverse("reports:forms")),
        ],
        "nav_key": "reports",
    }
    status = 422 if ending and ending.errors else 200
    return render(request, "reports/form.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: ScopedRequest) -> HttpResponse:
    """Ask a report of the units below: a shipped form, or a file."""
    need(request, Capability.LAUNCH)
    held = [post.unit_id for post in request.scope.posts]
    places = Unit.objects.in_scope(request.scope, Capability.LAUNCH).filter(pk__in=held)
    if not places.exists():
        raise Http404
    form = IssueForm(
        request.POST or None,
        request.FILES or None,
        units=places.order_by("path"),
        initial={"start": request.scope.on},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = issue_form(
                data["unit"],
                by=request.scope,
                pack=data["content"],
                start=data["start"],
                end=data["end"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, f"Đã ban hành “{made.short}”.")
            return redirect("reports:form", made.pk)
    context = {
        "form": form,
        "crumbs": [
            Crumb("Báo cáo", reverse("reports:home")),
            Crumb("Biểu mẫu", reverse("reports:forms")),
        ],
        "nav_key": "reports",
    }
    status = 422 if form.errors else 200
    return render(request, "reports/issue.html", context, status=status)
