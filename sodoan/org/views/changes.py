"""Forms that change the tree and the terms: each fetches in scope, calls one action, answers."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from sodoan.audit.queries import Entry, Source, history_of
from sodoan.common.permissions import require
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import Crumb, toast
from sodoan.org import actions
from sodoan.org.choices import Capability
from sodoan.org.forms import (
    MoveForm,
    RenameForm,
    TermEditForm,
    TermForm,
    UnitFactsForm,
    found_form,
)
from sodoan.org.models import Seat, Term, Unit
from sodoan.org.views.unit import crumbs, unit_in_scope

_MOVED = "Mọi đơn vị trực thuộc đi theo. Số liệu trước ngày hiệu lực giữ nguyên nơi cũ."
_NO_PARENT = (
    "Trong phạm vi của đồng chí chưa có đơn vị nào khác nhận được đơn vị này",
    "Đồng chí đề nghị cấp trên chung của nơi đi và nơi đến ghi việc chuyển trực thuộc.",
)
_Act = Callable[[dict[str, Any]], Any]


def carried_out(
    request: ScopedRequest, form: forms.Form, act: _Act, *, done: str, about: str | None = None
) -> bool:
    """Whether a good POST was acted upon, which is told; a refusal stands in the form, `about`."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except ValidationError as error:
        form.add_error(about, error)
        return False
    toast(request, done)
    return True


def answer(  # noqa: PLR0913 - what a form page needs
    request: ScopedRequest,
    unit: Unit,
    form: forms.Form,
    act: _Act,
    *,
    title: str,
    verb: str,
    done: str,
    lead: str = "",
    entries: Sequence[Entry] = (),
    instead: tuple[str, str] | None = None,
) -> HttpResponse:
    """Show the form and the changes before; on a good POST call the action, back to the unit.

    `instead` says, in a title and a sentence, why there is no form.
    """
    back = reverse("org:unit", args=[unit.pk])
    if carried_out(request, form, act, done=done):
        return redirect(back)
    context = {
        "unit": unit,
        "form": form,
        "title": title,
        "verb": verb,
        "lead": lead,
        "back": back,
        "entries": entries,
        "instead": instead,
        "crumbs": [*crumbs(request, unit), Crumb(unit.name, back)],
        "nav_key": "units",
    }
    return render(request, "org/unit_form.html", context, status=422 if form.errors else 200)


@login_required
def found(request: ScopedRequest, pk: int) -> HttpResponse:
    """Found a unit below this one."""
    parent = unit_in_scope(request, pk)
    require(request.scope, "org.manage_unit", parent)
    return answer(
        request,
        parent,
        found_form(parent, request.POST or None),
        lambda data: actions.create_unit(by=request.scope, parent=parent, **data),
        title=f"Lập đơn vị trực thuộc {parent.name}",
        verb="Lập đơn vị",
        done="Đã lập đơn vị mới.",
    )


@login_required
def edit(request: ScopedRequest, pk: int) -> HttpResponse:
    """Change sector, calendar, provisional."""
    unit = unit_in_scope(request, pk)
    require(request.scope, "org.manage_unit", unit)
    initial = {name: getattr(unit, name) for name in ("sector", "block", "is_provisional")}
    return answer(
        request,
        unit,
        UnitFactsForm(request.POST or None, initial=initial),
        lambda data: actions.update_unit(unit, by=request.scope, **data),
        title="Sửa thông tin đơn vị",
        verb="Lưu thay đổi",
        done="Đã lưu thông tin đơn vị.",
    )


@login_required
def rename(request: ScopedRequest, pk: int) -> HttpResponse:
    """Give another name from a day on."""
    unit = unit_in_scope(request, pk)
    require(request.scope, "org.manage_unit", unit)
    initial = {"name": unit.name, "since": request.scope.on}
    return answer(
        request,
        unit,
        RenameForm(request.POST or None, initial=initial),
        lambda data: actions.rename_unit(unit, by=request.scope, **data),
        title=f"Đổi tên {unit.name}",
        verb="Đổi tên",
        done="Đã đổi tên đơn vị.",
        lead="Văn bản và số liệu trước ngày hiệu lực vẫn mang tên cũ.",
    )


@login_required
def move(request: ScopedRequest, pk: int) -> HttpResponse:
    """Hang the unit under another parent from a day on."""
    unit = unit_in_scope(request, pk)
    require(request.scope, "org.manage_unit", unit)
    day = request.scope.on
    form = MoveForm(
        request.POST or None, initial={"since": day}, unit=unit, scope=request.scope, day=day
    )
    return answer(
        request,
        unit,
        form,
        lambda data: actions.move_unit(unit, by=request.scope, **data),
        title=f"Chuyển {unit.name} sang đơn vị cấp trên khác",
        verb="Chuyển trực thuộc",
        done="Đã chuyển đơn vị.",
        lead=_MOVED if form.has_parents else "",
        instead=None if form.has_parents else _NO_PARENT,
    )


@login_required
def open_term(request: ScopedRequest, pk: int) -> HttpResponse:
    """Record a term of a body with its seats."""
    unit = unit_in_scope(request, pk)
    require(request.scope, "org.appoint", unit)
    fields = ("body", "label", "start", "end", "seats")
    return answer(
        request,
        unit,
        TermForm(request.POST or None, unit=unit),
        lambda data: actions.open_term(
            unit, by=request.scope, **{name: data[name] for name in fields}
        ),
        title=f"Ghi nhiệm kỳ của {unit.name}",
        verb="Ghi nhiệm kỳ",
        done="Đã ghi nhiệm kỳ.",
        lead="Số ghế khuyết được tính từ số lượng đại hội quyết định và người đang giữ chức.",
    )


@login_required
def edit_term(request: ScopedRequest, pk: int) -> HttpResponse:
    """Correct a term or end it, so that the next one can be recorded."""
    terms = Term.objects.in_scope(request.scope, Capability.VIEW_UNITS)
    term = get_object_or_404(terms.select_related("unit__type"), pk=pk)
    require(request.scope, "org.appoint", term.unit)
    fields = ("label", "start", "end", "seats")
    return answer(
        request,
        term.unit,
        TermEditForm(request.POST or None, term=term),
        lambda data: actions.update_term(
            term, by=request.scope, **{name: data[name] for name in fields}
        ),
        title=f"Sửa nhiệm kỳ {term.get_body_display()} {term.label}",
        verb="Lưu nhiệm kỳ",
        done="Đã lưu nhiệm kỳ.",
        lead="Kết thúc nhiệm kỳ: ghi “Đến trước ngày”. Ai đang giữ chức vẫn giữ cho đến khi đồng "
        "chí ghi thôi giữ chức.",
        entries=history_of(Source.of(term), Source.rows(Seat, term_id=term.pk)),
    )
