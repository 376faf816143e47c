"""Provinces old and new, and which of them a place text names. No ORM.

Since 01/07/2025 there are 34 provinces instead of 63 (Resolution 202/2025/QH15). Texts keep the
names people wrote; a code of today stands beside them.
"""

import datetime as dt
import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sodoan.common.text import search_key

_FILE = Path(__file__).resolve().parent / "data" / "provinces.toml"
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_COMMAS = re.compile(r"[,;]")
_PARTS = re.compile(r"[,;]|\s[-–]\s")
_PREFIX = re.compile(r"^(?:(?:cong an|ca|giam doc|so cong an)\s*)?(?:(?:tinh|thanh pho|tp|t)\s*)?")


@dataclass(frozen=True, slots=True)
class Province:
    """A province; ``successor`` is the current code of its territory, empty when not certain."""

    code: str
    name: str
    successor: str
    until: dt.date | None
    """Last day of one of the 63 old provinces; None for the others."""


@cache
def _load() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def provinces() -> tuple[Province, ...]:
    """Return the 63 provinces until 30/06/2025, then the 34 since 01/07/2025."""
    data = _load()
    former = [Province(p["code"], p["name"], p["successor"], p["until"]) for p in data["former"]]
    current = [Province(p["code"], p["name"], p["code"], None) for p in data["current"]]
    return (*former, *current)


@cache
def current_provinces() -> dict[str, Province]:
    """Return the provinces of today by code."""
    return {p.code: p for p in provinces() if p.until is None}


def letters_of(text: str) -> str:
    """Return a place text for comparing: small letters without marks, blanks for all else."""
    return _NOT_WORD.sub(" ", search_key(text)).strip()


def _compact(text: str) -> str:
    return text.replace(" ", "")


@cache
def _by_name() -> dict[str, Province]:
    """Index by name without blanks; today's province wins over an old one of the same name."""
    index = {_compact(letters_of(p.name)): p for p in provinces()}
    for row in _load()["former"]:
        province = index[_compact(letters_of(row["name"]))]
        for spelling in row.get("spellings", ()):
            index.setdefault(_compact(letters_of(spelling)), province)
    for row in _load()["dissolved"]:
        gone = Province("", row["name"], row.get("successor", ""), None)
        index.setdefault(_compact(letters_of(gone.name)), gone)
    return index


@lru_cache(maxsize=10_000)
def find_province(text: str) -> Province | None:
    """Return the province a place text ends with: "xã A, huyện B, tỉnh Bình Dương".

    The whole text, its last part after a comma, then a dash, and its last words are tried.
    """
    index = _by_name()
    words = text.split()
    tails = (" ".join(words[-3:]), " ".join(words[-2:]))
    for part in (text, _COMMAS.split(text)[-1], _PARTS.split(text)[-1], *tails):
        letters = letters_of(part)
        for candidate in (letters, _PREFIX.sub("", letters, count=1)):
            found = index.get(_compact(candidate))
            if found:
                return found
    return None


def home_province(home_town: str) -> str:
    """Return the code of today's province a home town lies in; empty when it names none."""
    found = find_province(home_town) if home_town else None
    return found.successor if found else ""


def renamed_province(place: str) -> str:
    """Return the name of today's province of a place text that names another; else empty."""
    found = find_province(place) if place else None
    now = province_name(found.successor) if found else ""
    return now if found and now != found.name else ""


def province_name(code: str) -> str:
    """Return the name of a province of today; empty for an unknown or empty code."""
    found = current_provinces().get(code)
    return found.name if found else ""
