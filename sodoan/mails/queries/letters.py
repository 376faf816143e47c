"""What a digest says: the rows of the first screen, and how many notices are unread."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, F, Max, Q
from django.template.loader import render_to_string
from django.urls import reverse

from sodoan.access.scopes import scope_of
from sodoan.mails.choices import DigestState, Rhythm
from sodoan.mails.links import absolute, proof_token, stop_url
from sodoan.mails.models import Digest, MailChoice
from sodoan.notices.models import Notice
from sodoan.notices.todos import Todo, gather, ordered

_MOST: Final = 10


@dataclass(frozen=True)
class Letter:
    """A mail before it has an address."""

    subject: str
    text: str


@dataclass(frozen=True)
class Unread:
    """Notices of a person nobody has opened, and when the newest came."""

    count: int = 0
    newest: datetime | None = None


@dataclass(frozen=True)
class Line:
    """A to-do as a mail tells it: no name, no free text."""

    title: str
    due: date | None
    late: int


def choices_of(rows: Collection[Digest]) -> Mapping[int, MailChoice]:
    """The choices of those who still want mail, at an address that is still proven. One query."""
    wanted = MailChoice.objects.filter(
        user__in=[row.user_id for row in rows], user__is_active=True, address=F("user__email")
    ).exclude(rhythm=Rhythm.OFF)
    return {one.user_id: one for one in wanted.select_related("user__person")}


def unread_of(rows: Collection[Digest]) -> Mapping[int, Unread]:
    """How many notices wait unread with each. One query."""
    found = Notice.objects.filter(user__in=[row.user_id for row in rows], read_at=None)
    counted = found.values("user").annotate(many=Count("pk"), newest=Max("created_at"))
    return {row["user"]: Unread(row["many"], row["newest"]) for row in counted.order_by()}


def last_sent(rows: Collection[Digest]) -> Mapping[int, datetime]:
    """When each was last sent a digest. One query."""
    sent = Digest.objects.filter(
        user__in=[row.user_id for row in rows], state=DigestState.SENT
    ).values("user")
    return {
        row["user"]: row["at"] for row in sent.annotate(at=Max("ended_at")).order_by() if row["at"]
    }


def letter_of(
    choice: MailChoice, day: date, unread: Unread, told_at: datetime | None
) -> Letter | None:
    """The digest of a person and day; None when there is nothing to say.

    To-dos are those of the page one starts with: some twenty queries for who holds a post. Notices
    alone are a reason only when one came after the last digest.
    """
    scope = scope_of(choice.user, day, only="")
    todos = ordered(gather(scope), day)
    if choice.rhythm == Rhythm.DUE and not any(_is_due(todo, day) for todo in todos):
        return None
    is_news = unread.newest is not None and (told_at is None or unread.newest > told_at)
    if not todos and not is_news:
        return None
    context = {
        "you": "Đồng chí" if scope.posts or scope.person_id is None else "Bạn",
        "name": choice.user.full_name,
        "lines": [_line(todo, day) for todo in todos[:_MOST]],
        "count": len(todos),
        "late": sum(_is_late(todo, day) for todo in todos),
        "more": max(0, len(todos) - _MOST),
        "unread": unread.count,
        "day": day,
        "home": absolute("/"),
        "choices": absolute(reverse("mails:choices")),
        "stop": stop_url(choice),
    }
    return Letter(_subject(context), _plain("mails/digest.txt", context))


def proof_letter(choice: MailChoice) -> Letter:
    """The mail with the link that proves an address."""
    page = absolute(reverse("mails:prove", args=[proof_token(choice)]))
    text = _plain("mails/proof.txt", {"page": page, "home": absolute("/")})
    return Letter("Sổ Đoàn: xác nhận địa chỉ thư điện tử", text)


def days_of(user_id: int, most: int = 7) -> Collection[Digest]:
    """The last digests of a person, as their page shows them."""
    return (
        Digest.objects.filter(user=user_id)
        .exclude(Q(state=DigestState.EMPTY))
        .order_by("-day")[:most]
    )


def _plain(template: str, context: Mapping[str, object]) -> str:
    return render_to_string(template, dict(context)).strip() + "\n"


def _subject(context: Mapping[str, object]) -> str:
    said = [
        f"{context['count']} việc cần làm" if context["count"] else "",
        f"{context['late']} việc quá hạn" if context["late"] else "",
        "" if context["count"] else f"{context['unread']} thông báo chưa đọc",
    ]
    return f"Sổ Đoàn: {', '.join(part for part in said if part)}"


def _is_due(todo: Todo, day: date) -> bool:
    return todo.due is not None and todo.due <= day


def _is_late(todo: Todo, day: date) -> bool:
    return todo.due is not None and todo.due < day


def _line(todo: Todo, day: date) -> Line:
    late = (day - todo.due).days if todo.due and todo.due < day else 0
    return Line(todo.mailed or todo.title, todo.due, late)
