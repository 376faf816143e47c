"""Plan of a programme: KẾ HOẠCH thực hiện Chương trình."""

from dataclasses import dataclass

from sodoan.documents.papers.parts import DatedBlock, Heading, Signature


@dataclass(frozen=True, kw_only=True)
class PlanCategory:
    """A member category and what its members may choose in the professional group."""

    name: str
    gist: str


@dataclass(frozen=True, kw_only=True)
class PlanCriterion:
    """A criterion as the plan lists it; `added_by` names the level that added it ("" = above)."""

    text: str
    measure: str = ""
    added_by: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanGroup:
    """A content group with the least number of criteria a member must take from it."""

    name: str
    minimum: int
    criteria: tuple[PlanCriterion, ...]


@dataclass(frozen=True, kw_only=True)
class PlanStep:
    """A step of the programme: when, for each calendar block, and what is to be done.

    `frame` says how people are judged in the step: who, by what vote, for which grade.
    """

    name: str
    dates: tuple[DatedBlock, ...]
    tasks: tuple[str, ...]
    frame: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanDuty:
    """What one body has to do when the plan is carried out."""

    body: str
    tasks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything the plan of one level prints.

    `programme` is its name without the year, `year` as printed ("2026"); `author` the body that
    plans ("Ban Thường vụ Đoàn phường An Hòa"); lists hold one paragraph each, without dash or
    number.
    """

    heading: Heading
    signature: Signature
    recipients: tuple[str, ...]
    programme: str
    year: str
    author: str
    grounds: tuple[str, ...]
    purposes: tuple[str, ...]
    requirements: tuple[str, ...]
    subjects: tuple[str, ...]
    categories: tuple[PlanCategory, ...]
    periods: tuple[DatedBlock, ...]
    groups: tuple[PlanGroup, ...]
    steps: tuple[PlanStep, ...]
    duties: tuple[PlanDuty, ...]
    closing: str
