"""Names the signed-in user in the history of every change a request makes."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sodoan.audit.history import acting

_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class HistoryMiddleware:
    """Wraps writing requests in a history context."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:  # noqa: D102 - Django's protocol
        if request.method not in _WRITING:
            return self.get_response(request)
        with acting(user_id=request.user.pk):
            return self.get_response(request)
