"""Sổ đoàn viên điện tử, and the public page its QR code opens."""

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sodoan.audit.actions import record_opening
from sodoan.common.requests import ScopedRequest, limited
from sodoan.common.status import find
from sodoan.common.ui import toast
from sodoan.documents.html import qr_svg
from sodoan.documents.html import record_book as record_book_html
from sodoan.org.choices import Capability
from sodoan.people.models import Person
from sodoan.programmes.actions.member import report_wrong_record
from sodoan.programmes.forms.member import WrongRecordForm
from sodoan.programmes.queries.record import Book, book_of, printable, read_token, sign_book


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def record_book(request: ScopedRequest) -> HttpResponse:
    """One's own book; posting tells the branch what is wrong in it."""
    person = Person.objects.filter(pk=request.scope.person_id or 0).first()
    if person is None:
        return render(request, "programmes/record/none.html", {"nav_key": "book"})
    book = book_of(person, request.scope.on)
    form = WrongRecordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _report(request, book, form):
        toast(request, "Đã gửi. Bí thư sẽ xem và sửa.")
        return redirect("programmes:record_book")
    if "in" in request.GET:
        return _print(request, book)
    status = 422 if request.method == "POST" else 200
    return _draw(request, book, form, status=status)


@login_required
@never_cache
@require_safe
def record_book_of(request: ScopedRequest, pk: int) -> HttpResponse:
    """A member's book, for officers who may see the member's file or results."""
    scope = request.scope
    people = Person.objects.filter(
        Q(pk__in=Person.objects.in_scope(scope, Capability.VIEW_PEOPLE, scope.on).values("pk"))
        | Q(pk__in=Person.objects.in_scope(scope, Capability.VIEW_RESULTS, scope.on).values("pk"))
        | Q(pk=scope.person_id)
    )
    person = get_object_or_404(people, pk=pk)
    if not scope.is_self(person.pk):
        record_opening(person.pk, user_id=scope.user_id, on=scope.on)
    book = book_of(person, scope.on)
    if "in" in request.GET:
        return _print(request, book)
    return _draw(request, book, None)


def _draw(
    request: ScopedRequest, book: Book, form: WrongRecordForm | None, *, status: int = 200
) -> HttpResponse:
    own = request.scope.is_self(book.person.pk)
    context = {
        "book": book,
        "form": form,
        "is_own": own,
        "qr": qr_svg(_verify_url(request, book), "Mã QR để xác minh sổ đoàn viên"),
        "nav_key": "book" if own else "people",
    }
    return render(request, "programmes/record/book.html", context, status=status)


def _print(request: ScopedRequest, book: Book) -> HttpResponse:
    state = find("member", book.state)
    paper = printable(
        book,
        verify_url=_verify_url(request, book, on_paper=True),
        day=request.scope.on,
        state=state.word if state else "",
    )
    return HttpResponse(record_book_html(paper))


def _verify_url(request: HttpRequest, book: Book, *, on_paper: bool = False) -> str:
    path = reverse("programmes:verify", args=[sign_book(book.person, on_paper=on_paper)])
    return request.build_absolute_uri(path)


def _report(request: ScopedRequest, book: Book, form: WrongRecordForm) -> bool:
    if not form.is_valid():
        return False
    if book.home is None:
        form.add_error(None, "Bạn chưa thuộc chi đoàn nào trên hệ thống nên chưa gửi được.")
        return False
    try:
        report_wrong_record(
            book.person, by=request.scope, unit=book.home.unit, text=form.cleaned_data["text"]
        )
    except ValidationError as error:
        for sentence in error.messages:
            form.add_error(None, sentence)
        return False
    return True


@limited("verify")
@never_cache
@require_safe
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """What a scanned code shows to anybody: name, branch, state of membership.

    To whoever holds a printed book also the published grades, to compare.
    """
    book, on_paper = None, False
    try:
        known = Person.objects.select_related("merged_into")
        pk, on_paper = read_token(token)
        person = known.filter(pk=pk).first()
        person = (person and person.merged_into) or person
        book = book_of(person, timezone.localdate()) if person else None
    except (signing.BadSignature, ValueError):
        pass
    context = {"book": book, "on_paper": on_paper, "now": timezone.now()}
    status = 200 if book else 410
    answer = render(request, "programmes/record/verify.html", context, status=status)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
