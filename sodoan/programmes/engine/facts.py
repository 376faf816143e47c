"""What is known of a subject, and the names under which rules speak of it.

`None` always means "not known"; it is never taken for zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from sodoan.programmes.engine.schema import (
    Choice,
    Fact,
    FactKind,
    Group,
    Pack,
    Scale,
    Subject,
    parse_number,
)

FactValue = int | Fraction | bool | str | None
Facts = Mapping[str, Any]
"""Fact name to FactValue; Any spares the compiled tests a check each."""


class Vocabulary(dict[str, Fact]):
    """The facts rules may name; `bound` keeps the comparisons `rules` has prepared for them."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        super().__init__((fact.key, fact) for fact in facts)
        self.bound: dict[Any, Any] = {}


_NOTHING: Mapping[str, int | None] = MappingProxyType({})


EXEMPT, NOT_EXEMPT = "exempt", "none"  # the fact, and its value for everybody else


@dataclass(frozen=True, kw_only=True)
class MemberFacts:
    """The facts of one member in one cycle, as S0 needs them. Counts are whole numbers.

    `registered`, `met` and `evidenced` are per content group key; `met` holds None for a group
    that has not been judged. `meetings_excused` are absences with a reason; `dues_due` are the
    months of the period in which dues were owed; `months` are those of unbroken membership up to
    the day of rating. `present` is the
    number of people at the evaluation meeting.
    """

    registered: Mapping[str, int | None] = field(default_factory=lambda: _NOTHING)
    met: Mapping[str, int | None] = field(default_factory=lambda: _NOTHING)
    evidenced: Mapping[str, int | None] = field(default_factory=lambda: _NOTHING)
    meetings_required: int | None = None
    meetings_attended: int | None = None
    meetings_excused: int | None = None
    dues_months: int | None = None
    dues_due: int | None = None
    discipline: str | None = None
    months: int | None = None
    party: str | None = None
    membership: str | None = None
    exempt: str | None = None
    self_grade: str | None = None
    committee_grade: str | None = None
    votes: Mapping[str, int | None] = field(default_factory=lambda: _NOTHING)
    blank: int | None = None
    present: int | None = None

    def mapping(self) -> dict[str, FactValue]:
        """Return the facts under the names rules use; unknown ones are None."""
        facts: dict[str, FactValue] = {
            "meetings_required": self.meetings_required,
            "meetings_attended": self.meetings_attended,
            "meetings_excused": self.meetings_excused,
            "meetings_expected": _minus(self.meetings_required, self.meetings_excused),
            "dues_months": self.dues_months,
            "dues_due": self.dues_due,
            "discipline": self.discipline,
            "months": self.months,
            "party": self.party,
            "membership": self.membership,
            "exempt": self.exempt,
            "self_grade": self.self_grade,
            "committee_grade": self.committee_grade,
            "blank": self.blank,
            "present": self.present,
        }
        for name in ("registered", "met", "evidenced"):
            parts: Mapping[str, int | None] = getattr(self, name)
            facts[name] = _total(parts)
            facts.update({f"{name}.{group}": value for group, value in parts.items()})
        facts.update({f"votes.{grade}": value for grade, value in self.votes.items()})
        return facts


def _minus(first: int | None, second: int | None) -> int | None:
    return None if first is None or second is None else first - second


def _total(parts: Mapping[str, int | None]) -> int | None:
    """Return the sum; None when a part, or every part, is unknown."""
    total = 0
    for value in parts.values():
        if value is None:
            return None
        total += value
    return total if parts else None


def _number(key: str, label: str, unit: str, phrase: str = "", of: str = "") -> Fact:
    return Fact(key=key, label=label, unit=unit, phrase=phrase, of=of)


def _choice(key: str, label: str, choices: Mapping[str, str], *, ordered: bool = False) -> Fact:
    return Fact(
        key=key,
        kind=FactKind.CHOICE,
        label=label,
        phrase="{choice}",
        choices=tuple(Choice(key=k, title=title) for k, title in choices.items()),
        ordered=ordered,
    )


COUNTED = (
    ("registered", "đã đăng ký"),
    ("met", "đạt"),
    ("evidenced", "có minh chứng"),
)

