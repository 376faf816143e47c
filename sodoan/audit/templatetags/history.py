"""The history of rows as a list: words searched in any order, one kind of change, a first page."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django import template
from django.template import Context

from sodoan.audit.queries import DELETE, INSERT, UPDATE, Entry
from sodoan.common.text import clean, search_key
from sodoan.common.ui import Chip

register = template.Library()

_KINDS = ((INSERT, "Thêm"), (UPDATE, "Sửa"), (DELETE, "Xóa"))
_FIRST = 40  # changes shown before “Xem cả …”
_SHORT = 8  # a history this short needs no search


@dataclass(frozen=True)
class Shown:
    """What of a history is shown, and the ways to see more or less of it."""

    entries: Sequence[Entry]
    chips: Sequence[Chip]
    search_text: str
    kind: str
    found: int
    all_url: str
    is_short: bool


@register.simple_tag(takes_context=True)
def narrowed(context: Context, entries: Sequence[Entry]) -> Shown:
    """The changes that `?q=` and `?loc=` ask for, the first of them without `?het=1`."""
    data = context["request"].GET
    text = clean(data.get("q", ""))
    kind = data.get("loc", "") if data.get("loc", "") in dict(_KINDS) else ""
    words = search_key(text).split()
    held = [one for one in entries if all(word in _said(one) for word in words)]
    found = [one for one in held if kind in {"", one.kind}]

    def address(loc: str, **more: str) -> str:
        pairs = {"q": text, "loc": loc, **more}
        return "?" + urlencode({key: value for key, value in pairs.items() if value})

    chips = [Chip("Tất cả", address(""), len(held), not kind)]
    for key, label in _KINDS:
        chips.append(Chip(label, address(key), sum(one.kind == key for one in held), kind == key))
    return Shown(
        entries=found if data.get("het") else found[:_FIRST],
        chips=chips,
        search_text=text,
        kind=kind,
        found=len(found),
        all_url="" if data.get("het") or len(found) <= _FIRST else address(kind, het="1"),
        is_short=len(entries) <= _SHORT,
    )


def _said(entry: Entry) -> str:
    changes = " ".join(f"{one.label} {one.old} {one.new}" for one in entry.changes)
    return search_key(f"{entry.label} {entry.who} {entry.reason} {changes}")
