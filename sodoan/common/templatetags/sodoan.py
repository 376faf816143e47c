"""Icons, states, dates and numbers for every template (registered as builtins)."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sodoan.common import words
from sodoan.common.clock import today
from sodoan.common.forms import control_kind, draw_control
from sodoan.common.sprite import icon_names
from sodoan.common.status import Status, deadline_key, find

register = template.Library()
logger = logging.getLogger(__name__)

_MESSAGE_TONES = {"success": "ok", "error": "bad", "warning": "warn"}
_TONE_ICONS = {
    "ok": "circle-check",
    "bad": "alert-circle",
    "warn": "alert-triangle",
    "info": "info-circle",
    "spec": "message-circle",
    "mute": "info-circle",
}

register.filter("dmy", words.full_date)
register.filter("dm", words.short_date)
register.filter("weekday", words.weekday)
register.filter("short_weekday", words.short_weekday)
register.filter("number", words.number)
register.filter("rate", words.rate)
register.filter("percent_of", words.percent)
register.filter("days_words", words.days_left)
register.filter("quarter", words.quarter)
register.filter("initials", words.initials)


@register.filter
def moment(when: datetime | None) -> str:
    """Return a moment in local time, `05/09/2026 16:05`."""
    return words.moment(timezone.localtime(when) if when else None)


@register.filter
def clock(when: datetime | None) -> str:
    """Return the local time of day, `16:05`."""
    return f"{timezone.localtime(when):%H:%M}" if when else words.DASH


@register.filter
def days_to(day: date) -> int:
    """Return the days from today to a date; negative when it has passed."""
    return (day - today()).days


@register.filter
def tone_icon(tone: str) -> str:
    """Return the icon that goes with a tone when nothing more special is known."""
    return _TONE_ICONS.get(tone, "info-circle")


@register.filter
def digits(value: float | Decimal | None) -> str:
    """Return a number as machines read it (`value` of a progress bar), never localised."""
    return "" if value is None else str(value)


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Draw an icon of the sprite, hidden from screen readers (the word stands beside it)."""
    if name not in icon_names():
        logger.error("unknown icon %r: add it to icons.txt and rebuild the sprite", name)
        name = "point"
    return _drawn(name, css)


@lru_cache(512)  # a list draws the same few on every line
def _drawn(name: str, css: str) -> SafeString:
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#i-{}"></use></svg>',
        f" {css}" if css else "",
        static("sodoan/icons.svg"),
        name,
    )


def badge(state: Status, text: str = "") -> SafeString:
    """Return the badge of a state: icon, word, colour."""
    return format_html(
        '<span class="st t-{}">{}{}</span>', state.tone, icon(state.icon), text or state.word
    )


@register.simple_tag
def status(family: str, value: str, text: str = "") -> SafeString:
    """Draw the badge of a state from the fixed vocabulary; `text` may name its object or cause.

    A value the family does not know keeps its own text in a grey badge (grades of old schemes).
    """
    state = find(family, str(value))
    if state is None:
        if not text:
            logger.error("unknown status %r of family %r", value, family)
        state = Status(str(value), "mute", "minus")
    return badge(state, str(text))


@register.simple_tag
def square(family: str, value: str) -> SafeString:
    """Draw a state as a square of a heat map: icon and colour, the word to hover."""
    state = find(family, str(value))
    assert state is not None, (family, value)
    return format_html(
        '<span class="wk t-{}" title="{}">{}<span class="vh">{}</span></span>',
        state.tone, state.word, icon(state.icon), state.word,
    )  # fmt: skip


@register.simple_tag
def deadline(day: date, soon: int = 7) -> SafeString:
    """Draw the badge of a deadline: `Còn 4 ngày`, `Quá hạn 2 ngày`."""
    left = days_to(day)
    state = find("deadline", deadline_key(left, soon=soon))
    assert state is not None
    return badge(state, words.days_left(left))


@register.simple_tag
def avatar(full_name: str, css: str = "") -> SafeString:
    """Draw the round letter of a person; decoration, the name stands beside it."""
    return format_html(
        '<span class="av{}" aria-hidden="true">{}</span>',
        f" {css}" if css else "",
        words.initials(full_name),
    )


@register.simple_tag
def control(field: BoundField, css: str = "", described_by: str = "") -> SafeString:
    """Draw the control of a form field in the look of the house, tied to its hint and error."""
    return draw_control(field, css, described_by)


@register.filter
def kind(field: BoundField) -> str:
    """Return how a field is laid out: control, check, choices, file or hidden."""
    return control_kind(field)


@register.filter
def options(field: BoundField) -> list[BoundWidget]:
    """Return the single options of a field of choices, ready to draw."""
    field.field.widget.attrs.setdefault("class", "form-check-input")
    return field.subwidgets


@dataclass(frozen=True)
class Note:
    """One message for the person, as shown on the next page."""

    text: str
    tone: str
    icon: str
    toast: bool
    undo_url: str


@register.simple_tag(takes_context=True)
def notes(context: Context) -> list[Note]:
    """Return the waiting messages of the request, each once."""
    found = []
    for message in context.get("messages") or ():
        tone = _MESSAGE_TONES.get(message.level_tag, "info")
        toast, undo_url = _toast(message.extra_tags or "")
        found.append(Note(str(message.message), tone, _TONE_ICONS[tone], toast, undo_url))
    return found


def _toast(tags: str) -> tuple[bool, str]:
    first, _, rest = tags.partition(" ")
    return first == "toast", rest if first == "toast" else ""


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """Return the query string of this page with some values changed; empty values drop out."""
    data = context["request"].GET.copy()
    for key, value in changes.items():
        data.pop(key, None)
        if value not in ("", None):
            data[key] = str(value)
    return f"?{data.urlencode()}" if data else "?"


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Return `mapping[key]`, or None: template dots cannot look up a variable key."""
    return mapping.get(key)
