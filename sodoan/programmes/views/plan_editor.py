"""The editor of a draft plan: small forms, each writing one change."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.messages import warning
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from sodoan.common.permissions import require
from sodoan.common.requests import ScopedRequest, whole
from sodoan.common.ui import Crumb, toast
from sodoan.programmes.actions import plans as actions
from sodoan.programmes.choices import PlanState
from sodoan.programmes.engine.changes import OwnChange
from sodoan.programmes.forms import plan_rules, plan_tightening, plan_values
from sodoan.programmes.forms import plans as forms
from sodoan.programmes.models import Plan
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries import plans as queries

_PART = "phan"
_DROP = "bo-thay-doi"
_FOLLOW = "ke-hoach-moi"
_PLACE = "thu-tu"
_SEEN = "da-xem"
_OWN = "da-bo-sung"
_TOLD_AGAIN = {"add_criterion": "them", "orient": "dinh-huong", "add_basis": "them-can-cu"}


@login_required
def edit(request: ScopedRequest, pk: int) -> HttpResponse:
    """Add and tighten (an adoption), or write dates, texts and caps (a root plan)."""
    plan: Plan = get_object_or_404(queries.visible_plans(request.scope), pk=pk)
    require(request.scope, "programmes.design_plan", plan)
    if plan.state != PlanState.DRAFT:
        toast(request, "Kế hoạch đã ban hành thì không sửa; đồng chí lập phiên bản mới.")
        return redirect("programmes:plan", pk=pk)
    bound: forms.PlanForm | None = None
    if request.method == "POST":
        if (other := _OTHERS.get(request.POST.get(_PART, ""))) is not None:
            return other(request, plan)
        bound = _bind(request, plan)
        if bound is not None and bound.is_valid() and _save(request, plan, bound):
            toast(request, "Đã lưu vào bản nháp.")
            return _back(plan, bound.key)
    context = _context(request, plan, bound)
    bad = 422 if bound is not None or request.method == "POST" else 200
    return render(request, "programmes/plans/edit.html", context, status=bad)


def _kinds(plan: Plan) -> Mapping[str, type[forms.PlanForm]]:
    if plan.parent is not None:
        return {**forms.CHANGES, **plan_tightening.TIGHTENINGS}
    return {
        **plan_values.VALUES,
        **plan_rules.RULES,
        plan_values.ConfirmForm.key: plan_values.ConfirmForm,
        **forms.ROOT_CHANGES,
        plan_tightening.DemandForm.key: plan_tightening.DemandForm,
    }


def _bind(request: ScopedRequest, plan: Plan) -> forms.PlanForm | None:
    kind = _kinds(plan).get(request.POST.get(_PART, ""))
    return _make(kind, plan, request.POST) if kind else None


def _make(kind: type[forms.PlanForm], plan: Plan, data: Any = None) -> forms.PlanForm:
    pack = pack_of(plan)
    form = kind(data, plan=plan, pack=pack)
    if isinstance(form, plan_values.ConfirmForm):
        form.offer(queries.mark_rows(plan, pack))
    return form


def _save(request: ScopedRequest, plan: Plan, form: forms.PlanForm) -> bool:
    """Write what the form says; refusals go to its fields."""
    try:
        if isinstance(form, forms.ChangeForm):
            spot = {"place": form.cleaned_data["place"], "shown": form.cleaned_data["seen"]}
            actions.add_change(plan, form.change(), by=request.scope, **spot)
        elif isinstance(form, plan_values.ValuesForm):
            actions.revise_definition(plan, form.values(), by=request.scope)
        else:
            paths = form.cleaned_data["paths"]
            actions.confirm_values(plan, paths, by=request.scope)
    except ValidationError as error:
        _show(form, error)
        return False
    return True


def _show(form: forms.PlanForm, error: ValidationError) -> None:
    """Put each refusal at its field, else at the form's main field, else above the form."""
    main = form.main or None
    if not hasattr(error, "error_dict"):
        form.add_error(main, error)
        return
    for path, messages in error.message_dict.items():
        form.add_error(path if path in form.fields else main, messages)


