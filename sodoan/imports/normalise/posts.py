"""The column "Chức vụ": Đoàn posts with their level; Party and union posts told apart.

The national list has 41 values that mix levels, bodies and misspellings (domain 5.4), so a text
is read by its words, not looked up.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from sodoan.common.text import search_key
from sodoan.imports.normalise.cell import Cell, Raw, shown, text_of, warning


class PostKey(StrEnum):
    """What somebody is in a body."""

    MEMBER = "member"
    SECRETARY = "secretary"
    FIRST_SECRETARY = "first_secretary"
    PERMANENT_SECRETARY = "permanent_secretary"
    DEPUTY = "deputy_secretary"
    STANDING_MEMBER = "standing_member"
    COMMITTEE_MEMBER = "committee_member"
    INSPECTION_HEAD = "inspection_head"
    INSPECTION_DEPUTY = "inspection_deputy"
    INSPECTION_MEMBER = "inspection_member"
    FULL_TIME = "full_time"
    ASSISTANT = "youth_assistant"
    SPECIALIST = "specialist"
    OTHER = "other"


class PostLevel(StrEnum):
    """The level a post text names."""

    BRANCH = "branch"
    BASE_BRANCH = "base_branch"
    SECTION = "section"
    INTER_BRANCH = "inter_branch"
    GRASSROOTS = "grassroots"
    DELEGATED = "delegated"
    BLOCK = "block"
    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    CENTRAL = "central"


class PostBody(StrEnum):
    """Whose post it is; only Đoàn posts give access to anything here."""

    YOUTH_UNION = "youth_union"
    PARTY = "party"
    TRADE_UNION = "trade_union"


@dataclass(frozen=True, slots=True)
class PostText:
    """A post as read; ``level`` is None when the text names none."""

    key: PostKey
    level: PostLevel | None
    body: PostBody
    text: str


_ABBREVIATIONS = (
    (r"\bp\.?\s*b\.?\s*t\b", "pho bi thu"),
    (r"\bb\.?\s*t\b", "bi thu"),
    (r"\bp\.\s*", "pho "),
    (r"\bu\.?\s*v\b|\buu? vien\b|\buy vien\b", "uy vien"),
    (r"\bban chap hanh\b", "bch"),
    (r"\bban thuong vu\b", "btv"),
    (r"\b(?:uy?u? ?ban|uy ban) kiem tra\b|\bban kiem tra\b", "ubkt"),
    (r"\bl\.?c\.?d\b", "lien chi doan"),
    (r"\bc\.?d\b", "chi doan"),
    (r"\bd\.?v\b", "doan vien"),
)
_KEYS = (
    (r"^(?:la )?doan vien(?: uu tu| danh du)?$|^khong$|^chua co$", PostKey.MEMBER),
    (r"\bpho bi thu\b|^pho (?:chi doan|lien|doan|huyen|tinh|thanh|quan)", PostKey.DEPUTY),
    (r"\bbi thu thuong truc\b", PostKey.PERMANENT_SECRETARY),
    (r"\bbi thu thu nhat\b", PostKey.FIRST_SECRETARY),
    (r"\bbi thu\b", PostKey.SECRETARY),
    (r"\bpho chu nhiem\b", PostKey.INSPECTION_DEPUTY),
    (r"\bchu nhiem\b", PostKey.INSPECTION_HEAD),
    (r"\bubkt\b", PostKey.INSPECTION_MEMBER),
    (r"\bbtv\b", PostKey.STANDING_MEMBER),
    (r"\bbch\b|^uy vien$", PostKey.COMMITTEE_MEMBER),
    (r"\bchuyen trach\b", PostKey.FULL_TIME),
    (r"\btro ly thanh nien\b", PostKey.ASSISTANT),
    (r"\bchuyen vien\b", PostKey.SPECIALIST),
)
_LEVELS = (
    (r"\bchi doan co so\b", PostLevel.BASE_BRANCH),
    (r"\blien chi doan\b", PostLevel.INTER_BRANCH),
    (r"\bchi doan\b", PostLevel.BRANCH),
    (r"\bdoan bo phan\b", PostLevel.SECTION),
    (r"\bgiao quyen\b", PostLevel.DELEGATED),
    (r"\bdoan co so\b|\bdcs\b|\bdoan truong\b", PostLevel.GRASSROOTS),
    (r"\bdoan khoi\b", PostLevel.BLOCK),
    (r"\bdoan (?:xa|phuong|dac khu|thi tran)\b|\bxa doan\b", PostLevel.COMMUNE),
    (r"\b(?:huyen|quan|thi) doan\b", PostLevel.DISTRICT),
    (r"\b(?:tinh|thanh) doan\b", PostLevel.PROVINCE),
    (r"\btrung uong\b|\btw\b", PostLevel.CENTRAL),
)
_LONGEST = 200
_PARTY = re.compile(r"\bchi bo\b|\bdang (?:uy|bo)\b|\bcap uy\b")
_UNION = re.compile(r"\bcong doan\b")
_SEVERAL = re.compile(r"[,;+&]|\s[-–]\s|\s+kiêm\s+")


def _match(rules: tuple[tuple[str, PostKey], ...], text: str) -> PostKey | None:
    return next((key for pattern, key in rules if re.search(pattern, text)), None)


def _read_one(text: str) -> PostText | None:
    """Read one post; None when no word of it is a post we know."""
    plain = re.sub(r"[\"“”()]", " ", search_key(text))
    for pattern, full in _ABBREVIATIONS:
        plain = re.sub(pattern, full, plain)
    plain = " ".join(plain.split()).strip(" .")
    level = next((level for pattern, level in _LEVELS if re.search(pattern, plain)), None)
    if _PARTY.search(plain) or plain == "bi thu chi bo":
        return PostText(PostKey.OTHER, None, PostBody.PARTY, text)
    if _UNION.search(plain):
        return PostText(PostKey.OTHER, None, PostBody.TRADE_UNION, text)
    key = _match(_KEYS, plain)
    return None if key is None else PostText(key, level, PostBody.YOUTH_UNION, text)


def normalise_post(raw: Raw) -> Cell[PostText]:
    """Return the first Đoàn post of the cell (else the first post of another body).

    Warnings: ``post_several`` (only one is taken), ``post_unknown`` (value None).
    """
    text = text_of(raw)[:_LONGEST]
    if not text:
        return Cell()
    whole = _read_one(text)
    parts = [part for part in (p.strip() for p in _SEVERAL.split(text)) if part]
    posts = [post for post in map(_read_one, parts) if post]
    if len(posts) <= 1:
        found = whole or (posts[0] if posts else None)
        if found:
            return Cell(found)
        message = f"Chức vụ {shown(text)} không có trong danh mục. Sẽ ghi là đoàn viên."
        return Cell(None, (warning("post_unknown", message),))
    own = [post for post in posts if post.body is PostBody.YOUTH_UNION]
    found = (own or posts)[0]
    message = f"Chức vụ {shown(text)} có nhiều chức vụ. Chỉ lấy “{found.text}”."
    return Cell(found, (warning("post_several", message),))
