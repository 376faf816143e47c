"""Forms that change a file: each fetches in scope, calls one action, answers."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from sodoan.common.forms import HouseForm
from sodoan.common.permissions import require
from sodoan.common.requests import ScopedRequest, whole
from sodoan.common.ui import Crumb, toast
from sodoan.common.words import full_date
from sodoan.people import actions, queries
from sodoan.people.choices import MembershipKind
from sodoan.people.forms import (
    DayForm,
    EditPersonForm,
    EndForm,
    HonoraryForm,
    SensitiveForm,
    TemporaryForm,
    TransferForm,
    person_initial,
)
from sodoan.people.models import Membership, Person
from sodoan.people.queries import Destinations
from sodoan.people.unfinished import unfinished_of
from sodoan.people.views.person import crumbs, person_open_to

_WRONG_BRANCH = (
    " Ghi nhầm chi đoàn thì đồng chí ghi chuyển sinh hoạt hôm nay sang chi đoàn đúng, không cần "
    "hủy."
)
_Act = Callable[[dict[str, Any]], Any]


def answer(  # noqa: PLR0913 - what a form page needs
    request: ScopedRequest,
    person: Person,
    form: forms.Form,
    act: _Act,
    *,
    title: str,
    verb: str,
    done: str,
    lead: str = "",
    back: str = "",
    warnings: Sequence[str] = (),
    where: Destinations | None = None,
) -> HttpResponse:
    """Show the form; on a good POST call the action and go back (to the story of the person)."""
    back = back or reverse("people:story", args=[person.pk])
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, done)
            return redirect(back)
    file = reverse("people:person", args=[person.pk])
    context = {
        "form": form,
        "title": title,
        "verb": verb,
        "lead": lead,
        "warnings": warnings,
        "where": where,
        "back": file if back == reverse("people:person_list") else back,
        "crumbs": [*crumbs(request), Crumb(person.full_name, file)],
        "nav_key": "people",
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


def destinations_of(request: ScopedRequest, person: Person) -> Destinations:
    """Where the person may move, of the union chosen in the address."""
    homes = person.memberships.on(request.scope.on).exclude(kind=MembershipKind.TEMPORARY)
    home = homes.select_related("unit").order_by("-kind")[0].unit  # the official one first
    asked = request.GET.get("co_so")
    chosen = None if asked is None else whole(asked)
    return queries.destinations(request.scope, chosen, home=home)


def managed(request: ScopedRequest, pk: int) -> Person:
    """The person whose file the signed-in user keeps; 404 or 403 otherwise."""
    person = person_open_to(request, pk)
    require(request.scope, "people.manage_person", person)
    return person


@login_required
def edit(request: ScopedRequest, pk: int) -> HttpResponse:
    """Change the ordinary columns."""
    person = managed(request, pk)
    form = EditPersonForm(request.POST or None, initial=person_initial(person))
    return answer(
        request,
        person,
        form,
        lambda data: actions.update_person(
            person,
            by=request.scope,
            changes=form.facts(),
            reason=data["reason"],
            seen=data["seen"],
        ),
        title=f"Sửa hồ sơ {person.full_name}",
        verb="Lưu hồ sơ",
        done="Đã lưu hồ sơ.",
        back=reverse("people:person", args=[pk]),
    )


@login_required
def edit_sensitive(request: ScopedRequest, pk: int) -> HttpResponse:
    """Write sensitive facts without seeing them."""
    person = managed(request, pk)
    form = SensitiveForm(request.POST or None)
    return answer(
        request,
        person,
        form,
        lambda data: actions.update_sensitive(
            person, by=request.scope, changes=form.changes(), reason=data["reason"]
        ),
        title=f"Ghi thông tin nhạy cảm của {person.full_name}",
        verb="Lưu thông tin",
        done="Đã lưu thông tin nhạy cảm.",
        lead="Nội dung đang có không hiện ở đây. Ô nào để trống thì giữ nguyên như cũ.",
        back=reverse("people:person", args=[pk]),
    )


@login_required
def transfer(request: ScopedRequest, pk: int) -> HttpResponse:
    """Move the official membership to another branch of the scope."""
    person = person_open_to(request, pk)
    require(request.scope, "people.transfer", person)
    day, where = request.scope.on, destinations_of(request, person)
    form = TransferForm(request.POST or None, initial={"on": day}, branches=where.branches)
    return answer(
        request,
        person,
        form,
        lambda data: actions.transfer(
            person,
            by=request.scope,
            to_unit=data["unit"],
            on=data["on"],
            decision_no=data["decision_no"],
        ),
        title=f"Chuyển sinh hoạt của {person.full_name}",
        verb="Chuyển sinh hoạt",
        done="Đã chuyển sinh hoạt.",
        lead="Nơi đến là chi đoàn trong phạm vi đồng chí phụ trách. Chuyển đi xa hơn thì "
        "đơn vị cấp trên chung của hai nơi ghi nhận.",
        where=where,
        warnings=unfinished_of(person, day, leaves=False),
    )


@login_required
def temporary(request: ScopedRequest, pk: int) -> HttpResponse:
    """Begin a stay in another branch."""
    person = person_open_to(request, pk)
    require(request.scope, "people.transfer", person)
    day, where = request.scope.on, destinations_of(request, person)
    form = TemporaryForm(request.POST or None, initial={"since": day}, branches=where.branches)
    return answer(
        request,
        person,
        form,
        lambda data: actions.start_temporary(person, by=request.scope, **data),
        title=f"Sinh hoạt tạm của {person.full_name}",
        verb="Ghi sinh hoạt tạm",
        done="Đã ghi sinh hoạt tạm.",
        lead="Đoàn viên vẫn tính ở chi đoàn chính thức và được theo dõi ở nơi sinh hoạt tạm.",
        where=where,
    )


@login_required
def honorary(request: ScopedRequest, pk: int) -> HttpResponse:
    """Recognise an honorary member."""
    person = managed(request, pk)
    day = request.scope.on
    branches = queries.branches_to_choose(request.scope, day)
    form = HonoraryForm(request.POST or None, initial={"on": day}, branches=branches)
    return answer(
        request,
        person,
        form,
        lambda data: actions.make_honorary(person, by=request.scope, **data),
        title=f"Công nhận {person.full_name} là đoàn viên danh dự",
        verb="Ghi đoàn viên danh dự",
        done="Đã ghi đoàn viên danh dự.",
        lead="Sinh hoạt chính thức, nếu đang có, kết thúc cùng ngày vì trưởng thành Đoàn.",
        warnings=unfinished_of(person, day, leaves=True),
    )


def _membership(request: ScopedRequest, pk: int) -> Membership:
    rows = Membership.objects.select_related("person", "unit")
    membership = get_object_or_404(rows, pk=pk)
    person_open_to(request, membership.person_id)
    return membership


@login_required
def end_membership(request: ScopedRequest, pk: int) -> HttpResponse:
    """End an official or honorary membership."""
    membership = _membership(request, pk)
    person = membership.person
    require(request.scope, "people.manage_person", person)
    ended = f"Đã ghi kết thúc sinh hoạt của {person.full_name}."
    withdraws = membership.is_withdrawn_by(request.POST.get("how", ""), request.scope.on)
    return answer(
        request,
        person,
        EndForm(request.POST or None, initial={"on": request.scope.on}),
        lambda data: actions.end_membership(membership, by=request.scope, **data),
        title=f"Kết thúc sinh hoạt của {person.full_name} ở {membership.unit.name}?",
        verb="Kết thúc sinh hoạt",
        done=_withdrawn(membership) if withdraws else ended,
        lead="Từ ngày này người ấy không còn trong danh sách của chi đoàn. Hồ sơ và lịch sử "
        "vẫn giữ: mở Đoàn viên, bấm “Đã thôi sinh hoạt”.",
        back=reverse("people:person_list"),
        warnings=unfinished_of(person, request.scope.on, leaves=True),
    )


def _withdrawn(membership: Membership) -> str:
    return f"Đã hủy lần sinh hoạt của {membership.person.full_name} ở {membership.unit.name}."


def _withdrawal_lead(membership: Membership, on: date) -> str:
    """What becomes of the person, and what the withdrawal does not bring back."""
    if membership.kind == MembershipKind.TEMPORARY:
        return "Nơi sinh hoạt chính thức không thay đổi; lịch sử vẫn giữ."
    replaced = Membership.objects.replaced_by(membership).exists()
    if membership.kind == MembershipKind.HONORARY:
        if not replaced:
            return "Những lần sinh hoạt khác không thay đổi; lịch sử vẫn giữ."
        return (
            "Nơi sinh hoạt trước đó tiếp tục như chưa công nhận; lịch sử vẫn giữ. Lần sinh hoạt "
            "tạm hay lần chuyển sắp tới đã mất theo thì đồng chí ghi lại."
        )
    wrong = _WRONG_BRANCH if membership.during.lower == on else ""
    if replaced:
        return (
            "Nơi sinh hoạt trước đó tiếp tục như chưa chuyển; lịch sử vẫn giữ. Lần sinh hoạt tạm "
            f"đã kết thúc theo thì đồng chí ghi lại.{wrong}"
        )
    return (
        "Người ấy không còn trong danh sách của chi đoàn; lịch sử vẫn giữ."
        f"{wrong} Cần ghi lại thì bấm “Thêm đoàn viên”, cùng họ tên và ngày sinh."
    )


@login_required
def withdraw_membership(request: ScopedRequest, pk: int) -> HttpResponse:
    """Take back a membership that begins today or later."""
    membership = _membership(request, pk)
    person, unit = membership.person, membership.unit
    require(request.scope, "people.withdraw_membership", membership)
    since = full_date(membership.during.lower)
    return answer(
        request,
        person,
        HouseForm(request.POST if request.method == "POST" else None),
        lambda _data: actions.withdraw_membership(membership, by=request.scope),
        title=f"Hủy lần sinh hoạt của {person.full_name} ở {unit.name} từ ngày {since}?",
        verb="Hủy lần sinh hoạt này",
        done=_withdrawn(membership),
        lead=_withdrawal_lead(membership, request.scope.on),
        back=reverse("people:person_list"),
    )


@login_required
def end_temporary(request: ScopedRequest, pk: int) -> HttpResponse:
    """End a stay."""
    membership = _membership(request, pk)
    person = membership.person
    require(request.scope, "people.end_temporary", membership)
    return answer(
        request,
        person,
        DayForm(request.POST or None, initial={"on": request.scope.on}),
        lambda data: actions.end_temporary(membership, by=request.scope, **data),
        title=f"Hết sinh hoạt tạm của {person.full_name} ở {membership.unit.name}?",
        verb="Ghi hết sinh hoạt tạm",
        done="Đã ghi hết sinh hoạt tạm.",
        back=reverse("people:person_list"),
    )
