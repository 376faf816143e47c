"""Judged rows as the staging table takes them: lines of COPY in the order of ``COLUMNS``."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, cast

from sodoan.common.text import search_key, sort_key
from sodoan.imports.fields import BIRTH_FIELDS, FIELD_BY_KEY, SENSITIVE_FIELDS
from sodoan.imports.lists import JudgedRows
from sodoan.imports.normalise.block import Block, verdict_of
from sodoan.imports.normalise.cell import Raw, is_number, text_of
from sodoan.imports.normalise.dates import are_usual, reads_one_way
from sodoan.imports.normalise.idcards import NEW_DIGITS
from sodoan.imports.normalise.posts import PostBody, PostKey, PostLevel, PostText
from sodoan.imports.normalise.rows import Columns
from sodoan.people.idnumbers import encrypt_all, match_hashes

_TEXTS = (
    "sex", "member_code", "home_town", "home_province", "address", "schooling", "degree",
    "theory", "it_level", "language_level", "admission_no", "card_no", "occupation", "category",
    "association", "commendation", "email", "phone", "id_issued_by", "ethnicity", "religion",
    "discipline",
)  # fmt: skip
COLUMNS = (
    "batch_id", "sheet", "number", "verdict", "issues", "raw", "choice", "fills", "differs",
    "unit_id", "post_key", "is_honorary", "full_name", "sort_key", "search_key",
    "born_on", "born_precision", "joined_on", "joined_precision",
    "party_joined_on", "party_joined_precision", "id_issued_on", "id_issued_precision",
    "id_number_hash", "is_new_id", "note", *_TEXTS, "id_number",
)  # fmt: skip
"""Columns filled by COPY; the checks fill `of_row` and `of_person`."""

NULL = "\x01"
"""How COPY is told that there is no value; no cleaned text holds a control character."""

_NOTED = ("joined_at", "team", "class_name", "faculty", "student_code")
_RAW_LIMIT = 120
_MONTHS = 12
_DATES = (
    ("born_on", "born_on", "born_precision"),
    ("joined_on", "joined_on", "joined_precision"),
    ("party_on", "party_joined_on", "party_joined_precision"),
    ("id_issued_on", "id_issued_on", "id_issued_precision"),
)
_BRANCH_LEVELS = frozenset({None, PostLevel.BRANCH, PostLevel.BASE_BRANCH})
_BRANCH_POSTS = {
    PostKey.SECRETARY: "bi-thu-chi-doan",
    PostKey.DEPUTY: "pho-bi-thu-chi-doan",
    PostKey.COMMITTEE_MEMBER: "uv-bch-chi-doan",
}
_PLAIN = COLUMNS[:-1]  # the encrypted number is put behind what may need escaping
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def staged_lines(batch_id: int, judged: JudgedRows, choices: Mapping[tuple[int, int], str]) -> str:
    """Return judged rows as lines of COPY's text format; ``choices`` by (sheet, row number).

    Written by hand because adapting forty values one by one costs more than judging the row.
    """
    size = judged.block.size
    hashes, kinds, sealed = _sealed(judged.block.column("id_number"))
    texts: dict[str, Sequence[str]] = {
        "batch_id": [str(batch_id)] * size,
        "sheet": [str(judged.sheet)] * size,
        "number": list(map(str, judged.numbers)),
        "choice": [""] * size,
        "fills": ["{}"] * size,
        "differs": ["{}"] * size,
        "id_number_hash": hashes,
        "is_new_id": kinds,
    }
    if choices:
        places = ((judged.sheet, number) for number in judged.numbers)
        texts["choice"] = [choices.get(place, "") for place in places]
    texts |= _verdicts(judged) | _names_and_dates(judged.block) | _others(judged.block)
    columns = [texts[name] for name in _PLAIN]
    lines = ["\t".join(row) for row in zip(*columns, strict=True)]
    if _has_signs("".join(lines), tabs=size * (len(_PLAIN) - 1)):
        rows = zip(*columns, strict=True)
        lines = ["\t".join([text.translate(_ESCAPES) for text in row]) for row in rows]
    return "".join([f"{line}\t{number}\n" for line, number in zip(lines, sealed, strict=True)])


def _has_signs(lines: str, *, tabs: int) -> bool:
    """Tell whether anything in the lines would mean something to COPY."""
    return "\\" in lines or "\n" in lines or "\r" in lines or lines.count("\t") != tabs


def _verdicts(judged: JudgedRows) -> dict[str, list[str]]:
    """Return the verdicts with the issues and the cells they speak of, as JSON."""
    size = judged.block.size
    verdicts, issues, raw = ["accepted"] * size, [NULL] * size, [NULL] * size
    kept: dict[int, dict[str, Any]] = {}
    for place, found in judged.block.issues.items():
        verdicts[place] = verdict_of(found)
        issues[place] = json.dumps([issue._asdict() for issue in found], ensure_ascii=False)
        fields = {issue.field for issue in found} - SENSITIVE_FIELDS
        kept[place] = {
            key: text_of(_cell(_columns(judged.cells, key), place))[:_RAW_LIMIT]
            for key in sorted(fields)
        }
    for kind, rows in _kinds_of_dates(judged).items():
        for place, keys in rows.items():
            kept.setdefault(place, {})[kind] = keys
    for place, cells in kept.items():
        raw[place] = json.dumps(cells, ensure_ascii=False)
    return {"verdict": verdicts, "issues": issues, "raw": raw}


def _kinds_of_dates(judged: JudgedRows) -> dict[str, dict[int, list[str]]]:
    """Return which dates of which rows are real ones of Excel, and which texts read one way only.

    ``check_dates`` asks for both; of texts only for those that might be read another way.
    """
    spelled: dict[int, list[str]] = {}
    real: dict[int, list[str]] = {}
    for key, _, _ in _DATES:
        columns = _columns(judged.cells, key)
        texts = _texts(columns)
        if texts is not None and are_usual(texts):
            continue
        for place, date in enumerate(judged.block.column(key)):
            if not date or (texts is not None and date.on.day > _MONTHS):
                continue
            cell = _cell(columns, place)
            if isinstance(cell, dt.date) or is_number(cell):
                real.setdefault(place, []).append(key)
            elif date.on.day <= _MONTHS and reads_one_way(cell):
                spelled.setdefault(place, []).append(key)
    return {"spelled": spelled, "real": real}


def _texts(columns: Sequence[Sequence[Raw]]) -> set[str] | None:
    """Return what the filled cells of a date say when none is anything but text."""
    said = set(chain.from_iterable(columns)) - {None}
    return cast("set[str]", said) if {str}.issuperset(map(type, said)) else None


def _columns(cells: Columns, key: str) -> list[Sequence[Raw]]:
    """Return the columns a field is read from; the day of birth may be in several."""
    keys = BIRTH_FIELDS if key == "born_on" else (key,)
    return [cells[each] for each in keys if each in cells]


def _cell(columns: Sequence[Sequence[Raw]], place: int) -> Raw:
    for column in columns:
        cell = column[place]
        if cell is not None and text_of(cell):
            return cell
    return None


def _names_and_dates(block: Block) -> dict[str, Sequence[str]]:
    names = zip(*map(_name_texts, block.column("full_name")), strict=True)
    texts: dict[str, Sequence[str]]
    texts = dict(zip(("full_name", "sort_key", "search_key"), names, strict=True))
    for key, column, precision in _DATES:
        dates = block.column(key)
        texts[column] = [date.on.isoformat() if date else NULL for date in dates]
        texts[precision] = [date.precision if date else "" for date in dates]
    return texts


def _others(block: Block) -> dict[str, list[str]]:
    posts = [branch_post(post) if post else "" for post in block.column("post")]
    texts = {key: [text or "" for text in block.column(key)] for key in _TEXTS}
    return texts | {
        "unit_id": [str(unit.id) if unit else NULL for unit in block.column("unit")],
        "is_honorary": ["t" if word == "yes" else "f" for word in block.column("honorary")],
        "post_key": posts,
        "note": _notes(block, posts),
    }


@lru_cache(maxsize=20_000)
def _name_texts(name: str | None) -> tuple[str, str, str]:
    """Return a name with its keys; a list repeats most of its names."""
    return (name, sort_key(name), search_key(name)) if name else ("", "", "")


def _sealed(numbers: Sequence[str | None]) -> tuple[list[str], list[str], list[str]]:
    """Return hashes, whether each is of the new kind, and the encrypted numbers."""
    known = [number for number in numbers if number]
    hashes, sealed = iter(match_hashes(known)), iter(encrypt_all(known))
    return (
        [next(hashes) if number else NULL for number in numbers],
        ["t" if number and len(number) == NEW_DIGITS else "f" for number in numbers],
        [f"\\\\x{next(sealed).hex()}" if number else NULL for number in numbers],
    )


def branch_post(post: PostText) -> str:
    """Return the catalogue key of a post of a branch committee; empty for every other post."""
    if post.body is PostBody.YOUTH_UNION and post.level in _BRANCH_LEVELS:
        return _BRANCH_POSTS.get(post.key, "")
    return ""


def _notes(block: Block, post_keys: Sequence[str]) -> list[str]:
    """Return the notes with what has no column of its own, each behind its label."""
    notes = [[text] if text else [] for text in block.column("note")]
    for key in _NOTED:
        for place, text in enumerate(block.values.get(key, ())):
            if text:
                notes[place].append(f"{FIELD_BY_KEY[key].label}: {text}")
    for place, post in enumerate(block.column("post")):
        if post and not post_keys[place] and post.key is not PostKey.MEMBER:
            notes[place].append(f"Chức vụ ghi trong danh sách: {post.text}")
    return list(map("; ".join, notes))