def _drop(request: ScopedRequest, plan: Plan) -> HttpResponse:
    try:
        place, shown = _place_in(request.POST), request.POST.get(_SEEN, "")
        actions.drop_change(plan, place, by=request.scope, shown=shown)
    except ValidationError as error:
        context = _context(request, plan, None) | {"problems": error.messages}
        return render(request, "programmes/plans/edit.html", context, status=422)
    toast(request, "Đã bỏ nội dung bổ sung.")
    return _back(plan, _OWN)


def _follow(request: ScopedRequest, plan: Plan) -> HttpResponse:
    if queries.is_outrun(plan):
        newer = queries.plan_above(plan)
        lost = actions.left_behind(newer, plan.unit)
        actions.adopt(newer, by=request.scope, unit=plan.unit)
        toast(request, "Bản nháp đã theo kế hoạch mới của cấp trên.")
        tell_lost(request, lost)
    return _back(plan, _OWN)


def tell_lost(request: ScopedRequest, lost: Sequence[str]) -> None:
    """Name what the new plan above no longer allows, so that nothing goes unseen."""
    if lost:
        what = "; ".join(lost)
        warning(request, f"Kế hoạch mới của cấp trên không cho giữ lại: {what}.")


_OTHERS = {_DROP: _drop, _FOLLOW: _follow}


def _place_in(data: Mapping[str, Any]) -> int:
    """The place of a change in the delta that the page names; -1 for none."""
    wanted = data.get(_PLACE, "")
    return whole(wanted) or (0 if wanted == "0" else -1)


def _context(request: ScopedRequest, plan: Plan, bound: forms.PlanForm | None) -> dict[str, Any]:
    parts = [
        bound if bound is not None and bound.key == key else _make(kind, plan)
        for key, kind in _kinds(plan).items()
    ]
    pack = pack_of(plan)
    own = queries.own_changes(plan) if plan.parent is not None else []
    corrected = "" if bound is not None else _correct(parts, own, _place_in(request.GET))
    return {
        "plan": plan,
        "parts": parts,
        "open_key": bound.key if bound is not None else corrected or request.GET.get("mo", ""),
        "own_changes": [
            (actions.print_of(item), words, _TOLD_AGAIN.get(item.change.kind))
            for item, words in own
        ],
        "outrun": queries.is_outrun(plan),
        "marks": {
            row.mark.path: (row, _place(row.mark.path, parts))
            for row in queries.mark_rows(plan, pack)
        },
        "who": request.user.get_full_name() if request.user.is_authenticated else "",
        "crumbs": [
            Crumb("Chương trình, kế hoạch", reverse("programmes:plan_list")),
            Crumb(plan.programme.title, reverse("programmes:plan", args=[plan.pk])),
        ],
        "nav_key": "plans",
    }


def _correct(
    parts: Iterable[forms.PlanForm], own: Sequence[tuple[OwnChange, str]], place: int
) -> str:
    """Show the change at this place in its form again; returns the key of the form."""
    if not 0 <= place < len(own):
        return ""
    item = own[place][0]
    key = _TOLD_AGAIN.get(item.change.kind, "")
    for form in parts:
        if form.key == key and isinstance(form, forms.ChangeForm):
            form.correct(place, item)
    return key


def _place(path: str, parts: Iterable[forms.PlanForm]) -> str:
    """The form in which the value at this path is edited."""
    values = (form for form in parts if isinstance(form, plan_values.ValuesForm))
    return next((form.key for form in values if any(f.startswith(path) for f in form.fields)), "")


def _back(plan: Plan, key: str) -> HttpResponseRedirect:
    url = reverse("programmes:edit_plan", args=[plan.pk])
    return HttpResponseRedirect(f"{url}?mo={key}#{key}")
