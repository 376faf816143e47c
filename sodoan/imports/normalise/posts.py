"""The column "Chức vụ": Đoàn posts with their level; Party and union posts told apart.

The national list has 41 values that mix levels, bodies and misspellings (domain 5.4), so a text
is read by its words, not looked up. A post somebody had, or has in another body, is told as such:
it is kept for the note and never becomes an appointment.
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from sodoan.common.text import search_key
from sodoan.imports.normalise.cell import Cell, Issue, Raw, shown, text_of, warning


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
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PostText:
    """A post as read; ``level`` is None when the text names none."""

    key: PostKey
    level: PostLevel | None
    body: PostBody
    text: str


_ABBREVIATIONS = (
    (r"\b(p?bt|(?:uv)?bch|uv)cd\b", r"\1 cd"),
    (r"\buv(?=bch\b|btv\b)", "uv "),
    (r"\buvtv\b", "uv btv"),
    (r"\bb\.\s*thu\b|\bbithu\b", "bi thu"),
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
_OTHER_BODY = re.compile(
    r"\b(?:chi hoi|bch hoi|quan su|phu nu|nong dan|cuu chien binh|ccb|mat tran|mttq|hdnd|ubnd)\b"
    r"|\bhoi (?:lien hiep|sinh vien|sv|chu thap do|khuyen hoc|dong)\b|\blhtn|\bdan quan\b"
)
# "Nguyên" and "thôi" are told from "Nguyễn" and "thời" by their marks or by what stands beside.
_FORMER_MARKED = re.compile(r"\bnguyên\b|\bthôi\b|\bcũ\b")
_FORMER = re.compile(
    r"\bnguyen (?:la |pho |bi thu|uy vien|bch|btv|can bo|chu nhiem)|\bcuu\b(?! chien binh)"
    r"|\bda (?:thoi|nghi|mien nhiem|roi)\b|\bmien nhiem\b|\bbai nhiem\b|\btruoc day\b"
    r"|\b(?:da )?het nhiem ky\b|\b(?:da )?tung (?:la|lam|giu)\b|\bkhong con\b"
)
_TERM = re.compile(
    r"((?:nam hoc|nh)\W*)?\b((?:19|20)\d\d)\s*(?:-|–|/|den)\s*(?:nam |thang \d+/)?"
    r"((?:19|20)?\d\d\b|nay\b)"
)
_SHORT_TERM = re.compile(r"\b(nhiem ky|nk|nam hoc|nh)\W*(\d\d)(?=\s*[-–/]\s*\d\d\b)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SINCE = re.compile(r"\b(?:tu|bau|bo nhiem|chi dinh|qd|quyet dinh|so)\b")
_SCHOOL_YEAR_ENDS = 9
"""A school year is over on the first of September."""
_SPAN = re.compile(r"(\d{4})\s*[-–]\s*(\d{2,4})\b")
_SEVERAL = re.compile(r"[,;+&]|\s[-–]\s|\s+kiêm\s+")


def _match(rules: tuple[tuple[str, PostKey], ...], text: str) -> PostKey | None:
    return next((key for pattern, key in rules if re.search(pattern, text)), None)


def _is_over(plain: str, today: dt.date) -> bool:
    """Tell whether the term or the year a post is written with is not the present one."""
    if term := _TERM.search(_SHORT_TERM.sub(r"\1 20\2", plain)):
        school, first, last = term.groups()
        if int(first) > today.year:
            return True
        if last == "nay":
            return False
        end = int(last) if len(last) > len("25") else int(first[:2] + last)
        return today >= (dt.date(end, _SCHOOL_YEAR_ENDS, 1) if school else dt.date(end + 1, 1, 1))
    year = _YEAR.search(plain)
    if year is None or _SINCE.search(plain):
        return False
    return int(year[0]) != today.year


def _read_one(text: str, today: dt.date) -> tuple[PostText, Issue | None] | None:
    """Read one post and why it is none of today's; None when no word of it is a post we know."""
    plain = re.sub(r"[\"“”()]", " ", search_key(text))
    for pattern, full in _ABBREVIATIONS:
        plain = re.sub(pattern, full, plain)
    plain = " ".join(plain.split()).strip(" .")
    level = next((level for pattern, level in _LEVELS if re.search(pattern, plain)), None)
    if _PARTY.search(plain) or plain == "bi thu chi bo":
        return PostText(PostKey.OTHER, None, PostBody.PARTY, text), None
    if _UNION.search(plain):
        return PostText(PostKey.OTHER, None, PostBody.TRADE_UNION, text), None
    key = _match(_KEYS, plain)
    if key is None:
        return None
    if key is PostKey.MEMBER:
        return PostText(key, level, PostBody.YOUTH_UNION, text), None
    if level is None and _OTHER_BODY.search(plain):  # but "Bí thư chi đoàn Quân sự" is ours
        foreign = PostText(PostKey.OTHER, None, PostBody.OTHER, text)
        return foreign, _noted("post_other_body", text, "không phải của Đoàn")
    issue = _why_not_now(plain, text, today)
    return PostText(PostKey.OTHER if issue else key, level, PostBody.YOUTH_UNION, text), issue


def _why_not_now(plain: str, text: str, today: dt.date) -> Issue | None:
    """Return the warning about a post that is not held today."""
    if _FORMER.search(plain) or _FORMER_MARKED.search(text.lower()):
        return _noted("post_former", text, "là chức vụ đã thôi giữ")
    if _is_over(plain, today):
        return _noted("post_dated", text, "ghi năm hoặc nhiệm kỳ khác hiện nay")
    return None


def _noted(code: str, text: str, why: str) -> Issue:
    message = f"Chức vụ {shown(text)} {why}, chỉ ghi vào ghi chú."
    advice = "Nếu đang giữ chức vụ này trong chi đoàn, đồng chí ghi lại chỉ tên chức vụ."
    return warning(code, f"{message} {advice}")


def _rank(read: tuple[PostText, Issue | None]) -> int:
    """Return how much a post among several says of somebody here: lower is taken first."""
    post, issue = read
    if post.body is not PostBody.YOUTH_UNION:
        return 3
    if post.key is PostKey.MEMBER:
        return 2
    return int(issue is not None)


def normalise_post(raw: Raw, *, today: dt.date) -> Cell[PostText]:
    """Return the first Đoàn post held today (else a former one, else one of another body).

    Warnings: ``post_several`` (only one is taken), ``post_unknown`` (value None), and of posts
    that are kept as a note: ``post_former``, ``post_dated``, ``post_other_body``.
    """
    text = text_of(raw)[:_LONGEST]
    if not text:
        return Cell()
    parts = [
        part for part in (p.strip() for p in _SEVERAL.split(_SPAN.sub(r"\1-\2", text))) if part
    ]
    posts = [post for post in (_read_one(part, today) for part in parts) if post]
    if len(posts) <= 1:
        found = _read_one(text, today) or (posts[0] if posts else None)
        if found:
            return Cell(found[0], (found[1],) if found[1] else ())
        message = f"Chức vụ {shown(text)} không có trong danh mục. Sẽ ghi là đoàn viên."
        return Cell(None, (warning("post_unknown", message),))
    post, issue = min(posts, key=_rank)
    message = f"Chức vụ {shown(text)} có nhiều chức vụ. Chỉ lấy “{post.text}”."
    several = warning("post_several", message)
    return Cell(post, (several, issue) if issue else (several,))
