"""What screens are made of: the plain values that layouts and components draw.

The context processor of `access` gives every page `nav`, `nav_tabs` and `identity`; views give
components lists of the other classes. No domain noun here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest


@dataclass(frozen=True)
class NavItem:
    """One entry of the sidebar or the tab bar.

    `key` is compared with the page's `nav_key`; `group` heads the entries that share it; `count`
    is the number of things waiting there.
    """

    key: str
    label: str
    icon: str
    url: str
    count: int = 0
    group: str = ""


@dataclass(frozen=True)
class Identity:
    """Who is signed in, for which unit, and the addresses of the frame.

    A frame part whose address is empty is not drawn.
    """

    unit_name: str
    unit_sub: str
    person_name: str
    post_label: str
    initials: str
    unread: int = 0
    account_url: str = ""
    inbox_url: str = ""
    search_url: str = ""
    help_url: str = ""
    outbox_url: str = ""
    kept_url: str = ""


@dataclass(frozen=True)
class Crumb:
    """One parent of the page, in the breadcrumb."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a step bar; state is `done`, `now` or `next`."""

    label: str
    state: str
    url: str = ""


def steps(labels: Sequence[str], current: int, urls: Sequence[str] = ()) -> list[Step]:
    """Return the steps of a task, `current` counted from 1; earlier ones are done.

    `urls`, when given, has one address a step: steps can be revisited.
    """
    found = []
    for place, label in enumerate(labels, start=1):
        state = "done" if place < current else "now" if place == current else "next"
        found.append(Step(label, state, urls[place - 1] if urls else ""))
    return found


@dataclass(frozen=True)
class Event:
    """One line of a timeline: what, when, who. Give the newest first."""

    title: str
    at: datetime | None = None
    who: str = ""
    text: str = ""
    icon: str = "check"
    tone: str = "info"
    url: str = ""


@dataclass(frozen=True)
class Chip:
    """One filter as a chip with its count."""

    label: str
    url: str
    count: int | None = None
    current: bool = False


def toast(request: HttpRequest, text: str, *, undo_url: str = "") -> None:
    """Tell of a success for 8 seconds, with `Hoàn tác` when there is a way back.

    Without script the same text is a hint box on the next page. `undo_url` is posted to.
    """
    messages.success(request, text, extra_tags=f"toast {undo_url}".strip())
