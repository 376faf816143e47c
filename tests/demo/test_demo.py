"""The demo: whole or not there, only in its own database, alive at every stage."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.db.models import Count, F
from django.utils import timezone

from sodoan.access.scopes import scope_of, system_scope
from sodoan.accounts.models import User
from sodoan.common.clock import today
from sodoan.demo.accounts import ACCOUNTS, PASSWORD, open_officers, open_roles
from sodoan.demo.actions import NotADemoError, load_demo, play, refresh_statistics
from sodoan.demo.models import DemoMark
from sodoan.demo.plans import issue
from sodoan.demo.shape import Size
from sodoan.demo.world import Builder
from sodoan.documents.choices import DocumentKind
from sodoan.documents.models import RegisterEntry
from sodoan.home.queries import first_screen
from sodoan.notices.models import Notice
from sodoan.org.models import Unit
from sodoan.people.duplicates import possible_duplicates
from sodoan.people.models import Person
from sodoan.programmes.choices import EnrolmentState, Population, ResultState, RoundState
from sodoan.programmes.models import Ballot, Enrolment, Evidence, Plan, Result, Round
from sodoan.programmes.packs import pack_of, schedule_of
from sodoan.programmes.queries.evaluation import caps_of
from sodoan.programmes.queries.last_year import last_year_of
from tests.factories.org import UnitFactory
from tests.remembered import remembered_at_once

pytestmark = pytest.mark.django_db
_ON_THE_WAY = (
    "created_at",
    "submitted_at",
    "decided_at",
    "pledges__evidence__added_at",
    "assessments__submitted_at",
    "result__round__meetings__held_at",
    "result__round__sent_at",
    "result__approved_at",
    "result__published_at",
)
SMALL = Size(unions=6, branches=3, members=(6, 9))


@remembered_at_once
def played():
    """The small demo, played once for all tests that look at it, with its tables measured."""
    world = play(SMALL)
    refresh_statistics()
    return world


def test_load_demo_refuses_a_database_with_real_units():
    UnitFactory()
    with pytest.raises(NotADemoError):
        load_demo("B")
    assert not DemoMark.objects.exists()
    assert not Person.objects.exists()


def test_load_demo_leaves_its_own_database_alone():
    DemoMark.objects.create(size="B")
    assert load_demo("B") is False
    assert not Unit.objects.exists()


def test_play_makes_a_year_at_every_stage():
    world = played()
    open_roles(world)

    assert Unit.objects.count() == 1 + 6 + 18
    assert not Person.objects.exclude(email="").exclude(email__endswith="@example.vn").exists()
    for number in ("member_code", "card_no"):
        given = Person.objects.exclude(**{number: ""})
        assert given.values(number).distinct().count() == given.count() > 280
    states = set(Enrolment.objects.values_list("state", flat=True))
    assert states >= {EnrolmentState.DRAFT, EnrolmentState.SUBMITTED, EnrolmentState.ACCEPTED}
    rounds = {row["state"] for row in Round.objects.values("state").annotate(n=Count("pk"))}
    assert {RoundState.PREPARING, RoundState.SENT, RoundState.APPROVED} <= rounds
    assert RoundState.PUBLISHED in rounds


def test_play_has_last_years_words_and_a_talk_that_runs():
    world = played()
    by_stage = {union.shape.stage: union for union in world.unions}
    here = by_stage["registering"].unit.path
    draft = Enrolment.objects.filter(
        unit__path__startswith=here, state=EnrolmentState.DRAFT, programme__year=world.today.year
    ).with_plan()
    former = Enrolment.objects.filter(programme__year=world.today.year - 1, pledges__isnull=False)
    promised = set(former.values_list("person_id", flat=True))
    assert promised.intersection(sheet.person_id for sheet in draft)
    assert all(bool(last_year_of(sheet)) is (sheet.person_id in promised) for sheet in draft)
    talked = Enrolment.objects.filter(
        unit__path__startswith=by_stage["supporting"].unit.path,
        state=EnrolmentState.ACCEPTED,
        programme__year=world.today.year,
    ).with_plan()
    assert schedule_of(talked.first()).review_on(world.today) is not None


def test_play_leaves_files_to_merge_in_every_union():
    world = played()
    twins = {row.pk: row.twin for row in possible_duplicates(system_scope())}
    for union in world.unions:
        assert union.branches[0][1][-1].pk in twins.values()


def test_play_keeps_every_rule_it_shows():
    played()
    for round_ in Round.objects.exclude(state="preparing"):
        [(_, status)] = caps_of(round_, pack_of(round_.plan).active_scale)
        assert status.over == 0
    judged = Result.objects.filter(round__state__in=["sent", "approved", "published"])
    assert not judged.filter(comment="").exists()
    rated = judged.filter(population=Population.RATED)
    assert not rated.filter(proposed_grade="").exists()
    assert rated.exclude(rule_grade="").count() > rated.count() / 2
    assert not rated.filter(facts={}).exists()
    published = Result.objects.filter(state=ResultState.PUBLISHED, population=Population.RATED)
    assert not published.filter(grade_key="").exists()
    assert published.exclude(sentence="").count() == published.count()
    registered = {entry.code for entry in RegisterEntry.objects.all()}
    issued = {*Plan.objects.values_list("number", flat=True)}
    issued |= {*Round.objects.values_list("decision_no", flat=True)}
    assert registered == issued - {""}


def test_play_ends_last_year_in_every_branch_as_people_would():
    world = played()
    last = Round.objects.filter(programme__year=world.today.year - 1)
    assert last.count() == 18
    assert set(last.values_list("state", flat=True)) == {RoundState.PUBLISHED}
    assert not last.filter(meetings=None).exists()
    results = Result.objects.filter(round__in=last)
    sheets = Enrolment.objects.filter(result__in=results)
    assert Evidence.objects.filter(pledge__enrolment__in=sheets, state="verified").exists()
    assert not Evidence.objects.filter(pledge__enrolment__in=sheets, state="pending").exists()
    rated = results.filter(population=Population.RATED)
    assert Ballot.objects.filter(enrolment__result__in=rated).count() == rated.count()


def test_play_dates_everything_in_the_order_it_happens():
    world, now = played(), timezone.now()
    for year in (world.today.year - 1, world.today.year):
        sheets = Enrolment.objects.filter(programme__year=year)
        issued = sheets.filter(created_at__date__lt=F("plan__issued_on"))
        assert not issued.exists()
        for earlier, later in pairwise(_ON_THE_WAY):
            assert sheets.filter(**{f"{later}__isnull": False}).exists()
            assert not sheets.filter(**{f"{later}__lt": F(earlier)}).exists(), (earlier, later)
        for moment in _ON_THE_WAY:
            assert not sheets.filter(**{f"{moment}__gt": now}).exists(), moment
    past = Notice.objects.filter(url="/so-cua-toi/", created_at__lt=now - timedelta(days=100))
    assert past.exists()
    assert not past.filter(read_at=None).exists()


def test_play_stops_one_meeting_halfway():
    played()
    unfinished = (
        Ballot.objects.values("meeting__round__unit")
        .annotate(voted=Count("pk"))
        .filter(meeting__round__state=RoundState.PREPARING)
    )
    assert [row["voted"] for row in unfinished] == [10]


def test_every_role_account_signs_in_and_has_a_first_screen(client):
    world = played()
    open_roles(world)
    for account in ACCOUNTS:
        user = User.objects.get(code=account.code)
        assert user.check_password(PASSWORD)
        client.force_login(user)
        assert client.get("/").status_code == 200, account.role
    secretary = scope_of(User.objects.get(code="BITHU"))
    assert first_screen(secretary).count > 0


def test_plans_of_both_years_take_their_numbers_where_they_fall_into_one_year():
    """Issued 308 days before: on 31 December 2028 and, 365 days earlier, on 1 January 2028."""
    with time_machine.travel(datetime(2029, 11, 4, 5, tzinfo=UTC)):
        world = Builder(Size(unions=6, branches=1, members=(3, 3)), today()).build()
        open_officers(world)
        for years_ago in (1, 0):
            issue(world, years_ago=years_ago)
        kept = RegisterEntry.objects.filter(unit=world.province, kind=DocumentKind.PLAN)
        assert [one.number for one in kept.order_by("issued_on")] == [23, 24]
