"""What works without a signal: the worker between pages and network, and the outbox."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

_WORKER = Path(__file__).parents[1] / "static" / "sodoan" / "js" / "offline" / "worker.js"
# What every page asks for: when one of them changes, a new worker takes the place of the old one.
_FILES = (
    "vendor/tabler/tabler.min.css",
    "sodoan/app.css",
    "sodoan/icons.svg",
    "sodoan/js/offline/frame.js",
    "sodoan/js/offline/form.js",
    "sodoan/js/offline/page.js",
)


@cache
def _worker() -> str:
    source = _WORKER.read_text(encoding="utf-8")
    named = " ".join(static(name) for name in _FILES)
    version = hashlib.sha256(f"{named} {source}".encode()).hexdigest()[:12]
    return f"const VERSION = {json.dumps(version)};\n{source}"


@never_cache
@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The script of `worker.js`, at the root, so that it sees every page."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@login_required
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """“Chưa gửi”: the browser fills it from what it keeps; the server knows nothing of it yet."""
    return render(request, "common/outbox.html")


@login_required
@require_safe
def outbox_token(request: HttpRequest) -> JsonResponse:
    """Who is signed in, and the token under which what waits may be sent now."""
    return JsonResponse({"user": str(request.user.pk), "token": get_token(request)})
