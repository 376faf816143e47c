"""How often people were where they were expected; an excused absence is a state of its own."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from sodoan.activities.choices import ActivityState, Presence
from sodoan.activities.models import Activity
from sodoan.activities.queries.attended import Tally, Time, tallies
from sodoan.common.status import FAMILIES
from tests.cast import enlist
from tests.factories.people import MembershipFactory

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


def held(unit, on, meeting="branch", state=ActivityState.REPORTED, **marks):
    """A meeting of the unit; `marks` are presences by how a fixture is called."""
    told = {"reported_at": f"{on}T10:00Z"} if state == ActivityState.REPORTED else {}
    told |= {"skip_reason": "Mưa"} if state == ActivityState.SKIPPED else {}
    kind = {"kind": "meeting", "meeting": meeting} if meeting else {"kind": "activity"}
    return Activity.objects.create(unit=unit, on=on, title="Sinh hoạt", state=state, **kind, **told)


def mark(activity, user, presence):
    reason = "Ốm" if presence == Presence.EXCUSED else ""
    activity.attendances.create(person=user.person, presence=presence, reason=reason)


def of(user, first=FIRST, last=LAST, **more):
    return tallies({7: Time(user.person.pk, first, last)}, **more).get(7)


@pytest.mark.parametrize(
    ("tally", "with_excused", "share"),
    [
        (Tally(), False, None),
        (Tally(4, 3, 1, 0), False, Fraction(1)),
        (Tally(4, 3, 1, 0), True, Fraction(3, 4)),
        (Tally(3, 1, 0, 2), False, Fraction(1, 3)),
        (Tally(2, 0, 2, 0), False, None),
        (Tally(2, 0, 2, 0), True, Fraction(0)),
        (Tally(4, 3, 0, 0), False, None),
    ],
)
def test_the_share_of_what_one_had_to_attend(tally, with_excused, share):
    assert tally.share(with_excused=with_excused) == share


def test_nothing_reported_is_nothing_expected(units, dung):
    held(units.a1, FIRST, state=ActivityState.PLANNED)
    held(units.a1, FIRST, state=ActivityState.SKIPPED)
    assert of(dung) is None
    assert tallies({}) == {}


def test_first_and_last_day_count_and_those_beside_do_not(units, dung):
    for on in (FIRST - timedelta(days=1), FIRST, LAST, LAST + timedelta(days=1)):
        held(units.a1, on)
    assert of(dung).expected == 2


def test_each_state_is_counted_apart(units, dung):
    states = (Presence.PRESENT, Presence.EXCUSED, Presence.ABSENT, None)
    for number, presence in enumerate(states):
        activity = held(units.a1, FIRST + timedelta(days=number))
        if presence:
            mark(activity, dung, presence)
    found = of(dung)
    assert (found.attended, found.excused, found.absent, found.unmarked) == (1, 1, 1, 1)


def test_one_is_expected_where_one_belonged_that_day(units):
    person = enlist("Lý Văn Chuyển", units.a1, account=False)
    person.memberships.update(during=("2020-01-01", "2026-03-15"))
    MembershipFactory(person=person, unit=units.b1, during=("2026-03-15", None))
    held(units.a1, date(2026, 3, 14))
    held(units.a1, date(2026, 3, 15))
    held(units.b1, date(2026, 3, 15))
    held(units.b, date(2026, 3, 20))
    held(units.a, date(2026, 3, 20))
    assert tallies({1: Time(person.pk, FIRST, LAST)})[1].expected == 3


def test_only_meetings_of_members_are_meetings(units, dung):
    held(units.a1, FIRST)
    held(units.a1, FIRST, meeting="topic")
    held(units.a1, FIRST, meeting="committee")
    held(units.a1, FIRST, meeting="")
    assert of(dung).expected == 4
    assert of(dung, only_meetings=True).expected == 2


def test_every_presence_has_its_look():
    known = FAMILIES["presence"].states
    assert {key: one.word for key, one in known.items()} == {
        **dict(Presence.choices), "unmarked": "Chưa điểm danh",
    }  # fmt: skip


@pytest.mark.parametrize("many", [1, 30])
def test_one_query_for_everybody(units, dung, an, many, django_assert_num_queries):
    for number in range(many):
        held(units.a1, FIRST + timedelta(days=number))
    times = {n: Time(one.person.pk, FIRST, LAST) for n, one in enumerate((dung, an))}
    with django_assert_num_queries(1):
        assert {one.expected for one in tallies(times).values()} == {many}