MEMBER_FACTS: tuple[Fact, ...] = (
    _number("meetings_required", "số buổi sinh hoạt phải dự", "buổi", "phải dự {n} buổi sinh hoạt"),
    _number(
        "meetings_attended",
        "số buổi sinh hoạt đã dự",
        "buổi sinh hoạt",
        "dự {n} buổi sinh hoạt",
        "{n}/{of} buổi sinh hoạt",
    ),
    _number("meetings_excused", "số buổi vắng có lý do", "buổi", "vắng có lý do {n} buổi"),
    _number(
        "meetings_expected",
        "số buổi sinh hoạt phải dự (không tính buổi vắng có lý do)",
        "buổi",
        "phải dự {n} buổi sinh hoạt, không tính buổi vắng có lý do",
    ),
    _number(
        "dues_months",
        "số tháng đã đóng đoàn phí",
        "tháng đoàn phí",
        "đóng đoàn phí {n} tháng",
        "{n}/{of} tháng đoàn phí",
    ),
    _number("dues_due", "số tháng phải đóng đoàn phí", "tháng", "phải đóng đoàn phí {n} tháng"),
    _choice(
        "discipline",
        "kỷ luật trong kỳ",
        {
            "none": "không bị kỷ luật",
            "reprimand": "bị khiển trách",
            "warning": "bị cảnh cáo",
            "dismissal": "bị cách chức",
            "expulsion": "bị khai trừ",
        },
        ordered=True,
    ),
    _number("months", "số tháng sinh hoạt liên tục", "tháng", "sinh hoạt liên tục {n} tháng"),
    _choice(
        "party",
        "tư cách đảng viên",
        {
            "none": "chưa là đảng viên",
            "probationary": "đảng viên dự bị",
            "official": "đảng viên chính thức",
        },
    ),
    _choice(
        "membership",
        "hình thức sinh hoạt",
        {
            "official": "đoàn viên chính thức",
            "temporary": "sinh hoạt tạm",
            "honorary": "đoàn viên danh dự",
            "ended": "đã thôi sinh hoạt",
        },
    ),
    _choice(
        "exempt",
        "lý do miễn xếp loại",
        {
            "none": "không thuộc diện miễn",
            "illness": "ốm đau dài ngày",
            "maternity": "nghỉ thai sản",
            "abroad": "học tập, lao động ở nước ngoài",
            "investigation": "đang được xem xét kỷ luật",
            "other": "lý do khác đã được chấp thuận",
        },
    ),
    _number("present", "số người có mặt tại cuộc họp", "người", "{n} người có mặt"),
    _number("blank", "số phiếu trắng", "phiếu", "{n} phiếu trắng"),
)


def vocabulary(pack: Pack, scale: Scale | None = None) -> Vocabulary:
    """Return every fact the rules of this pack may name: built-in, per group, per grade, own.

    The scale gives the grades that grade facts can take; without one, the scale in use.
    """
    chosen = scale or pack.active_scale
    facts = [*_group_facts(pack.groups), *_grade_facts(chosen)]
    if pack.subject is Subject.MEMBER:
        facts.extend(MEMBER_FACTS)
    facts.extend(pack.facts)
    return Vocabulary(facts)


def _group_facts(groups: Iterable[Group]) -> Iterable[Fact]:
    for name, verb in COUNTED:
        yield _number(
            name,
            f"số tiêu chí {verb}",
            "tiêu chí",
            f"{{n}} tiêu chí {verb}",
            f"{{n}}/{{of}} tiêu chí {verb}",
        )
        for group in groups:
            yield Fact(
                key=f"{name}.{group.key}",
                label=f"số tiêu chí {group.short} {verb}",
                unit="tiêu chí",
                part=group.short,
                phrase=f"{{n}} tiêu chí {group.short} {verb}",
                of=f"{{n}}/{{of}} tiêu chí {group.short} {verb}",
            )
    yield _number("points", "tổng điểm", "điểm", "{n} điểm")
    for group in groups:
        yield Fact(
            key=f"points.{group.key}",
            label=f"điểm {group.short}",
            unit="điểm",
            part=group.short,
            phrase=f"{{n}} điểm {group.short}",
        )


def _grade_facts(scale: Scale) -> Iterable[Fact]:
    from_lowest = {grade.key: grade.short for grade in reversed(scale.grades)}
    for key, label in (("self_grade", "tự xếp loại"), ("committee_grade", "đề xuất của BCH")):
        fact = _choice(key, label, from_lowest, ordered=True)
        yield fact.model_copy(update={"phrase": f"{label}: {{choice}}"})
    for grade in scale.grades:
        yield _number(
            f"votes.{grade.key}",
            f"số phiếu {grade.short}",
            "phiếu",
            f"{{n}} phiếu {grade.short}",
            f"{{n}}/{{of}} phiếu {grade.short}",
        )


def read_facts(
    data: Mapping[str, object], known: Mapping[str, Fact]
) -> tuple[dict[str, FactValue], list[str]]:
    """Return facts given from outside, made exact, and a Vietnamese sentence for each fault."""
    facts: dict[str, FactValue] = {}
    faults: list[str] = []
    for key, value in data.items():
        fact = known.get(key)
        if fact is None:
            faults.append(f"Không có dữ kiện tên “{key}”.")
            continue
        try:
            facts[key] = None if value is None else _read_value(fact, value)
        except ValueError as error:
            faults.append(f"Dữ kiện “{key}” ({fact.label}): {error}.")
    return facts, faults


def _read_value(fact: Fact, value: object) -> FactValue:
    if fact.kind is FactKind.NUMBER:
        number = parse_number(value)
        return int(number) if number.denominator == 1 else number
    if fact.kind is FactKind.FLAG:
        if not isinstance(value, bool):
            raise ValueError("cần true hoặc false")
        return value
    if value not in {choice.key for choice in fact.choices}:
        names = ", ".join(choice.key for choice in fact.choices)
        raise ValueError(f"cần một trong: {names}")
    return str(value)
