"""What is asked of a subject: categories, proofs, groups and criteria."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from sodoan.common.dataschema import Frozen, Key, Text
from sodoan.programmes.engine.schema.base import Level, Number, Origin


class CriterionKind(StrEnum):
    """How a criterion is answered and what it is worth."""

    OWN_TEXT = "own_text"
    """The subject says in own words what will be done; judged met or not met."""
    YES_NO = "yes_no"
    """Met or not met."""
    DUTY = "duty"
    """Something always to be done; met or not met."""
    PROHIBITION = "prohibition"
    """Something never to be done (KHÔNG …); met means: not done."""
    NUMBER = "number"
    """A figure, times `points` (1 when empty)."""
    COUNT_POINTS = "count_points"
    """A count, times `points`; or counts per option, each times its own points."""
    OPTIONS = "options"
    """Exactly one of `options`, worth its points."""
    IMPORTED = "imported"
    """A figure taken from elsewhere (GPA, conduct score), times `points` (1 when empty)."""
    ATTENDANCE_SHARE = "attendance_share"
    """A share of attended meetings, times `points`."""
    METRIC = "metric"
    """A figure computed from records, named by `source`, times `points` (1 when empty)."""
    OTHER_GRADE = "other_grade"
    """Another subject's grade; `options` give what each grade is worth."""


class Category(Frozen):
    """A kind of subject with criteria of its own (đối tượng)."""

    key: Key
    title: Text
    """Name shown to people."""
    note: str = ""
    """Who belongs to it, in one sentence."""


class Proof(Frozen):
    """A kind of evidence (minh chứng)."""

    key: Key
    title: Text
    """Name in the drop-down, e.g. Danh sách điểm danh."""
    phrase: Text
    """How a sentence ends that is checked by it, e.g. tính theo điểm danh."""
    automatic: bool = False
    """True for what attendance lists prove."""


class Measure(Frozen):
    """One way to count a criterion, with the ready sentence for it."""

    unit: Text
    """What is counted, e.g. buổi tham gia."""
    quantity: int = Field(default=1, ge=1)
    """Number offered first."""
    attended: bool = False
    """True when each activity attended counts one; then attendances are counted against `{n}`."""
    sentence: Text
    """Ready sentence; `{n}` stands for the number, e.g. Tham gia ít nhất {n} buổi …"""


class Option(Frozen):
    """One of the answers of a criterion."""

    key: Key
    title: Text
    points: Number = Field(default=0, validate_default=True)
    """Points of this answer (or of one count of it); may be negative."""


class Criterion(Frozen):
    """One criterion (tiêu chí)."""

    key: Key
    title: Text
    kind: CriterionKind = CriterionKind.OWN_TEXT
    """How it is answered and what it is worth; see Kinds of criteria."""
    categories: tuple[Key, ...] = ()
    """Categories it is offered to; empty means all."""
    example: str = ""
    """One short example, shown under the title."""
    measures: tuple[Measure, ...] = ()
    """Ways to count it; the first is offered first."""
    proofs: tuple[Key, ...] = ()
    """Kinds of proof that close it; the first is offered first."""
    required: bool = False
    """True when everybody it applies to must take it."""
    points: Number | None = None
    """Points when met, or per count; may be negative. Empty: no points."""
    max_points: Number | None = None
    """Most points this criterion can give."""
    options: tuple[Option, ...] = ()
    """Answers of the kinds options, count_points and other_grade."""
    source: str = ""
    """Metric or imported figure it reads."""
    activities: tuple[Key, ...] = ()
    """Kinds of activities that count for it, unless who reports chooses: `project`, `topic`."""
    basis: str = ""
    """Plan and article it comes from."""
    origin: Origin | None = None
    """Level and unit that added it; filled by the cascade, empty in a shipped pack."""

    def applies_to(self, category: str | None) -> bool:
        """Say whether it is offered to a subject of this category."""
        return not self.categories or category in self.categories


class Orientation(Frozen):
    """What a unit asks its people to lean on in a group this cycle (định hướng)."""

    text: Text
    """The hint."""
    origin: Origin | None = None
    """Level and unit that gave it; filled by the cascade."""


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())


class Group(Frozen):
    """A content group (nội dung rèn luyện)."""

    key: Key
    title: Text
    short: Text
    """Name of at most three words, for chips and phone headings."""
    minimum: int | Literal["all"] = Field(default=0)
    """Least number of criteria a subject takes; `all` means every one offered."""
    floor: int = Field(default=0, ge=0)
    """Least number `minimum` may be set to by whoever issues the programme."""
    max_points: Number | None = None
    """Most points the group can give, whatever its parts add up to."""
    min_points: Number | None = None
    """Least points the group can give."""
    orientations: tuple[Orientation, ...] = ()
    """Hints of each level, from the top."""
    own_allowed: bool = True
    """True when the subject may write a criterion of its own."""
    criteria: tuple[Criterion, ...] = ()
    """Criteria in the order shown."""

    def offered(self, category: str | None) -> tuple[Criterion, ...]:
        """Return the criteria a subject of this category may take, in order."""
        return tuple(c for c in self.criteria if c.applies_to(category))

    def same_title(self, other: Criterion, *, before: int | None = None) -> Criterion | None:
        """Return the criterion (of the first so many) of that name that meets the same people."""
        kinds = set(other.categories)
        for one in self.criteria[:before]:
            apart = kinds and one.categories and kinds.isdisjoint(one.categories)
            if one.key != other.key and not apart and _plain(one.title) == _plain(other.title):
                return one
        return None

    def least(self, category: str | None) -> int:
        """Return the least number of criteria a subject of this category takes."""
        return len(self.offered(category)) if self.minimum == "all" else self.minimum


__all__ = [
    "Category",
    "Criterion",
    "CriterionKind",
    "Group",
    "Level",
    "Measure",
    "Option",
    "Orientation",
    "Proof",
]
