"""The history of rows as a list: words searched in any order, one kind of change, a first page."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django import template
from django.template import Context

from sodoan.audit.narrowing import KINDS, narrow
from sodoan.audit.queries import Entry
from sodoan.common.ui import Chip

register = template.Library()

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
    export_url: str
    is_short: bool


@register.simple_tag(takes_context=True)
def narrowed(context: Context, entries: Sequence[Entry]) -> Shown:
    """The changes that `?q=` and `?loc=` ask for, the first of them without `?het=1`.

    `history_export` in the context is the address of the export, else the page has its own.
    """
    data = context["request"].GET
    seen = narrow(entries, data)
    base: str = context.get("history_export") or ""

    def address(loc: str, **more: str) -> str:
        pairs = {"q": seen.text, "loc": loc, **more}
        return "?" + urlencode({key: value for key, value in pairs.items() if value})

    chips = [Chip("Tất cả", address(""), len(seen.held), not seen.kind)]
    for key, label in KINDS:
        count = sum(one.kind == key for one in seen.held)
        chips.append(Chip(label, address(key), count, seen.kind == key))
    return Shown(
        entries=seen.found if data.get("het") else seen.found[:_FIRST],
        chips=chips,
        search_text=seen.text,
        kind=seen.kind,
        found=len(seen.found),
        all_url="" if data.get("het") or len(seen.found) <= _FIRST else address(seen.kind, het="1"),
        export_url=base + address(seen.kind, xuat="" if base else "xlsx"),
        is_short=len(entries) <= _SHORT,
    )
