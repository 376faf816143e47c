"""A branch full of people for the pages of its secretary: built in bulk on `world.build()`."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from sodoan.common.text import search_key, sort_key
from sodoan.people.models import Membership, Person
from sodoan.programmes.actions import rounds
from sodoan.programmes.actions.proposing import Proposal, save_proposals
from sodoan.programmes.actions.rounds import Present
from sodoan.programmes.choices import WITH_THE_BRANCH
from sodoan.programmes.engine.votes import Ballots
from sodoan.programmes.models import FactEntry, Meeting, Result, Round
from tests.factories.people import MembershipFactory
from tests.programmes import world as w
from tests.remembered import remembered

GIVEN = ("An", "Bình", "Chi", "Dũng", "Đạt", "Giang", "Hà", "Khánh", "Lan", "Minh")
SAID = "Đều đặn, có trách nhiệm với việc chung."
TALK = "2025_3"  # a quarter of the past programme's support phase
FACTS = {
    "meetings_required": "9",
    "meetings_attended": "9",
    "meetings_excused": "0",
    "dues_due": "9",
    "dues_months": "9",
    "discipline": "none",
}


def people(world, count, name="Nguyễn Văn"):
    """Members of the branch, without accounts."""
    found = []
    for number in range(count):
        full = f"{name} {GIVEN[number % 10]}"
        person = Person.objects.create(
            full_name=full,
            sort_key=sort_key(full) + f"{number:03}",
            search_key=search_key(full),
            sex="male",
            born_on="2002-03-08",
        )
        MembershipFactory(person=person, unit=world.branch)
        found.append(person)
    return found


def sheets(world, count, **kwargs):
    """That many members with a sheet each."""
    return [w.enrol(person, world.plan, **kwargs) for person in people(world, count)]


def knowing(enrolments, **changes):
    """Figures of meetings, dues and discipline for these members."""
    values = {**FACTS, **changes}
    FactEntry.objects.bulk_create(
        FactEntry(enrolment=one, fact=fact, value=value, source="Sổ chi đoàn")
        for one in enrolments
        for fact, value in values.items()
    )


@remembered
def three_sheets(world):
    """Sheets and figures of an, dung and hoa."""
    found = [w.enrol(who, world.plan) for who in (world.an, world.dung, world.hoa)]
    knowing(found)
    return found


def opened(world):
    """The round of the branch, opened by its secretary."""
    return rounds.open_round(
        world.programme,
        by=w.scope(world.an),
        unit=world.branch,
        block=world.branch.block,
        approver=world.commune,
    )


@remembered
def three_met(world, *sheets) -> Meeting:
    """The meeting of those with these sheets, everybody there."""
    meeting = convened(world, opened(world))
    seated(world, meeting, len(sheets))
    return meeting


@remembered
def three_voted(world, *, present=3, **grades) -> Meeting:
    """The meeting of the three, so many there, all of them for this grade of each (or `blank`)."""
    three_sheets(world)
    meeting = convened(world, opened(world))
    seated(world, meeting, present)
    counted = {
        result_of(getattr(world, who)).enrolment_id: (
            Ballots({}, blank=present) if grade == "blank" else Ballots({grade: present})
        )
        for who, grade in grades.items()
    }
    rounds.save_ballots(meeting, by=w.scope(world.an), counted=counted)
    return meeting


def convened(world, round_: Round) -> Meeting:
    """A meeting with its heading."""
    return rounds.save_meeting(
        round_,
        by=w.scope(world.an),
        held_at=datetime(2025, 10, 18, 19, 0, tzinfo=timezone.get_default_timezone()),
        place="Nhà văn hóa khu phố 1",
        chair=world.an.person,
        secretary=world.dung.person,
    )


def seated(world, meeting: Meeting, present: int) -> None:
    """The first `present` members are there, the others excused."""
    members = Membership.objects.filter(unit=world.branch).order_by("pk")
    rows = {}
    enrolled = meeting.round.results.values_list("enrolment__person", flat=True)
    for number, person in enumerate(
        members.filter(person__in=enrolled).values_list("person", flat=True)
    ):
        rows[person] = (
            Present("present") if number < present else Present("excused", "Đi làm ca đêm")
        )
    rounds.save_attendance(meeting, by=w.scope(world.an), people=rows)


def settled(world, comment=SAID) -> None:
    """The committee saves the vote's grade, its comment and why, for everybody voted on."""
    round_ = Round.objects.select_related("unit", "plan").get()
    voted = round_.results.filter(state__in=WITH_THE_BRANCH).exclude(proposed_grade="")
    given = {
        one.pk: Proposal(one.proposed_grade, "Tập thể thống nhất mức này.", comment)
        for one in voted
    }
    assert save_proposals(round_, by=w.scope(world.an), proposals=given) == {}


def url(world, name, *args):
    where = [world.branch.pk, world.programme.pk, world.branch.block]
    return reverse(f"programmes:{name}", args=[*where, *args])


def result_of(user):
    return Result.objects.get(enrolment__person__user=user)


def votes(result, **counts):
    blank = counts.pop("blank", "")
    return {f"v-{result.pk}-{key}": str(n) for key, n in counts.items()} | {
        f"b-{result.pk}": str(blank)
    }
