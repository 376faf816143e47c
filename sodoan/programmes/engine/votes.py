"""Quorum and votes of a meeting. Ballots must add up to the people present."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sodoan.programmes.engine.explain import show_share
from sodoan.programmes.engine.schema import Meeting, Scale, VoteMethod


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether a meeting may be held; numbers of people."""

    called: int
    present: int
    needed: int
    sentence: str

    @property
    def reached(self) -> bool:
        """Whether enough people came; nobody called is never enough."""
        return self.called > 0 and self.present >= self.needed


def quorum(meeting: Meeting, *, called: int, present: int) -> Quorum:
    """Return whether the share of those called is reached. Raises ValueError on bad numbers."""
    if not 0 <= present <= called:
        raise ValueError("Số người có mặt phải từ 0 đến số người được triệu tập.")
    needed = max(1, math.ceil(meeting.quorum * called))
    share = show_share(meeting.quorum)
    if called and present >= needed:
        text = f"Đủ điều kiện họp: có mặt {present}/{called}, cần từ {needed} người ({share})."
    else:
        text = (
            f"Chưa đủ điều kiện họp: có mặt {present}/{called}, cần từ {needed} người ({share})."
            f" Còn thiếu {needed - present} người."
        )
    return Quorum(called, present, needed, text)


@dataclass(frozen=True)
class Ballots:
    """The ballots on one person: per grade key, and blank or spoiled ones."""

    votes: Mapping[str, int]
    blank: int = 0

    @property
    def cast(self) -> int:
        """Ballots that name a grade."""
        return sum(self.votes.values())

    @property
    def total(self) -> int:
        """All ballots."""
        return self.cast + self.blank


@dataclass(frozen=True, slots=True)
class Tally:
    """What the ballots on one person come to.

    `off_by` is ballots minus people present (0 when they add up); `proposal` is a grade key or
    empty; `word` is the short badge, `sentence` the whole story.
    """

    off_by: int
    proposal: str
    word: str
    sentence: str

    @property
    def valid(self) -> bool:
        """Whether the ballots add up."""
        return self.off_by == 0


def tally(meeting: Meeting, scale: Scale, ballots: Ballots, *, present: int) -> Tally:
    """Return the collective's proposal. Raises ValueError on a negative or unknown vote."""
    known = {grade.key for grade in scale.grades}
    if set(ballots.votes) - known:
        raise ValueError("Có phiếu cho một mức không có trong thang xếp loại.")
    if ballots.blank < 0 or any(count < 0 for count in ballots.votes.values()):
        raise ValueError("Số phiếu không được âm.")
    if not ballots.total:
        return Tally(-present, "", "Chưa biểu quyết", "Chưa có phiếu nào.")
    off_by = ballots.total - present
    if off_by:
        return _wrong_sum(ballots, off_by, present)
    base = present if meeting.base == "present" else ballots.cast
    proposal, votes = _propose(meeting, scale, ballots, base)
    who = "số người có mặt" if meeting.base == "present" else "số phiếu có ghi mức"
    bound = "quá nửa" if meeting.majority * 2 == 1 else f"quá {show_share(meeting.majority)}"
    if proposal:
        grade = scale.grade(proposal).short
        upward = " từ mức này trở lên" if meeting.method is VoteMethod.CUMULATIVE else f" {grade}"
        clause = "nhiều phiếu nhất" if meeting.method is VoteMethod.PLURALITY else f"{bound} {who}"
        return Tally(0, proposal, grade, f"{votes}/{base} phiếu{upward}, {clause}.")
    if meeting.method is VoteMethod.PLURALITY:
        return Tally(
            0, "", "Bằng phiếu", "Có hai mức bằng phiếu nhau. Đồng chí cho biểu quyết lại."
        )
    return Tally(0, "", "Chưa quá bán", f"Chưa mức nào được {bound} {who} đồng ý.")


def _wrong_sum(ballots: Ballots, off_by: int, present: int) -> Tally:
    text = f"Cộng được {ballots.total} phiếu nhưng có mặt {present} người."
    if off_by < 0:
        ask = f"Đồng chí kiểm lại, hoặc ghi {-off_by} phiếu trắng."
        return Tally(off_by, "", f"Thiếu {-off_by} phiếu", f"{text} {ask}")
    return Tally(off_by, "", f"Thừa {off_by} phiếu", f"{text} Đồng chí kiểm lại.")


def _propose(meeting: Meeting, scale: Scale, ballots: Ballots, base: int) -> tuple[str, int]:
    """Return (grade key, its votes), or ("", 0) when the method names none."""
    counts = [(grade.key, ballots.votes.get(grade.key, 0)) for grade in scale.grades]
    if meeting.method is VoteMethod.PLURALITY:
        most = max(count for _key, count in counts)
        first = [key for key, count in counts if count == most]
        return (first[0], most) if most and len(first) == 1 else ("", 0)
    running = 0
    for key, count in counts:
        running = running + count if meeting.method is VoteMethod.CUMULATIVE else count
        if running > meeting.majority * base:
            return key, running
    return "", 0
