"""One's mail: proof of the address, how often, and the way out that needs no sign-in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from sodoan.common.requests import ScopedRequest
from sodoan.common.ui import toast
from sodoan.mails import tasks
from sodoan.mails.actions import proving
from sodoan.mails.choices import Rhythm
from sodoan.mails.forms import ChoiceForm
from sodoan.mails.links import read_stop
from sodoan.mails.models import MailChoice
from sodoan.mails.queries.letters import days_of


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: ScopedRequest) -> HttpResponse:
    """Whether the address is proven, how often the digest comes, what was sent."""
    choice = MailChoice.objects.filter(user=request.user.pk).select_related("user").first()
    form = ChoiceForm(
        request.POST or None, initial={"rhythm": choice.rhythm if choice else Rhythm.DAILY}
    )
    if request.method == "POST" and form.is_valid():
        proving.choose(Rhythm(form.cleaned_data["rhythm"]), by=request.scope)
        toast(request, "Đã lưu cách nhận thư.")
        return redirect("mails:choices")
    start, end = settings.QUIET_HOURS
    context = {
        "nav_key": "account",
        "form": form,
        "choice": choice,
        "is_on": settings.MAIL_IS_ON,
        "quiet": (f"{start:%H:%M}", f"{end:%H:%M}"),
        "days": days_of(request.user.pk or 0),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "mails/choices.html", context, status=status)


@login_required
@require_POST
def ask(request: ScopedRequest) -> HttpResponse:
    """Send the mail that proves the address."""
    try:
        tasks.ask(by=request.scope)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        toast(request, "Thư xác nhận đang được gửi. Mở thư rồi bấm liên kết trong 48 giờ.")
    return redirect("mails:choices")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: ScopedRequest, token: str) -> HttpResponse:
    """The page behind the link; only its button proves, for programs open links by themselves."""
    try:
        choice = proving.own_choice(token, by=request.scope)
        if request.method == "POST":
            proving.prove(token, by=request.scope)
            toast(request, "Đã xác nhận thư điện tử.")
            return redirect("mails:choices")
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("mails:choices")
    return render(request, "mails/prove.html", {"choice": choice, "nav_key": "account"})


@csrf_exempt  # mail programs send it without a page before; the signed link is the right
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End the digests: by the button of the page, or by one click in the mail program."""
    choice = get_object_or_404(MailChoice, pk=read_stop(token))
    if request.method == "POST":
        proving.stop(choice)
        choice.rhythm = Rhythm.OFF
    return render(request, "mails/stop.html", {"is_off": choice.rhythm == Rhythm.OFF})
