"""The catalogues of posts and kinds of units, for administrators."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sodoan.audit.queries import Source, history_of
from sodoan.common.listing import Column, Filter, Listing, reading
from sodoan.common.permissions import require
from sodoan.common.requests import ScopedRequest, need
from sodoan.common.ui import Crumb
from sodoan.org import actions
from sodoan.org.choices import Body, Capability
from sodoan.org.forms import NewPostForm, PostForm, UnitTypeForm
from sodoan.org.models import Post, UnitType
from sodoan.org.queries import catalogue_posts, catalogue_types
from sodoan.org.views.changes import carried_out

_LAST_CHANGES = 20
_TITLE = "Danh mục chức danh, loại đơn vị"
_COLUMNS = (
    Column("chuc-danh", "Chức danh", ("is_retired", "position")),
    Column("to-chuc", "Tổ chức", ("body", "position")),
    Column("vai-tro", "Vai trò", ("role", "position")),
    Column("cap", "Cấp"),
    Column("dang-giu", "Đang giữ", ("-held", "position"), align="r"),
    Column("tinh-trang", "Tình trạng"),
)
_FILTERS = (
    Filter("dang-dung", "Đang dùng", Q(is_retired=False)),
    *(Filter(body.value, body.label, Q(is_retired=False, body=body)) for body in Body),
    Filter("thoi-dung", "Thôi dùng", Q(is_retired=True)),
)


def post_listing(request: ScopedRequest) -> Listing:
    """All posts as the page, its counts and its export see them."""
    need(request, Capability.SYSTEM)
    return Listing(
        request,
        catalogue_posts(request.scope.on),
        columns=_COLUMNS,
        noun="chức danh",
        search=reading(lambda post: post.label),
        filters=_FILTERS,
        export_url=reverse("people:post_export"),
    )


@login_required
@require_safe
def catalogue(request: ScopedRequest) -> HttpResponse:
    """All posts and kinds of units, with what rests on each of them."""
    context = {
        "title": _TITLE,
        "list": post_listing(request),
        "types": catalogue_types(request.scope.on),
        "nav_key": "catalogue",
    }
    return render(request, "org/catalogue.html", context)


@login_required
def add_post(request: ScopedRequest) -> HttpResponse:
    """Add a post."""
    need(request, Capability.SYSTEM)
    return _answer(
        request,
        NewPostForm(request.POST or None),
        lambda data: actions.add_post(by=request.scope, **data),
        title="Thêm chức danh",
        verb="Thêm chức danh",
        done="Đã thêm chức danh.",
        lead="Thêm rồi chỉ sửa được tên và thôi dùng; cấp, vai trò giữ nguyên vì quyền theo đó.",
    )


@login_required
def edit_post(request: ScopedRequest, key: str) -> HttpResponse:
    """Give a post another name, retire it or take it into use again."""
    require(request.scope, "org.edit_catalogue")
    post = get_object_or_404(Post, pk=key)
    initial = {"label": post.label, "is_retired": post.is_retired}
    return _answer(
        request,
        PostForm(request.POST or None, initial=initial),
        lambda data: actions.update_post(post, by=request.scope, **data),
        title=f"Sửa chức danh {post.label}",
        verb="Lưu thay đổi",
        done="Đã lưu chức danh.",
        lead="Tên mới hiện ở mọi nơi, kể cả các nhiệm kỳ trước; văn bản đã in giữ tên cũ.",
        row=post,
    )


@login_required
def edit_unit_type(request: ScopedRequest, key: str) -> HttpResponse:
    """Give a kind of unit another name."""
    require(request.scope, "org.edit_catalogue")
    kind = get_object_or_404(UnitType, pk=key)
    return _answer(
        request,
        UnitTypeForm(request.POST or None, initial={"label": kind.label}),
        lambda data: actions.rename_unit_type(kind, by=request.scope, **data),
        title=f"Đổi tên loại đơn vị {kind.label}",
        verb="Đổi tên",
        done="Đã đổi tên loại đơn vị.",
        row=kind,
    )


def _answer(  # noqa: PLR0913 - what a form page needs
    request: ScopedRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    verb: str,
    done: str,
    lead: str = "",
    row: Post | UnitType | None = None,
) -> HttpResponse:
    back = reverse("org:catalogue")
    if carried_out(request, form, act, done=done, about="label"):
        return redirect(back)
    context = {
        "form": form,
        "title": title,
        "verb": verb,
        "lead": lead,
        "back": back,
        "entries": history_of(Source.of(row), limit=_LAST_CHANGES) if row else (),
        "crumbs": [Crumb(_TITLE, back)],
        "nav_key": "catalogue",
    }
    return render(request, "org/unit_form.html", context, status=422 if form.errors else 200)
