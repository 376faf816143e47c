"""How a subject is judged: facts, population, scales with their rules, caps."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from sodoan.common.dataschema import Frozen, Key, Text
from sodoan.programmes.engine.conditions import ConditionField
from sodoan.programmes.engine.schema.base import Level, Share

Tone = Literal["mute", "info", "warn", "bad", "ok", "spec", "gold"]


class FactKind(StrEnum):
    """What values a fact takes."""

    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"


class Choice(Frozen):
    """One value of a choice fact."""

    key: Key
    title: Text


class Fact(Frozen):
    """A named fact the rules may speak about."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")
    kind: FactKind = FactKind.NUMBER
    """What values it takes."""
    label: Text
    """Noun used when the fact is missing or shown bare, e.g. số tháng đóng đoàn phí."""
    unit: str = ""
    """What a number counts, e.g. tiêu chí, tháng."""
    part: str = ""
    """Name of the part when the fact is one part of a whole, e.g. Sức khỏe."""
    phrase: str = ""
    """Words with the value: `{n}` a number, `{choice}` a choice; e.g. đóng đoàn phí {n} tháng."""
    of: str = ""
    """Phrase when it is the upper part of a share: `{n}` of `{of}`."""
    yes: str = ""
    """Phrase of a true flag."""
    no: str = ""
    """Phrase of a false flag."""
    choices: tuple[Choice, ...] = ()
    """Values of a choice; when ordered, from the lowest to the highest."""
    ordered: bool = False
    """True when choices may be compared with < and >."""


class PopulationState(StrEnum):
    """How a subject takes part in the rating (diện xếp loại)."""

    RATED = "rated"
    COMMENT_ONLY = "comment_only"
    TOO_NEW = "too_new"
    EXEMPT = "exempt"
    UNRATED = "unrated"
    UNDECIDED = "undecided"
    """A fact is missing; never written in a pack."""


class PopulationRule(Frozen):
    """One row of the population table; the first whose condition holds decides."""

    key: Key
    state: PopulationState
    """How the subject takes part; `undecided` is set by the program, never written."""
    title: Text
    """Badge, e.g. Đảng viên – chỉ góp ý."""
    when: ConditionField
    """Condition under which the row decides."""
    reason: Text
    """One sentence told to people."""


class Grade(Frozen):
    """One grade of a scale; scales list them from the top."""

    key: Key
    code: Text
    """Two or three letters for narrow columns: XS."""
    short: Text
    """Word on badges: Xuất sắc."""
    title: Text
    """Full form in papers: Hoàn thành xuất sắc nhiệm vụ."""
    tone: Tone
    """Colour of the badge: grey, blue, yellow, red, green, violet, gold."""
    icon: Text
    """Name of a Tabler icon."""
    when: ConditionField | None = None
    """Condition of the grade; empty: never given by rule."""
    source: str = ""
    """Article of the plan the condition comes from, e.g. mục 4.2."""
    record: str = ""
    """Ready sentence for the record book; {cycle} is the name of the cycle."""


class Rounding(StrEnum):
    """What happens to a part of a place."""

    DOWN = "down"
    UP = "up"
    NEAREST = "nearest"
    """Half a place goes up."""


class CapBase(StrEnum):
    """Whom the percentage is taken of."""

    ALL = "all"
    """Everybody in the unit."""
    RATED = "rated"
    """Everybody who is rated."""
    GRADES = "grades"
    """Those who have one of `base_grades`."""


class Cap(Frozen):
    """An upper bound on the number of some grades in one unit (hạn mức)."""

    key: Key
    title: Text
    grades: tuple[Key, ...] = Field(min_length=1)
    """Grades that use up the cap."""
    share: Share
    """Largest share of the base."""
    base: CapBase
    """Whom the share is taken of: everybody, the rated, or those with one of `base_grades`."""
    base_grades: tuple[Key, ...] = ()
    """Grades counted when the base is `grades`."""
    rounding: Rounding = Rounding.DOWN
    """What happens to a part of a place; `nearest` takes a half up."""
    minimum: int = Field(default=0, ge=0)
    """Places granted however small the base; never more than the base itself."""
    level: Level
    """Level of the units whose numbers the cap binds."""


class Scale(Frozen):
    """A grade scale with the rules and caps that go with it."""

    key: Key
    title: Text
    grades: tuple[Grade, ...] = Field(min_length=2)
    """From the highest to the lowest."""
    caps: tuple[Cap, ...] = ()
    """Upper bounds on the number of some grades."""

    def grade(self, key: str) -> Grade:
        """Return the grade of that key. Raises KeyError."""
        for grade in self.grades:
            if grade.key == key:
                return grade
        raise KeyError(key)

    def above(self, key: str) -> tuple[Grade, ...]:
        """Return the grades higher than one; all of them above none."""
        return self.grades[: self.rank(key)] if key else self.grades

    def rank(self, key: str) -> int:
        """Return the place of a grade, 0 for the highest. Raises ValueError."""
        return [grade.key for grade in self.grades].index(key)


__all__ = [
    "Cap",
    "CapBase",
    "Choice",
    "Fact",
    "FactKind",
    "Grade",
    "PopulationRule",
    "PopulationState",
    "Rounding",
    "Scale",
    "Tone",
]
