"""Code lists of the national workbook, read with all their spelling variants."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from sodoan.common.text import search_key
from sodoan.imports.normalise.cell import Cell, Raw, shown, text_of, warning

_NOISE = re.compile(r"[^\w/]+|_")
_FREE_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a list: what is stored, and the wording of the national workbook.

    ``is_local`` ones are read in lists of one's own and are none of the national workbook.
    """

    key: str
    label: str
    is_local: bool = False


def _fold(text: str) -> str:
    """Return the text for comparing: no marks, no case, no blanks or punctuation."""
    return _NOISE.sub("", search_key(text))


class CodeList:
    """A code list with an index of every known spelling; what is ``guessed`` is taken and told.

    ``is_open`` lists (their values have no key) keep an unknown text as typed, closed ones drop it;
    ``is_worded`` ones drop what has digits: a number that stands in the wrong column. Where
    spellings of keys are ``told``, they count before all others and nothing is guessed.
    """

    def __init__(
        self, name: str, data: dict[str, Any], told: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self.title: str = data["title"]
        self.is_open = not any("key" in value for value in data["values"])
        self.is_worded: bool = data.get("worded", False)
        self.codes = tuple(
            Code(v.get("key", v["label"]), v["label"], v.get("local", False))
            for v in data["values"]
        )
        keys = {code.key: code for code in self.codes}
        self._index = {_fold(text): keys[key] for text, key in (told or {}).items()}
        for code in self.codes:
            self._index.setdefault(_fold(code.label), code)
        for code, value in zip(self.codes, data["values"], strict=True):
            for spelling in value.get("spellings", ()):
                self._index.setdefault(_fold(spelling), code)
        self._guesses = {
            _fold(spelling): code
            for code, value in zip(self.codes, data["values"], strict=True)
            for spelling in value.get("guessed", ())
            if not told
        }

    def find(self, text: str) -> Code | None:
        """Return the code a text means, or None."""
        folded = _fold(text)
        prefix = _fold(self.title)
        return self._index.get(folded) or self._index.get(folded.removeprefix(prefix))

    def read(self, raw: Raw) -> Cell[str]:
        """Return the stored key of a cell (for open lists: the national wording).

        Unknown text is the warning ``NAME_unknown``; an open list keeps it as typed.
        """
        text = text_of(raw)
        if not text:
            return Cell()
        code = self.find(text)
        if code:
            return Cell(code.key)
        if guess := self._guesses.get(_fold(text)):
            message = f"{self.title} {shown(text)} được hiểu là “{guess.label}”."
            message += " Đồng chí kiểm tra lại."
            return Cell(guess.key, (warning(f"{self.name}_guessed", message),))
        is_kept = self.is_open and not (self.is_worded and any(map(str.isdigit, text)))
        fate = "Giữ nguyên như đã ghi." if is_kept else "Ô này để trống."
        message = f"{self.title} {shown(text)} không có trong danh mục. {fate}"
        value = text[:_FREE_LIMIT] if is_kept else None
        return Cell(value, (warning(f"{self.name}_unknown", message),))

    def label(self, key: str) -> str:
        """Return the national wording of a stored key; unknown keys as they are."""
        return next((c.label for c in self.codes if c.key == key), key)


@cache
def _data() -> dict[str, dict[str, Any]]:
    source = resources.files("sodoan.imports") / "data" / "codes.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def code_lists() -> dict[str, CodeList]:
    """Return all lists of ``data/codes.toml`` by name."""
    return {name: CodeList(name, content) for name, content in _data().items()}


def told_list(name: str, told: Mapping[str, str]) -> CodeList:
    """Return a list as it is read where spellings of its keys are told."""
    return CodeList(name, _data()[name], told) if told else code_lists()[name]
