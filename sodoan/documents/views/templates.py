"""Word templates of a unit's papers."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sodoan.audit.queries import Source, history_of
from sodoan.common.requests import ScopedRequest, need
from sodoan.common.ui import Crumb, toast
from sodoan.documents.actions import drop_template, replace_template, try_template
from sodoan.documents.choices import PaperKey
from sodoan.documents.exports import download
from sodoan.documents.forms import TemplateForm
from sodoan.documents.models import PaperTemplate
from sodoan.documents.papers.kinds import PAPERS, print_sample
from sodoan.documents.queries import template_in_force, templates_in_force
from sodoan.documents.validators import MAX_FILE_BYTES
from sodoan.org.choices import Capability
from sodoan.org.models import Unit


@login_required
@require_safe
def own_templates(request: ScopedRequest) -> HttpResponse:
    """The templates of the unit of one's first post that decides on them."""
    need(request, Capability.DESIGN)
    for post in request.scope.posts:
        if request.scope.covers(Capability.DESIGN, post.path):
            return unit_templates(request, pk=post.unit_id)
    raise Http404


@login_required
@require_safe
def unit_templates(request: ScopedRequest, pk: int) -> HttpResponse:
    """Every kind of paper, and whose template it is printed with."""
    unit = _unit(request, pk)
    context = {"unit": unit, "papers": templates_in_force(unit), "nav_key": "templates"}
    return render(request, "documents/templates.html", context)


@login_required
def template(request: ScopedRequest, pk: int, kind: str) -> HttpResponse:
    """One kind of paper: what is in force, an upload to replace or only to try it, its history."""
    unit, key = _unit(request, pk), _key(kind)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if "try" in request.POST:
                paper = try_template(key, file.read(MAX_FILE_BYTES + 1))
                return download(paper, f"Xem thử {key.label}.docx")
            replace_template(unit, by=request.scope, kind=key, file=file)
        except ValidationError as refused:
            form.add_error("file", refused.messages)
        else:
            toast(request, f"Từ nay {unit.name} in {key.label.lower()} theo mẫu vừa tải lên.")
            return redirect("documents:template", pk=pk, kind=kind)
    context = _about(unit, key) | {"form": form}
    bad = request.method == "POST"
    return render(request, "documents/template.html", context, status=422 if bad else 200)


@login_required
@require_safe
def template_file(request: ScopedRequest, pk: int, kind: str, which: str) -> HttpResponse:
    """The template in force (`dang-dung`), the shipped one (`goc`), or a sample (`xem-thu`)."""
    unit, key = _unit(request, pk), _key(kind)
    match which:
        case "goc":
            data = PAPERS[key].template.read_bytes()
        case "dang-dung":
            data = template_in_force(unit, key).data
        case "xem-thu":
            data = print_sample(key, template_in_force(unit, key).data)
        case _:
            raise Http404
    words = {"goc": "Mẫu gốc", "dang-dung": "Mẫu", "xem-thu": "Xem thử"}
    return download(data, f"{words[which]} {key.label}.docx")


@login_required
@require_POST
def drop(request: ScopedRequest, pk: int, kind: str) -> HttpResponse:
    """Go back to the template of the level above, or the shipped one."""
    unit, key = _unit(request, pk), _key(kind)
    found = PaperTemplate.objects.filter(unit=unit, kind=key).select_related("unit").first()
    if found is not None:
        drop_template(found, by=request.scope)
        toast(request, "Đã bỏ mẫu riêng của đơn vị.")
    return redirect("documents:template", pk=pk, kind=kind)


def _about(unit: Unit, key: PaperKey) -> dict[str, Any]:
    return {
        "unit": unit,
        "kind": key,
        "in_force": template_in_force(unit, key),
        "fields": sorted(PAPERS[key].fields),
        "entries": history_of(Source.rows(PaperTemplate, unit_id=unit.pk, kind=key), limit=20),
        "crumbs": [Crumb("Mẫu giấy tờ", reverse("documents:templates", args=[unit.pk]))],
        "nav_key": "templates",
    }


def _unit(request: ScopedRequest, pk: int) -> Unit:
    units = Unit.objects.in_scope(request.scope, Capability.DESIGN)
    found: Unit = get_object_or_404(units, pk=pk)
    return found


def _key(kind: str) -> PaperKey:
    if kind not in PaperKey.values:
        raise Http404
    return PaperKey(kind)
