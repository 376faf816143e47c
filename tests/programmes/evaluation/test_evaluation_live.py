"""What the pages of an open round show is true when it is shown, and looking writes nothing."""

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from sodoan.common.periods import period
from sodoan.people.models import Membership
from sodoan.programmes.actions import rounds
from sodoan.programmes.actions.judging import refresh_results
from sodoan.programmes.engine.votes import Ballots
from sodoan.programmes.models import Ballot, Enrolment, FactEntry, Meeting, Result, Round
from tests.programmes import world as w
from tests.programmes.crowd import convened, knowing, opened, people, seated, sheets, url, votes
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
PAGES = ["round", "attendance", "voting", "proposals", "fact_entries", "send_round"]


@pytest.fixture
def ten(world):
    """Ten members with votes: two Xuất sắc, as many as the cap allows, eight Tốt."""
    return _ten(world)


@remembered
def _ten(world):
    knowing(sheets(world, 10))
    round_ = opened(world)
    meeting = convened(world, round_)
    seated(world, meeting, 10)
    results = round_.results.order_by("enrolment__person__sort_key")
    keys = list(results.values_list("enrolment", flat=True))
    counted = {key: Ballots({"excellent" if at < 2 else "good": 10}) for at, key in enumerate(keys)}
    rounds.save_ballots(meeting, by=w.scope(world.an), counted=counted)
    return keys


def leave(enrolment):
    """The member left the organisation yesterday; no page of the round was told."""
    ended = period(date(2020, 1, 1), timezone.localdate() - timedelta(days=1))
    Membership.objects.filter(person__enrolments=enrolment).update(during=ended)


def kept(key):
    return Result.objects.values_list("population", "proposed_grade").get(enrolment=key)


@pytest.mark.parametrize("name", PAGES)
def test_looking_at_a_page_writes_nothing(world, an, ten, name):
    leave(ten[0])
    w.enrol(people(world, 1, "Lê Thị")[0], world.plan)
    before = list(Result.objects.order_by("pk").values())
    assert an.get(url(world, name)).status_code == 200
    assert list(Result.objects.order_by("pk").values()) == before


def written():
    """Where each result lies on the disk: elsewhere once it was written again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT enrolment_id, ctid::text FROM programmes_result")
        return dict(cursor.fetchall())


def test_only_results_that_changed_are_written(world, ten):
    by, round_ = w.scope(world.an), Round.objects.get()
    refresh_results(round_, by=by)
    before = written()
    refresh_results(round_, by=by)
    assert written() == before
    leave(ten[0])
    refresh_results(round_, by=by)
    after = written()
    assert [key for key in ten if after[key] != before[key]] == [ten[0]]


@pytest.mark.parametrize(("gone", "cap"), [((), "2/2"), ((0,), "1/1"), ((9,), "2/1")])
def test_cap_follows_who_is_rated_without_being_asked_to(world, an, ten, gone, cap):
    for at in gone:
        leave(ten[at])
    for name in ("voting", "proposals", "send_round"):
        board = an.get(url(world, name)).context["board"]
        assert f"{board.cap.used}/{board.cap.limit}" == cap
        assert len(board.rated) == 10 - len(gone)
    assert {kept(key)[0] for key in ten} == {"rated"}


def test_rule_grade_follows_figures_that_came_by_another_way(world, an, ten):
    row = an.get(url(world, "voting")).context["board"].rows[3]
    FactEntry.objects.filter(enrolment=row.result.enrolment_id, fact="dues_months").delete()
    now = an.get(url(world, "voting")).context["board"].rows[3]
    assert now.result.explanation != row.result.explanation
    assert "đoàn phí" in str(now.result.explanation)


def test_votes_on_who_is_not_rated_any_more_are_refused(world, an, ten):
    leave(ten[0])
    result = Result.objects.get(enrolment=ten[0])
    answer = an.post(url(world, "save_votes", result.pk), votes(result, good=10), follow=True)
    assert "không còn thuộc diện biểu quyết" in answer.text
    assert Ballot.objects.get(enrolment=ten[0]).votes == {"excellent": 10}
    assert kept(ten[0]) == ("unrated", "")


def test_votes_on_who_became_rated_are_taken(world, an, ten):
    Enrolment.objects.filter(pk=ten[9]).update(state="returned")
    an.post(url(world, "proposals"))  # anything that is posted
    assert kept(ten[9])[0] == "unrated"
    Enrolment.objects.filter(pk=ten[9]).update(state="accepted")
    result = Result.objects.get(enrolment=ten[9])
    assert an.get(url(world, "voting")).context["board"].row(result.pk).is_rated
    an.post(url(world, "save_votes", result.pk), votes(result, completed=10))
    assert kept(ten[9]) == ("rated", "completed")


def test_newcomers_are_told_hold_up_the_sending_and_are_taken_in(world, an, ten):
    assert "chưa vào đợt" not in an.get(url(world, "voting")).text
    new = w.enrol(people(world, 1, "Lê Thị")[0], world.plan)
    for name in PAGES:
        assert "1 người vừa có phiếu, chưa vào đợt này." in an.get(url(world, name)).text
    troubles = an.get(url(world, "send_round")).context["troubles"]
    assert ("1 người vừa có phiếu, chưa vào đợt đánh giá.", url(world, "voting")) in troubles
    assert an.post(url(world, "round"), follow=True).redirect_chain == [(url(world, "voting"), 302)]
    assert Result.objects.filter(enrolment=new).count() == 1
    assert "chưa vào đợt" not in an.get(url(world, "voting")).text


def test_minutes_are_written_from_what_is_true_now_until_the_sending(world, an, ten):
    name = Enrolment.objects.get(pk=ten[0]).person.full_name
    address = reverse("programmes:paper_minutes", args=[Round.objects.get().pk])
    words = "đã thôi sinh hoạt Đoàn"

    def paper():
        with ZipFile(BytesIO(an.get(address).content)) as word:
            return word.read("word/document.xml").decode()

    assert name in paper()
    assert words not in paper()
    leave(ten[0])
    assert words in paper()
    Round.objects.update(state="sent")
    Result.objects.update(state="proposed")
    assert words not in paper()
    assert Meeting.objects.count() == 1
