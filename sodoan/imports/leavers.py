"""How lists say of people that they have left: in titles, in headings, in a note. Pure."""

import re

from sodoan.common.text import clean, search_key

# At the beginning only: "Chi đoàn Công ty Trưởng Thành" is a branch. What may mean anything else
# is no leaver: "Danh sách từ trang 2", "Khai trường", "Trưởng Thành" (a place), "mất thẻ".
_LEAVERS = re.compile(
    r"(?:[\W\d]|ds\b|danh sach\b|dv\b|doan vien\b|cac\b|nhung\b|truong hop\b)*"
    r"(?:da )?(?:chuyen (?:shd? |sinh hoat (?:doan )?)?(?:di|ra ngoai)|chuyen don vi khac"
    r"|(?<=da )chuyen(?: shd?| sinh hoat(?: doan)?)?(?=\W*(?:nam\b)?[\W\d]*$)"
    r"|truong thanh doan|(?:(?<=dv )|(?<=doan vien )|(?<=da ))truong thanh|rut ten|xoa ten"
    r"|khai tru|roi (?:doan|chi doan)|thoi sinh hoat|da mat$)\b"
    r"(?!\W*(?:the|so)\b|.*\b(?:(?:dang|con|tiep tuc) sinh hoat|tiep nhan)\b"
    r"|.*\bden\b(?!\W*(?:\d|thang|ngay|nam|nay|het|quy)))"
)
_GROWN_UP = re.compile(r"[\W\d]*Trưởng thành[\W\d]*")  # a place has another capital letter
_NOTED_GROWN_UP = re.compile(r"(?:đã )?trưởng thành\b")
_PLACE = "trường thành"
_MEMBERS = re.compile(
    r"(?:ds |danh sach )?(?:dv |doan vien )?(?:(?:dang|con) sinh hoat|(?:moi )?chuyen "
    r"(?:sinh hoat )?den|moi ket nap|ket nap moi|tiep nhan)\b"
)


def told_leavers(text: str) -> str:
    """Return the beginning of a text, folded, that names people who have left, else nothing."""
    plain, folded = clean(text), search_key(text)
    if _GROWN_UP.fullmatch(plain):
        return folded
    found = _LEAVERS.match(folded)
    return found[0] if found and _PLACE not in plain.lower() else ""


def tells_members(text: str) -> bool:
    """Tell whether a heading names people who are here: it ends a list of those who have left."""
    return bool(_MEMBERS.match(search_key(text)))


def note_tells_left(text: str) -> bool:
    """Tell whether a note says of one person that he has left."""
    return bool(told_leavers(text) or _NOTED_GROWN_UP.match(clean(text).lower()))
