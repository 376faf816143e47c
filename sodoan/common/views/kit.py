"""The UI kit: every component and every word of status on one page, for people who build."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sodoan.common.clock import today
from sodoan.common.forms import DateField, HouseForm
from sodoan.common.listing import Column, Filter, Listing
from sodoan.common.status import FAMILIES
from sodoan.common.text import search_key
from sodoan.common.ui import Chip, Crumb, Event, Identity, NavItem, steps

_View = Callable[[HttpRequest], HttpResponse]
_COLOURS = (
    ("blue", "Xanh Đoàn", "#0B5CAD"),
    ("blue-d", "Xanh đậm", "#084684"),
    ("blue-l", "Xanh nhạt", "#E8F1FA"),
    ("yellow", "Vàng sao", "#F5B800"),
    ("red", "Đỏ cờ", "#B3141F"),
    ("ink", "Chữ", "#16243A"),
    ("ink2", "Chữ phụ", "#4A5A72"),
    ("line", "Viền", "#D9E1EA"),
    ("bg", "Nền", "#F4F7FA"),
)
_NAV = (
    ("todo", "Việc cần làm", "checklist", 4, ""),
    ("members", "Đoàn viên", "users", 0, ""),
    ("programme", "Rèn luyện, xếp loại", "clipboard-check", 0, ""),
    ("activities", "Hoạt động", "calendar-event", 0, ""),
    ("reports", "Báo cáo", "file-text", 1, ""),
    ("imports", "Nhập dữ liệu", "table-import", 0, "Quản trị"),
    ("kit", "Bộ thành phần", "layout-grid", 0, "Quản trị"),
)
_TABS = (
    ("todo", "Việc cần làm", "checklist"),
    ("activities", "Hoạt động", "calendar-event"),
    ("book", "Sổ của tôi", "book-2"),
    ("kit", "Tài khoản", "user-circle"),
)


class SampleForm(HouseForm):
    """One field of every kind."""

    name = forms.CharField(label="Họ và tên", initial="Nguyễn Lê Ẫ Ễ Ỗ ữ ỵ")
    due_on = DateField(label="Xong trước ngày", help_text="Ghi ngày/tháng/năm, ví dụ 1/9/26.")
    category = forms.ChoiceField(
        label="Đối tượng", choices=[("", "Chọn đối tượng"), ("cn", "Công nhân, lao động")]
    )
    note = forms.CharField(label="Việc cụ thể", widget=forms.Textarea({"rows": 2}), required=False)
    block = forms.ChoiceField(
        label="Khối",
        choices=[("truong", "Trường học"), ("khac", "Các khối khác")],
        widget=forms.RadioSelect,
        initial="khac",
    )
    file = forms.FileField(label="Tệp minh chứng", required=False)
    keep = forms.BooleanField(label="Giữ đăng nhập 30 ngày trên máy này", required=False)


class CountForm(HouseForm):
    """Two figures, one filled by the program and one changed by hand."""

    present = forms.IntegerField(label="Số đoàn viên tham gia", initial=67)
    donors = forms.IntegerField(label="Người hiến máu", initial=38)


def _sample_form() -> SampleForm:
    return SampleForm(
        {"name": "Nguyễn Lê Ẫ Ễ Ỗ ữ ỵ", "due_on": "31/02/2026", "category": "cn", "block": "khac"}
    )


def _events() -> list[Event]:
    at = datetime(2026, 10, 10, 8, 15, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    return [
        Event("Đoàn phường duyệt", at, "Phạm Ngọc Diễm", tone="ok"),
        Event("Nộp lại lần 2", at - timedelta(days=3), "Hồ Gia Bảo", icon="refresh"),
        Event(
            "Trả lại",
            at - timedelta(days=5),
            "Phạm Ngọc Diễm",
            text="thiếu 1 ảnh",
            icon="arrow-back-up",
            tone="warn",
        ),
        Event("Nộp lần 1", at - timedelta(days=7), "Lê Thị Bích Ngọc", icon="send", tone="mute"),
    ]


def _tables(request: HttpRequest) -> Listing:
    """Return a list that every installation has: the kinds of records the program keeps."""
    ours = [app.label for app in apps.get_app_configs() if app.name.startswith("sodoan.")]
    return Listing(
        request,
        ContentType.objects.filter(app_label__isnull=False),
        columns=[
            Column("bang", "Bảng", ("model",)),
            Column("phan", "Phần", ("app_label", "model")),
            Column("so", "Số", ("pk",), align="r"),
        ],
        noun="bảng",
        search=lambda rows, text: rows.filter(model__contains=search_key(text)),
        filters=[
            Filter("ta", "Của Sổ Đoàn", Q(app_label__in=ours)),
            Filter("khac", "Của thư viện", ~Q(app_label__in=ours)),
        ],
    )


def for_builders(view: _View) -> _View:
    """Where people only work, the kit does not exist (`SHOW_KIT`)."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.SHOW_KIT:
            raise Http404
        return view(request)

    return guarded


@for_builders
@require_safe
def kit(request: HttpRequest) -> HttpResponse:
    """Show all components. `?tabs=1` frames them as a secretary sees them on a phone."""
    return render(request, "common/kit.html", _frame(request) | _samples(request))


def _frame(request: HttpRequest) -> dict[str, Any]:
    here = reverse("common:kit")
    return {
        "nav": [NavItem(key, label, icon, here, n, group) for key, label, icon, n, group in _NAV],
        "nav_tabs": [NavItem(*tab, here) for tab in _TABS] if request.GET.get("tabs") else [],
        "nav_key": "kit",
        "identity": Identity(
            "Chi đoàn Khu phố 3",
            "Đoàn phường An Hòa · 30 đoàn viên",
            "Trần Quốc Bảo",
            "Bí thư chi đoàn",
            "B",
            unread=3,
            account_url=here,
            inbox_url=here,
            search_url=here,
            help_url=here,
        ),
        "crumbs": [Crumb("Trang chính", "/"), Crumb("Dành cho người phát triển")],
    }


def _samples(request: HttpRequest) -> dict[str, Any]:
    here = reverse("common:kit")
    day = today()
    return {
        "colours": _COLOURS,
        "families": FAMILIES,
        "form": _sample_form(),
        "counts": CountForm(),
        "events": _events(),
        "steps": steps(["Chọn tệp", "Ghép cột", "Kiểm tra, sửa lỗi", "Nhập"], 3, [here] * 4),
        "chips": [
            Chip("Tất cả", here, 30, current=True),
            Chip("Chưa biểu quyết", here, 17),
            Chip("Cần sửa", here, 1),
        ],
        "facts": [("Ngày vào Đoàn", "26/03/2019"), ("Số thẻ", "0870 1142"), ("Ghi chú", "")],
        "voters": ("Nguyễn Hoài An", "Lê Thị Vân Anh"),
        "grades": ("Xuất sắc", "Tốt", "Hoàn thành", "Không hoàn thành"),
        "tables": _tables(request),
        "late": day - timedelta(days=2),
        "soon": day + timedelta(days=4),
        "later": day + timedelta(days=19),
        "saturday": date(2026, 10, 17),
    }


@for_builders
@require_safe
def kit_confirm(request: HttpRequest) -> HttpResponse:
    """Show the confirm page, as it is without script."""
    return render(request, "common/kit_confirm.html", {"back": reverse("common:kit")})


@for_builders
@require_POST
def kit_save(request: HttpRequest) -> HttpResponse:
    """Take what the sample form sends, and forget it: shows autosave without keeping anything."""
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204)
    return redirect("common:kit")
