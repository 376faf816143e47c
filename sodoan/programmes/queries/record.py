"""The record book: a member's years and units on one page, and what a QR code reveals."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core import signing
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from sodoan.common.ui import Event
from sodoan.documents.choices import DocumentKind
from sodoan.documents.papers.recordbook import RecordBook, RecordEvent, RecordYear
from sodoan.documents.queries import Citation, voided_among
from sodoan.org.models import Placement, Unit
from sodoan.people.choices import MembershipEnd, MembershipKind, Precision
from sodoan.people.knowndays import KnownDay
from sodoan.people.models import Membership, Person
from sodoan.people.queries import home_of, running_memberships, story
from sodoan.programmes.choices import ComplaintState, ResultState
from sodoan.programmes.engine.schema import Grade, Pack
from sodoan.programmes.models import Complaint, Enrolment, Pledge, Round
from sodoan.programmes.packs import pack_of, schedule_of
from sodoan.programmes.queries.crediting import PROVEN
from sodoan.programmes.queries.member import grade_of, grounds_of
from sodoan.programmes.queries.member_outcome import commented_at, regraded
from sodoan.programmes.queries.official import round_decided_on

TOKEN_SECONDS = 600
Decided = Round | Complaint  # what a decision of the register stands behind
PAPER_SECONDS = 365 * 24 * 3600
_SALT, _PAPER_SALT = "sodoan.record-book", "sodoan.record-book.paper"
_ENDED: Mapping[str, str] = {
    MembershipEnd.TRANSFER: "moved",
    MembershipEnd.MATURITY: "matured",
    MembershipEnd.REMOVED: "removed",
    MembershipEnd.EXPELLED: "expelled",
    MembershipEnd.DECEASED: "deceased",
}
_STRUCK_OFF = ("removed", "expelled")


@dataclass(frozen=True)
class Year:
    """One programme year in the book; without a published result it is running."""

    enrolment: Enrolment
    label: str
    grade: Grade | None
    grounds: str
    total: int
    proven: int
    meets_on: date
    events: Sequence[Event]
    is_regraded: bool = False
    decisions: Sequence[str] = ()

    @property
    def sentence(self) -> str:
        """Why this grade, in words; the re-review that changed it since is one of the events."""
        return "" if self.is_regraded else self.grounds

    @property
    def is_published(self) -> bool:
        """Whether the year is closed."""
        return bool(self.events)

    @property
    def word(self) -> str:
        """The grade, or the reason why there is none."""
        if not self.is_published:
            return "Đang thực hiện"
        return self.grade.short if self.grade else self.enrolment.result.get_population_display()


@dataclass(frozen=True)
class Book:
    """The whole book of one person."""

    person: Person
    home: Membership | None
    memberships: Sequence[Membership]
    state: str
    years: Sequence[Year]
    admission_no: str
    admitted_at: str = ""

    @property
    def branch(self) -> str:
        """The unit where the person belongs, with the one above."""
        return unit_line(self.home.unit) if self.home else ""

    @property
    def public_state(self) -> str:
        """The state as anybody may read it: that somebody left, not that they were struck off."""
        return "left" if self.state in _STRUCK_OFF else self.state

    @property
    def born(self) -> str:
        """The birth date, as exactly as it is known."""
        return dated(self.person.born_on, self.person.born_precision)

    @property
    def joined(self) -> str:
        """The day of admission, as exactly as it is known."""
        return dated(self.person.joined_on, self.person.joined_precision)


def dated(day: date | None, precision: str) -> str:
    """`08/03/2002`, `03/2002` or `2002`; nothing when unknown."""
    return str(KnownDay(day, precision)) if day else ""


def unit_line(unit: Unit) -> str:
    """A unit and the one above it: `Chi đoàn Khu phố 3, Đoàn phường An Hòa`."""
    return f"{unit.name}, {unit.parent.name}" if unit.parent else unit.name


def book_of(person: Person, day: date) -> Book:
    """The record book on a day. Four queries, two more for whoever was admitted here.

    A decision whose line in the register is void is cited no more.
    """
    rows, sheets = story(person), _years(person)
    home = home_of(running_memberships(rows, day))
    admissions = _admissions(person, rows)
    decisions = {sheet.pk: _decisions(sheet) for sheet in sheets}
    cited = {one for several in decisions.values() for one in several.values()}
    void = voided_among({*cited, *admissions}, DocumentKind.DECISION)
    holds = not void.intersection(admissions)
    return Book(
        person=person,
        home=home,
        memberships=rows,
        state=_state(home, rows, day),
        years=[_year(sheet, _holding(decisions[sheet.pk], void)) for sheet in sheets],
        admission_no=person.admission_no if holds else "",
        admitted_at=_admitted_at(person, rows) if holds and admissions else "",
    )


def _admissions(person: Person, rows: Sequence[Membership]) -> list[Citation]:
    """The decision by which somebody was admitted here: of a unit above the first branch."""
    return [
        Citation(frozenset(row.unit.ancestor_ids), row.decision_no, row.during.lower)
        for row in rows
        if row.decision_no and row.decision_no == person.admission_no and row.during.lower
    ]


def _admitted_at(person: Person, rows: Sequence[Membership]) -> str:
    """The branch somebody was admitted in, and the unit above it, as they were called that day.

    Known only of admissions decided here: no list says where somebody joined.
    """
    day = person.joined_on
    if day is None or person.joined_precision != Precision.DAY:
        return ""
    began = (row for row in rows if row.decision_no == person.admission_no)
    branch = next((row.unit_id for row in began if row.during.lower == day), None)
    there = Placement.objects.on(day).filter(unit=branch).first()
    if there is None:
        return ""
    above = Placement.objects.on(day).filter(unit=there.parent_id).first()
    return f"{there.name}, {above.name}" if above else there.name


def _decisions(sheet: Enrolment) -> dict[Decided, Citation]:
    """The decision by which the grade of a year was published, and those of correction."""
    if not hasattr(sheet, "result"):
        return {}
    round_ = sheet.result.round
    dated = [(round_, round_decided_on(round_))]
    dated += [(one, one.decision_on) for one in sheet.result.changed]  # type: ignore[attr-defined]
    return {
        one: Citation(frozenset({one.decided_in.pk}), one.decision_no, day)
        for one, day in dated
        if one.decision_no and day
    }


def _holding(
    cited: Mapping[Decided, Citation], void: Collection[Citation]
) -> Mapping[Decided, str]:
    """The code of each decision that is not void."""
    return {decided: one.code for decided, one in cited.items() if one not in void}


def _state(home: Membership | None, rows: Sequence[Membership], day: date) -> str:
    """The key of the status family `member`; of who left, how the last home membership ended.

    A temporary stay leaves the file at home, and what was corrected never was.
    """
    if home is not None:
        return "temporary" if home.kind == MembershipKind.TEMPORARY else "active"
    homes = [row for row in rows if row.kind != MembershipKind.TEMPORARY]
    if any(row.during.lower and row.during.lower > day for row in homes):
        return "awaiting"
    true = [row for row in homes if row.ended_by != MembershipEnd.CORRECTION]
    last = max(true, key=lambda row: (row.during.upper, row.pk), default=None)
    return _ENDED.get(last.ended_by, "nowhere") if last else "nowhere"


def _years(person: Person) -> QuerySet[Enrolment]:
    proven = Pledge.objects.filter(PROVEN, is_dropped=False, enrolment__person=person).values("pk")
    changed = Complaint.objects.filter(state=ComplaintState.CHANGED)
    changed = changed.select_related("issuer").order_by("decided_at")
    rows: QuerySet[Enrolment] = (
        Enrolment.objects.filter(person=person)
        .select_related("programme", "unit__parent", "result__round__approver")
        .select_related("result__round__issuer")
        .prefetch_related(Prefetch("result__complaints", queryset=changed, to_attr="changed"))
        .with_plan()
    )
    kept = Q(pledges__is_dropped=False)
    return rows.annotate(
        total=Count("pledges", filter=kept),
        proven=Count("pledges", filter=Q(pledges__in=proven)),
    ).order_by("-programme__year", "-pk")


def _year(row: Enrolment, codes: Mapping[Decided, str]) -> Year:
    pack, calendar = pack_of(row.plan), schedule_of(row)
    result = getattr(row, "result", None)
    published = result if result is not None and result.state == ResultState.PUBLISHED else None
    return Year(
        enrolment=row,
        label=calendar.label,
        grade=grade_of(pack, published.grade_key) if published else None,
        grounds=grounds_of(published, pack) if published else "",
        total=row.total,  # type: ignore[attr-defined]
        proven=row.proven,  # type: ignore[attr-defined]
        meets_on=calendar.phase("evaluate").end,
        events=_events(published, pack, codes) if published else (),
        is_regraded=bool(published and published.changed),
        decisions=[_decision_words(one, code) for one, code in codes.items()] if published else (),
    )


def _decision_words(decided: Decided, code: str) -> str:
    kind = "Quyết định" if isinstance(decided, Round) else "Quyết định điều chỉnh"
    return f"{kind} {code}"


def _events(result: Any, pack: Pack, codes: Mapping[Decided, str]) -> list[Event]:
    """What the published result says, the newest first: each re-review with both grades."""
    round_ = result.round
    approved = Event(
        f"{round_.decided_in.name} duyệt xếp loại",
        result.approved_at or result.published_at,
        text=_decision_words(round_, codes[round_]) if round_ in codes else "",
        tone="ok",
    )
    again = [
        Event(
            regraded(pack, one),
            one.decided_at,
            text=f"{_decision_words(one, codes[one])}. {one.answer}"
            if one in codes
            else one.answer,
            icon="message-circle",
        )
        for one in reversed(result.changed)
    ]
    if not result.comment:
        return [*again, approved]
    if (one := commented_at(result, result.changed)) is not None:
        title = f"{one.decided_in.name} nhận xét"
        said = Event(title, one.decided_at, text=f"“{result.comment}”", icon="message-circle")
        return [said, *again, approved]
    # Of a round sent again, what was approved before then was said before then.
    sent_at = min(filter(None, (round_.sent_at, result.approved_at)), default=None)
    said = Event("Chi đoàn nhận xét", sent_at, text=f"“{result.comment}”", tone="ok")
    return [*again, approved, said]


def printable(book: Book, *, verify_url: str, day: date, state: str) -> RecordBook:
    """The book as plain values for the printed page; running years are left blank."""
    return RecordBook(
        full_name=book.person.full_name,
        born=book.born,
        branch=book.branch,
        category=book.person.get_category_display(),
        state=state,
        verify_url=verify_url,
        printed_on=day,
        card_no=book.person.card_no,
        joined=book.joined,
        admitted_at=book.admitted_at,
        years=tuple(_printed_year(year) for year in book.years),
    )


def _printed_year(year: Year) -> RecordYear:
    return RecordYear(
        label=year.label,
        unit=unit_line(year.enrolment.unit),
        grade=year.word if year.is_published else "",
        sentence=year.sentence if year.is_published else "",
        events=tuple(
            RecordEvent(
                on=event.at and timezone.localdate(event.at), title=event.title, text=event.text
            )
            for event in reversed(year.events)
        ),
    )


def sign_book(person: Person, *, on_paper: bool = False) -> str:
    """A token by which anybody may check the book; it holds no personal data.

    Good for ten minutes from a screen, for a year `on_paper`.
    """
    return signing.dumps(person.pk, salt=_PAPER_SALT if on_paper else _SALT)


def read_token(token: str) -> tuple[int, bool]:
    """The person a token stands for, and whether it was printed.

    Raises `signing.BadSignature`, also for an expired one.
    """
    try:
        return int(signing.loads(token, salt=_PAPER_SALT, max_age=PAPER_SECONDS)), True
    except signing.BadSignature:
        return int(signing.loads(token, salt=_SALT, max_age=TOKEN_SECONDS)), False
