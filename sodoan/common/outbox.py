"""Forms that a phone may send later, and again: `sodoan/js/offline/form.js` on the other side."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from sodoan.common.ui import toast

_MOST = 10  # keys before


@dataclass(frozen=True)
class Sent:
    """The key of one sending, and those under which the same form was tried before."""

    key: UUID
    before: tuple[UUID, ...] = ()


def sent_of(data: Any) -> Sent | None:
    """The keys in what was posted; what is none is passed over, a form without script has none."""
    key = _key(data.get("key", ""))
    before = (_key(text) for text in data.get("before", "").split(maxsplit=_MOST)[:_MOST])
    return Sent(key, tuple(one for one in before if one)) if key else None


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def accepted(request: HttpRequest, address: str, words: str) -> HttpResponse:
    """Say that a form was taken: to the outbox of a phone as data, to a browser with a page."""
    if request.headers.get("X-Outbox"):
        return JsonResponse({"next": address, "words": words})
    toast(request, words)
    return redirect(address)
