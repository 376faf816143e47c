"""Addresses of the program plus one view that does nothing: the limit of every page."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    """Answer nothing, behind all middleware, for a signed-in user."""
    assert request.user.is_authenticated
    return HttpResponse("")


urlpatterns = [path("bench-empty/", empty), path("", include("config.urls"))]
