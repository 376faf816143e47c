"""Fills the papers of step 1: registration sheets, wall sheet, summary of a branch."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, QuerySet
from django.utils import timezone

from sodoan.common.words import full_date
from sodoan.documents.letterhead import author_of, heading, place_of, signature, signer_of
from sodoan.documents.papers.sheets import (
    BranchSummary,
    PledgeGroup,
    PledgeLine,
    RegistrationSheet,
    SummaryRow,
    WallCard,
    WallSheet,
)
from sodoan.org.models import Appointment, Unit
from sodoan.people.knowndays import KnownDay
from sodoan.programmes.choices import (
    ComplaintState,
    EnrolmentState,
    MarkOutcome,
    ResultState,
    StepKey,
)
from sodoan.programmes.engine.schema import Pack
from sodoan.programmes.engine.wording import say_form_intro
from sodoan.programmes.models import Assessment, Complaint, Enrolment, Mark, Pledge
from sodoan.programmes.packs import pack_of, schedule_of
from sodoan.programmes.queries.pledges import by_group

_HANDED_IN = (EnrolmentState.SUBMITTED, EnrolmentState.ACCEPTED)


@dataclass(frozen=True)
class _Branch:
    """What all sheets of one branch share."""

    unit: Unit
    place: str
    secretary: str
    posts: Mapping[int, str]
    self_grades: Mapping[int, str]
    outcomes: Mapping[tuple[int, str], str]
    reworded: Collection[int]
    """Sheets whose yearly comment the level above wrote when it answered a complaint."""


def enrolments_of_branch(unit: Unit, programme_id: int) -> QuerySet[Enrolment]:
    """The members of a branch in one programme, in the order of names, with what papers print."""
    return (
        Enrolment.objects.filter(unit=unit, programme=programme_id)
        .select_related("person", "result")
        .with_plan()
        .prefetch_related("pledges")
        .order_by("person__sort_key", "pk")
    )


def registration_sheets(
    unit: Unit, enrolments: Iterable[Enrolment], day: date
) -> list[RegistrationSheet]:
    """The sheets of members of one branch; what is not decided yet is left to be written.

    Self-assessment is printed once handed in, the branch's view once published: the grade it
    proposed and its own comment, whatever was decided above. A fixed number of queries for any
    number of members.
    """
    rows = [enrolment for enrolment in enrolments if enrolment.person_id is not None]
    shared = _shared(unit, rows, day)
    return [_sheet(enrolment, shared) for enrolment in rows]


def wall_sheet(unit: Unit, enrolments: Iterable[Enrolment]) -> WallSheet:
    """The cards of members who agreed to be on the wall and whose registration is accepted."""
    agreed = [
        (enrolment, person.wall_consent_on)
        for enrolment in enrolments
        if (person := enrolment.person) is not None
        and person.wall_consent
        and person.wall_consent_on
        and enrolment.state == EnrolmentState.ACCEPTED
    ]
    cards = tuple(
        WallCard(
            full_name=str(enrolment.subject),
            commitments=tuple(pledge.text or pledge.title for pledge in _kept(enrolment)),
            agreed_on=day,
        )
        for enrolment, day in agreed
    )
    above = unit.parent.name if unit.parent else ""
    name = f"{unit.name}, {above}" if above else unit.name
    rows = [enrolment for enrolment, _ in agreed]
    return WallSheet(branch=name.upper(), programme=_programme(rows), year=_year(rows), cards=cards)


def branch_summary(unit: Unit, enrolments: Iterable[Enrolment], day: date) -> BranchSummary:
    """All registrations of a branch in one table; members who have not registered stand too."""
    rows = [enrolment for enrolment in enrolments if enrolment.person_id is not None]
    groups = pack_of(rows[0].plan).groups if rows else ()
    return BranchSummary(
        heading=heading(unit, issued_on=day),
        signature=signature(unit, signer_of(unit, day)),
        recipients=(f"{author_of(unit)} (theo dõi)", "Lưu"),
        branch=unit.name,
        programme=_programme(rows),
        year=_year(rows),
        groups=tuple(group.short for group in groups),
        rows=tuple(_summary_row(enrolment, [g.key for g in groups]) for enrolment in rows),
    )


def year_words(label: str) -> str:
    """A cycle as papers print it after the word “năm”: “2026”, “học 2025-2026”."""
    return label.removeprefix("năm ")


def shared_year(labels: Iterable[str], year: int) -> str:
    """The cycle when all people named follow one calendar, else the year of the programme."""
    found = set(labels)
    return year_words(found.pop() if len(found) == 1 else f"năm {year}")


def _programme(rows: Sequence[Enrolment]) -> str:
    return pack_of(rows[0].plan).title if rows else ""


def _year(rows: Sequence[Enrolment]) -> str:
    labels = (schedule_of(row).label for row in rows)
    return shared_year(labels, rows[0].plan.programme.year) if rows else ""


def _shared(unit: Unit, rows: Sequence[Enrolment], day: date) -> _Branch:
    ids = [enrolment.pk for enrolment in rows]
    people = [enrolment.person_id for enrolment in rows]
    posts = Appointment.objects.on(day).filter(unit=unit, person__in=people)
    own = Assessment.objects.filter(
        enrolment__in=ids, step=StepKey.SELF, submitted_at__isnull=False
    )
    marks = Mark.objects.filter(assessment__enrolment__in=ids).values_list(
        "pledge", "assessment__step", "outcome"
    )
    answered = Complaint.objects.filter(result__enrolment__in=ids, state=ComplaintState.CHANGED)
    reworded = answered.exclude(comment="").filter(comment=F("result__comment"))
    return _Branch(
        unit,
        place_of(unit),
        signer_of(unit, day).name,
        dict(posts.values_list("person", "post__label")),
        dict(own.values_list("enrolment", "grade_key")),
        {(pledge, step): MarkOutcome(outcome).label for pledge, step, outcome in marks},
        set(reworded.values_list("result__enrolment", flat=True)),
    )


def _sheet(enrolment: Enrolment, shared: _Branch) -> RegistrationSheet:
    pack = pack_of(enrolment.plan)
    person = enrolment.person
    assert person is not None  # asked for by the callers
    titles = {grade.key: grade.title for grade in pack.active_scale.grades}
    result = getattr(enrolment, "result", None)
    told = result if result is not None and result.state == ResultState.PUBLISHED else None
    cycle = schedule_of(enrolment).label
    handed_in = enrolment.state in _HANDED_IN
    own = shared.self_grades.get(enrolment.pk)
    return RegistrationSheet(
        upper_unit=(shared.unit.parent.name if shared.unit.parent else "").upper(),
        branch=shared.unit.name.upper(),
        **_own_words(pack, cycle),
        year=year_words(cycle),
        full_name=person.full_name,
        born_on=str(KnownDay(person.born_on, person.born_precision)),
        category=enrolment.get_category_display(),
        groups=_groups(enrolment, pack, shared, assessed=own is not None, told=told is not None),
        place=shared.place,
        signed_on=_day(enrolment.submitted_at) if handed_in else None,
        code=person.member_code,
        post=shared.posts.get(person.pk, "Đoàn viên"),
        workplace=person.occupation,
        self_grade=titles.get(own or "", ""),
        branch_comment=told.comment if told and enrolment.pk not in shared.reworded else "",
        branch_grade=titles.get(told.proposed_grade, "") if told else "",
        secretary=shared.secretary,
        copies=next((one.copies for one in pack.papers if one.key == "registration_sheet"), 2),
    )


def _own_words(pack: Pack, cycle: str) -> dict[str, str]:
    """What the issuing unit prints on its form: title, what stands below it, the lead."""
    title, _, below = pack.texts.form_heading.replace("{cycle}", cycle).partition("\n")
    subtitle = " ".join(below.split())
    return {"title": title.strip().upper(), "subtitle": subtitle, "intro": say_form_intro(pack)}


def _groups(
    enrolment: Enrolment, pack: Pack, shared: _Branch, *, assessed: bool, told: bool
) -> tuple[PledgeGroup, ...]:
    by_group: dict[str, list[PledgeLine]] = defaultdict(list)
    for pledge in _kept(enrolment):
        own = shared.outcomes.get((pledge.pk, StepKey.SELF), "") if assessed else ""
        branch = shared.outcomes.get((pledge.pk, StepKey.COMMITTEE), "") if told else ""
        by_group[pledge.group_key].append(
            PledgeLine(
                action=pledge.text or pledge.title,
                target=_target(pledge),
                self_assessment=own,
                branch_comment=branch,
            )
        )
    return tuple(
        PledgeGroup(name=group.title, lines=tuple(by_group[group.key])) for group in pack.groups
    )


def _kept(enrolment: Enrolment) -> list[Pledge]:
    """The pledges in force, in the order of the groups."""
    kept = (pledge for pledge in enrolment.pledges.all() if not pledge.is_dropped)
    return by_group(kept, pack_of(enrolment.plan))


def _target(pledge: Pledge) -> str:
    count = f"{pledge.quantity} {pledge.measure}".strip() if pledge.quantity else ""
    due = f"trước {full_date(pledge.due_on)}" if pledge.due_on else ""
    return ", ".join(part for part in (count, due) if part)


def _summary_row(enrolment: Enrolment, groups: Sequence[str]) -> SummaryRow:
    texts: dict[str, list[str]] = defaultdict(list)
    for pledge in _kept(enrolment):
        texts[pledge.group_key].append(f"• {pledge.text or pledge.title}")
    handed_in = enrolment.state in _HANDED_IN
    note = "" if handed_in else EnrolmentState(enrolment.state).label
    return SummaryRow(
        full_name=str(enrolment.subject),
        category=enrolment.get_category_display(),
        commitments=tuple("\n".join(texts[key]) if handed_in else "" for key in groups),
        registered_on=_day(_handed_in_at(enrolment)) if handed_in else None,
        note="Nhập từ phiếu giấy" if handed_in and enrolment.is_on_behalf else note,
    )


def _handed_in_at(enrolment: Enrolment) -> datetime | None:
    """When the registration came in; sheets accepted from paper may know the decision only."""
    return enrolment.submitted_at or enrolment.decided_at or enrolment.saved_at


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
