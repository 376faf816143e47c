"""The branch changes a member's category after the sheet was accepted."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sodoan.common.permissions import require
from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import toast
from sodoan.programmes.actions.amending import change_category as act
from sodoan.programmes.forms.branch import CategoryForm, told
from sodoan.programmes.packs import pack_of
from sodoan.programmes.views.reach import supported_or_404


@login_required
def change_category(request: ScopedRequest, pk: int) -> HttpResponse:
    """Another category with a reason; the sheet keeps both versions, the member is told."""
    enrolment = supported_or_404(request, pk)
    require(request.scope, "programmes.decide_enrolment", enrolment)
    pack = pack_of(enrolment.plan)
    form = CategoryForm(request.POST or None, pack=pack, current=enrolment.category)
    back = reverse("programmes:decide", args=[pk])
    if request.method == "POST" and form.is_valid():
        try:
            act(enrolment, by=request.scope, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            toast(request, f"Đã đổi đối tượng của {enrolment.person}. {told(enrolment.person)}")
            return redirect(back)
    context = {"enrolment": enrolment, "form": form, "back": back, "unit": enrolment.unit}
    context["nav_key"] = "results"
    status = 422 if form.errors else 200
    return render(request, "programmes/branch/category.html", context, status=status)
