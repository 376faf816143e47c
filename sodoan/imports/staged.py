"""One judged row as the staging table takes it: a line of COPY in the order of ``COLUMNS``."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sodoan.common.text import search_key, sort_key
from sodoan.imports.fields import FIELD_BY_KEY, SENSITIVE_FIELDS
from sodoan.imports.normalise.cell import Raw, text_of
from sodoan.imports.normalise.dates import PartialDate
from sodoan.imports.normalise.idcards import NEW_DIGITS
from sodoan.imports.normalise.posts import PostBody, PostKey, PostLevel, PostText
from sodoan.imports.normalise.rows import NormalRow
from sodoan.people.idnumbers import encrypt, match_hash

_TEXTS = (
    "sex", "member_code", "home_town", "home_province", "address", "schooling", "degree",
    "theory", "it_level", "language_level", "admission_no", "card_no", "occupation", "category",
    "association", "commendation", "email", "phone", "id_issued_by", "ethnicity", "religion",
    "discipline",
)  # fmt: skip
_BLANKS = ("",) * len(_TEXTS)
COLUMNS = (
    "batch_id", "sheet", "number", "verdict", "issues", "raw", "choice", "fills", "differs",
    "unit_id", "post_key", "is_honorary", "full_name", "sort_key", "search_key",
    "born_on", "born_precision", "joined_on", "joined_precision",
    "party_joined_on", "party_joined_precision", "id_issued_on",
    "id_number_hash", "is_new_id", "note", *_TEXTS, "id_number",
)  # fmt: skip
"""Columns filled by COPY; the checks fill `of_row` and `of_person`."""

NULL = "\x01"
"""How COPY is told that there is no value; no cleaned text holds a control character."""

_NOTED = ("joined_at", "team", "class_name", "faculty", "student_code")
_RAW_LIMIT = 120
_BIRTH = ("born", "born_male", "born_female")
_BRANCH_LEVELS = frozenset({None, PostLevel.BRANCH, PostLevel.BASE_BRANCH})
_BRANCH_POSTS = {
    PostKey.SECRETARY: "bi-thu-chi-doan",
    PostKey.DEPUTY: "pho-bi-thu-chi-doan",
    PostKey.COMMITTEE_MEMBER: "uv-bch-chi-doan",
}
_NO_NUMBER = (NULL, "f", NULL)
_TABS = len(COLUMNS) - 1  # the encrypted number is put behind what may need escaping
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def staged_line(
    place: tuple[int, int, int], row: NormalRow, cells: Mapping[str, Raw], choice: str
) -> str:
    """Return a row as a line of COPY's text format; ``place`` is (batch, sheet, row number).

    Written by hand because adapting forty values one by one costs more than judging the row.
    """
    get = row.values.get
    name, unit, number, post = get("full_name"), get("unit"), get("id_number"), get("post")
    post_key = branch_post(post) if post else ""
    sealed = _sealed(number) if number else _NO_NUMBER
    texts = [
        *map(str, place),
        row.verdict,
        *(_remarks(row, cells) if row.issues else (NULL, NULL)),
        choice,
        "{}",
        "{}",
        str(unit.id) if unit else NULL,
        post_key,
        "t" if get("honorary") == "yes" else "f",
        *(_name_texts(name) if name else ("", "", "")),
        *_dated(get("born_on")),
        *_dated(get("joined_on")),
        *_dated(get("party_on")),
        _dated(get("id_issued_on"))[0],
        *sealed[:2],
        _note(row.values, post, post_key),
        *map(get, _TEXTS, _BLANKS),
    ]
    line = "\t".join(texts)
    if "\\" in line or "\n" in line or "\r" in line or line.count("\t") != _TABS - 1:
        line = "\t".join([text.translate(_ESCAPES) for text in texts])
    return f"{line}\t{sealed[2]}\n"


@lru_cache(maxsize=20_000)
def _name_texts(name: str) -> tuple[str, str, str]:
    """Return a name with its keys; a list repeats most of its names."""
    return name, sort_key(name), search_key(name)


@lru_cache(maxsize=20_000)
def _dated(date: PartialDate | None) -> tuple[str, str]:
    return (date.on.isoformat(), date.precision) if date else (NULL, "")


def _sealed(number: str) -> tuple[str, str, str]:
    """Return hash, whether it is of the new kind, and the encrypted number."""
    is_new = "t" if len(number) == NEW_DIGITS else "f"
    return match_hash(number), is_new, f"\\\\x{encrypt(number).hex()}"


def branch_post(post: PostText) -> str:
    """Return the catalogue key of a post of a branch committee; empty for every other post."""
    if post.body is PostBody.YOUTH_UNION and post.level in _BRANCH_LEVELS:
        return _BRANCH_POSTS.get(post.key, "")
    return ""


def _note(values: Mapping[str, Any], post: PostText | None, post_key: str) -> str:
    """Return the note with what has no column of its own, each behind its label."""
    parts = [values["note"]] if values.get("note") else []
    parts += [f"{FIELD_BY_KEY[key].label}: {values[key]}" for key in _NOTED if values.get(key)]
    if post and not post_key and post.key is not PostKey.MEMBER:
        parts.append(f"Chức vụ ghi trong danh sách: {post.text}")
    return "; ".join(parts)


def _remarks(row: NormalRow, cells: Mapping[str, Raw]) -> tuple[str, str]:
    """Return issues and the cells they speak of as JSON; sensitive cells are left out."""
    issues = [
        {"field": i.field, "code": i.code, "severity": i.severity, "message": i.message}
        for i in row.issues
    ]
    fields = {issue.field for issue in row.issues} - SENSITIVE_FIELDS
    raw = {key: _shown(cells, key) for key in sorted(fields)}
    return json.dumps(issues, ensure_ascii=False), json.dumps(raw, ensure_ascii=False)


def _shown(cells: Mapping[str, Raw], key: str) -> str:
    keys = _BIRTH if key == "born_on" else (key,)
    texts = (text_of(cells.get(each)) for each in keys)
    return next((text for text in texts if text), "")[:_RAW_LIMIT]
