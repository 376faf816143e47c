"""What no page should have to think about: text that no database holds."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

_NUL = "\x00"


class PlainTextMiddleware:
    """Answers 400 to a form with a NUL character; PostgreSQL cannot keep one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:  # noqa: D102 - Django's protocol
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> None:
        """Look through the values; names are only ever looked up. Searches are cleaned instead."""
        if any(_NUL in str(text) for _, texts in request.POST.lists() for text in texts):
            raise BadRequest("Nội dung gửi lên có ký tự không đọc được.")
