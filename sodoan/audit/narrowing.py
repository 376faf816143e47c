"""A history narrowed by the address: words in any order, accents aside, and one kind of change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sodoan.audit.queries import DELETE, INSERT, UPDATE, Change, Entry
from sodoan.common.text import clean, search_key

KINDS = ((INSERT, "Thêm"), (UPDATE, "Sửa"), (DELETE, "Xóa"))


@dataclass(frozen=True)
class Narrowed:
    """What was asked for, the changes that hold the words, and those of the kind among them."""

    text: str
    kind: str
    held: Sequence[Entry]
    found: Sequence[Entry]


def narrow(entries: Sequence[Entry], data: Mapping[str, str]) -> Narrowed:
    """Return the changes that `?q=` and `?loc=` ask for."""
    text = clean(data.get("q", ""))
    kind = data.get("loc", "") if data.get("loc", "") in dict(KINDS) else ""
    words = search_key(text).split()
    held = [one for one in entries if all(word in _said(one) for word in words)]
    return Narrowed(text, kind, held, [one for one in held if kind in {"", one.kind}])


def in_words(change: Change) -> str:
    """One changed field on one line."""
    before = f"{change.old} → " if change.old else ""
    return f"{change.label}: {before}{change.new or 'để trống'}"


def _said(entry: Entry) -> str:
    changes = " ".join(f"{one.label} {one.old} {one.new}" for one in entry.changes)
    return search_key(f"{entry.label} {entry.who} {entry.reason} {changes}")
