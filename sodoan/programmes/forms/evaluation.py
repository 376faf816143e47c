"""What the branch fills in for its evaluation: heading, attendance, figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from sodoan.common.forms import ClockField, DateField, HouseForm
from sodoan.people.models import Person
from sodoan.programmes.actions.rounds import Present
from sodoan.programmes.choices import Population, Presence
from sodoan.programmes.engine.asked import asked
from sodoan.programmes.engine.facts import EXEMPT, vocabulary
from sodoan.programmes.engine.schema import Fact, FactKind, Pack
from sodoan.programmes.models import Enrolment, Meeting
from sodoan.programmes.queries.vote_rows import VoteRow

COMPUTED = ("months", "party")
"""Facts the program mostly knows itself: entered where it does not, or not rightly."""
HAND_FACTS = (
    "meetings_required",
    "meetings_attended",
    "meetings_excused",
    "dues_due",
    "dues_months",
    "discipline",
    *COMPUTED,
    EXEMPT,
)
_PARTS = (
    (("meetings_attended", "meetings_excused"), "meetings_required", "số buổi phải dự"),
    (("dues_months",), "dues_due", "số tháng phải đóng"),
)
_WAITING = (Population.RATED, Population.UNDECIDED)
_SHORT = {
    "meetings_required": "Buổi phải dự",
    "meetings_attended": "Đã dự",
    "meetings_excused": "Vắng có lý do",
    "dues_due": "Tháng đoàn phí",
    "dues_months": "Đã đóng",
    "discipline": "Kỷ luật",
    "months": "Tháng sinh hoạt",
    "party": "Đảng viên",
    "exempt": "Miễn xếp loại",
}


def _person_field(label: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label, queryset=Person.objects.none(), empty_label="Chọn người"
    )


class MeetingForm(HouseForm):
    """The heading of the minutes."""

    day = DateField(label="Ngày họp")
    time = ClockField(label="Giờ họp", help_text="Ví dụ 19:00")
    ends = ClockField(label="Giờ kết thúc", help_text="Ghi sau khi họp xong", required=False)
    place = forms.CharField(label="Địa điểm", max_length=200)
    chair = _person_field("Chủ trì")
    secretary = _person_field("Thư ký")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        people: QuerySet[Person],
        meeting: Meeting | None,
        initial: Mapping[str, Any],
    ) -> None:
        kept = dict(initial)
        if meeting is not None:
            held = timezone.localtime(meeting.held_at)
            kept = {
                "day": held.date(),
                "time": held.time(),
                "ends": meeting.closed_at and timezone.localtime(meeting.closed_at).time(),
                "place": meeting.place,
                "chair": meeting.chair_id,
                "secretary": meeting.secretary_id,
            }
        super().__init__(data, initial=kept)
        for name in ("chair", "secretary"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]

    @property
    def held_at(self) -> datetime:
        """The moment the meeting starts, local time."""
        day, time = self.cleaned_data["day"], self.cleaned_data["time"]
        return timezone.make_aware(datetime.combine(day, time))

    @property
    def closed_at(self) -> datetime | None:
        """The moment the meeting ends, local time; None until it is written down."""
        day, time = self.cleaned_data["day"], self.cleaned_data["ends"]
        return timezone.make_aware(datetime.combine(day, time)) if time else None

    @property
    def heading(self) -> dict[str, Any]:
        """What is written of the meeting."""
        names = ("place", "chair", "secretary")
        kept = {name: self.cleaned_data[name] for name in names}
        return {**kept, "held_at": self.held_at, "closed_at": self.closed_at}

    def clean(self) -> dict[str, Any]:
        """Two people lead and write; a meeting ends after it began."""
        data: dict[str, Any] = super().clean() or {}
        begins, ends = data.get("time"), data.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", "Giờ kết thúc phải sau giờ họp.")
        if data.get("chair") and data.get("chair") == data.get("secretary"):
            self.add_error("secretary", "Thư ký phải là người khác với người chủ trì.")
        return data


@dataclass(frozen=True)
class Seat:
    """One line of the attendance list; `stored` is what was saved of it before."""

    enrolment: Enrolment
    presence: str
    reason: str
    stored: str


class Attendance:
    """The attendance list: `p-PERSON` a presence, `l-PERSON` a reason.

    Of a list that was sent only those are read whose fields came along; `called` are rows of
    `called_to`.
    """

    def __init__(
        self,
        called: Iterable[Any],
        data: Mapping[str, Any] | None = None,
        *,
        everybody: bool = False,
    ) -> None:
        self.errors: list[str] = []
        self.seats = []
        for one in called:
            presence = one.presence or (Presence.PRESENT.value if everybody else "")
            reason = one.excuse
            if data is not None:
                names = f"p-{one.person_id}", f"l-{one.person_id}"
                if not any(name in data for name in names):
                    continue
                presence, reason = (data.get(name, "") for name in names)
            self.seats.append(Seat(one, presence, reason[:200], one.presence))

    def is_valid(self) -> bool:
        """Whether every excuse has its reason."""
        for seat in self.seats:
            if seat.presence == Presence.EXCUSED and not seat.reason.strip():
                self.errors.append(f"{seat.enrolment.person}: đồng chí ghi lý do vắng.")
        return not self.errors

    def present(self, stored: int) -> int:
        """How many would be there with these seats, when `stored` are there without them."""
        gained = sum(seat.presence == Presence.PRESENT for seat in self.seats)
        return stored + gained - sum(seat.stored == Presence.PRESENT for seat in self.seats)

    @property
    def people(self) -> dict[int, Present]:
        """Presence per person, of those who have one."""
        return {
            seat.enrolment.person_id or 0: Present(
                seat.presence, seat.reason if seat.presence != Presence.PRESENT else ""
            )
            for seat in self.seats
            if seat.presence
        }


@dataclass(frozen=True)
class Cell:
    """One figure of one member, as typed or kept.

    `known` is what the program knows itself of a fact among `COMPUTED`. Without `is_sent` neither
    its field nor a value that fills it came along, and it stays as it is stored.
    """

    name: str
    fact: Fact
    label: str
    value: str
    why: str = ""
    known: str = ""
    is_sent: bool = False

    @property
    def unset(self) -> str:
        """What a choice says in which nothing is chosen."""
        if self.asks_why:
            return "Không miễn"
        return "Theo hồ sơ" if self.known else "Chưa ghi"

    @property
    def asks_why(self) -> bool:
        """Whether the figure is kept with words of its own: an exemption."""
        return self.fact.key == EXEMPT

    @property
    def figure(self) -> int | str:
        """The figure as a spreadsheet holds it, a choice in words; empty when it is not known."""
        if self.fact.kind is FactKind.NUMBER and self.value.isdecimal():
            return int(self.value)
        titles = {choice.key: choice.title for choice in self.fact.choices}
        return titles.get(self.value, self.value)


@dataclass
class FactLine:
    """The figures of one member; `error` is shown directly below.

    Without `is_sent` its fields did not come along, and it stays as it is stored.
    """

    row: VoteRow
    cells: list[Cell]
    is_sent: bool = False
    error: str = ""

    @property
    def why(self) -> str:
        """The reason of the exemption."""
        return next((cell.why for cell in self.cells if cell.asks_why and cell.value), "")


class FactGrid:
    """Figures the program does not hold itself, one line a member. Fields: `f-ENROLMENT-FACT`.

    Those it mostly knows are asked for where rules of the pack name them, and it does not know one
    of somebody, or one was entered before; with `full` in any case. What it knows is not filled in
    for the whole list, only typed for one.
    """

    def __init__(  # noqa: PLR0913 - what is stored, what was sent
        self,
        rows: Sequence[VoteRow],
        pack: Pack,
        kept: Mapping[int, Mapping[str, str]],
        data: Mapping[str, Any] | None = None,
        *,
        reasons: Mapping[int, str],
        full: bool = False,
    ) -> None:
        known = vocabulary(pack)
        self.reasons = reasons
        self.data = data
        computed = [key for key in COMPUTED if key in asked(pack)]
        needed = [key for key in computed if full or _is_needed(key, rows, kept, data or ())]
        self.is_whole = needed == computed
        left_out = set(COMPUTED).difference(needed)
        self.facts = [known[key] for key in HAND_FACTS if key in known and key not in left_out]
        self.lines = [self._line(row, kept.get(row.result.enrolment_id, {})) for row in rows]

    def _line(self, row: VoteRow, kept: Mapping[str, str]) -> FactLine:
        names = [f"f-{row.result.enrolment_id}-{fact.key}" for fact in self.facts]
        sent = self.data is not None and any(name in self.data for name in names)
        cells = []
        for name, fact in zip(names, self.facts, strict=True):
            value = kept.get(fact.key, "")
            why = self.reasons.get(row.result.enrolment_id, "") if fact.key == EXEMPT else ""
            itself = "" if value else _itself(row, fact)
            cell = Cell(name, fact, _SHORT[fact.key], value, why, itself)
            cells.append(self._typed(cell) if sent and row.is_open else cell)
        return FactLine(row, cells, sent)

    def _typed(self, cell: Cell) -> Cell:
        """The figure as it was sent; one that had no field on the page is not emptied by it."""
        data = self.data or {}
        value, why, is_sent = cell.value, cell.why, cell.name in data
        if is_sent:
            value = str(data.get(cell.name, "")).strip()
            if cell.asks_why:
                why = str(data.get(f"{cell.name}-ly-do", "")).strip()[:200]
        if not (value or cell.asks_why or cell.known):
            value = str(data.get(f"tat-ca-{cell.fact.key}", "")).strip()
        return replace(cell, value=value, why=why, is_sent=is_sent or value != cell.value)

    @property
    def has_computed(self) -> bool:
        """Whether a fact is asked for that the program mostly knows itself."""
        return any(fact.key in COMPUTED for fact in self.facts)

    @property
    def unsure(self) -> list[int]:
        """Keys of the results that wait for a fact the program mostly knows itself."""
        computed = [fact.key for fact in self.facts if fact.key in COMPUTED]
        return [
            line.row.result.pk
            for line in self.lines
            if any(_is_unsure(line.row, key) for key in computed)
        ]

    @property
    def headings(self) -> list[tuple[str, str, Fact]]:
        """Name of the field that fills empty cells, short label, fact."""
        return [(f"tat-ca-{fact.key}", _SHORT[fact.key], fact) for fact in self.facts]

    def is_valid(self) -> bool:
        """Whether all figures are numbers and no part exceeds its whole; sets `error`."""
        for line in self.lines:
            line.error = _fault({cell.fact.key: cell for cell in line.cells})
        return not any(line.error for line in self.lines)

    @property
    def values(self) -> dict[int, dict[str, str]]:
        """Figures per enrolment that were sent and may still change."""
        return {
            line.row.result.enrolment_id: {
                cell.fact.key: cell.value for cell in line.cells if cell.is_sent
            }
            for line in self.lines
            if line.is_sent and line.row.is_open
        }

    @property
    def exempt_for(self) -> dict[int, str]:
        """The reason of each exemption typed, by enrolment key."""
        return {
            line.row.result.enrolment_id: cell.why
            for line in self.lines
            for cell in line.cells
            if cell.asks_why and cell.value
        }


def _itself(row: VoteRow, fact: Fact) -> str:
    """What the program knows itself of a fact, as it judged the member last."""
    return str(row.result.facts.get(fact.key, "")) if fact.key in COMPUTED else ""


def _is_unsure(row: VoteRow, key: str) -> bool:
    """Whether the member is judged without this fact being known."""
    return row.result.population in _WAITING and key not in row.result.facts


def _is_needed(
    key: str,
    rows: Iterable[VoteRow],
    kept: Mapping[int, Mapping[str, str]],
    sent: Iterable[str],
) -> bool:
    return (
        any(_is_unsure(row, key) for row in rows)
        or any(key in facts for facts in kept.values())
        or any(name.endswith(f"-{key}") for name in sent)
    )


def _fault(cells: Mapping[str, Cell]) -> str:
    numbers = {}
    for key, cell in cells.items():
        if cell.fact.kind is not FactKind.NUMBER or not cell.value:
            continue
        if not (cell.value.isascii() and cell.value.isdigit()) or len(cell.value) > 3:  # noqa: PLR2004 - digits
            return f"{cell.label}: “{cell.value[:20]}” chưa phải là một số, đồng chí ghi lại."
        numbers[key] = int(cell.value)
    if (exempt := cells.get(EXEMPT)) and exempt.value and not exempt.why:
        return "Miễn xếp loại: đồng chí ghi lý do, căn cứ bên dưới ô đã chọn."
    for parts, whole, words in _PARTS:
        total = sum(numbers.get(part, 0) for part in parts)
        if whole in numbers and total > numbers[whole]:
            names = " cộng ".join(_SHORT[part].lower() for part in parts if part in numbers)
            return f"{names.capitalize()} là {total}, nhiều hơn {words} ({numbers[whole]})."
    return ""


__all__ = ["Attendance", "FactGrid", "MeetingForm", "Seat"]
