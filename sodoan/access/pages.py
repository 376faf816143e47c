"""From the address of a step (POST) to a page that can be opened: where one goes on from there."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from sodoan.access.urlclasses import URLS

HOME = "/"


def page_of(request: HttpRequest) -> str:
    """The page a step was taken on: the one the browser came from, else the nearest above it."""
    came = request.headers.get("Referer", "")
    host = request.get_host()
    if url_has_allowed_host_and_scheme(came, {host}, require_https=request.is_secure()):
        parts = urlsplit(came)
        if opens(parts.path):
            return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return page_above(request.path)


def page_above(path: str) -> str:
    """The address itself when it can be opened, else the nearest above it, at last home."""
    while path not in {"", HOME}:
        if opens(path):
            return path
        path = f"{path.rstrip('/').rpartition('/')[0]}/"
    return HOME


def opens(path: str) -> bool:
    """Whether something answers at an address that is opened, not only what is sent there."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return False
    found = URLS.get(name)
    return found is not None and not found.post
