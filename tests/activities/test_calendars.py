"""Activities in calendar programs: who may fetch what, and what they get."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from sodoan.activities.actions.calendars import close_feed, open_feed
from sodoan.activities.models import Activity, CalendarFeed
from sodoan.org.models import Appointment
from sodoan.people.models import Membership
from tests.activities.conftest import TUESDAY

pytestmark = pytest.mark.django_db
PAGE = "/hoat-dong/lich-dien-thoai/"


@pytest.fixture(autouse=True)
def _that_tuesday():
    with time_machine.travel(f"{TUESDAY}T05:00:00Z", tick=False):
        yield


def fetch(feed):
    """What a calendar program makes of the answer: event by title."""
    answer = Client().get(reverse("activities:feed", args=[feed.key]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "no-store" in answer["Cache-Control"]
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(event["summary"]): event for event in events}


def gone(feed):
    return Client().get(reverse("activities:feed", args=[feed.key])).status_code == 404


def test_a_unit_out_of_reach_has_no_address(units, chi, dung, scope):
    for user in (chi, dung):
        with pytest.raises(PermissionDenied):
            open_feed(units.a, by=scope(user))


def test_wrong_and_old_addresses_lead_nowhere(units, binh, scope):
    first = open_feed(units.a, by=scope(binh))
    again = open_feed(units.a, by=scope(binh))
    assert (first.pk, first.key == again.key) == (again.pk, False)
    assert gone(first)
    assert not gone(again)
    close_feed(units.a, by=scope(binh))
    assert gone(again)
    close_feed(units.a, by=scope(binh))  # nothing to take back any more


def test_address_of_a_unit_dies_with_the_post(units, binh, scope, activity):
    feed = open_feed(units.a, by=scope(binh))
    assert list(fetch(feed)) == ["Tổng vệ sinh"]
    Appointment.objects.filter(person=binh.person).update(
        during=(TUESDAY - timedelta(days=99), TUESDAY)
    )
    assert gone(feed)


def test_address_dies_with_the_account(binh, scope):
    feed = open_feed(None, by=scope(binh))
    binh.is_active = False
    binh.save()
    assert gone(feed)


def test_event_says_when_where_what_and_names_nobody(units, binh, scope, activity, slot):
    event = fetch(open_feed(units.a, by=scope(binh)))["Tổng vệ sinh"]
    assert event.decoded("dtstart") == datetime(2026, 10, 13, 9, 30, tzinfo=UTC)
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=30)
    assert (event["location"], event["status"]) == ("Hội trường", "CONFIRMED")
    assert str(activity.theme) in event["description"]
    assert event["uid"] == f"activity-{activity.pk}@testserver"
    assert binh.full_name not in event.to_ical().decode()


def test_skipped_is_cancelled_and_without_an_hour_it_lasts_the_day(units, binh, scope, activity):
    Activity.objects.filter(pk=activity.pk).update(
        state="skipped", skip_reason="Bão; mưa, lớn", starts_at=None, version=4
    )
    event = fetch(open_feed(units.a, by=scope(binh)))["Tổng vệ sinh"]
    assert (event["status"], event["sequence"]) == ("CANCELLED", 4)
    assert "Nghỉ: Bão; mưa, lớn" in event["description"]
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (TUESDAY, date(2026, 10, 14))


def test_hostile_text_stays_text(units, binh, scope, activity):
    title = "Vệ sinh\\nEND:VEVENT; a,b\r\nBEGIN:VALARM"
    Activity.objects.filter(pk=activity.pk).update(title=title)
    [event] = fetch(open_feed(units.a, by=scope(binh))).values()
    assert "BEGIN:VALARM" in event["summary"]
    assert not event.subcomponents


def test_member_sees_what_the_branch_is_expected_at(units, dung, chi, scope, activity):
    own, other = (open_feed(None, by=scope(user)) for user in (dung, chi))
    assert list(fetch(own)) == ["Tổng vệ sinh"]
    assert fetch(other) == {}
    Membership.objects.filter(person=dung.person).update(
        during=(date(2020, 1, 1), TUESDAY), ended_by="transfer"
    )
    assert fetch(own) == {}


def test_who_is_in_charge_sees_it_anywhere(units, chi, scope, activity):
    Activity.objects.filter(pk=activity.pk).update(in_charge=chi.person)
    assert list(fetch(open_feed(None, by=scope(chi)))) == ["Tổng vệ sinh"]


def test_account_without_a_person_has_an_empty_calendar(quan, scope, activity):
    assert fetch(open_feed(None, by=scope(quan))) == {}


@pytest.mark.parametrize("away", [-93, 367])
def test_neither_old_nor_far_days_are_sent(units, binh, scope, activity, away):
    day = TUESDAY + timedelta(days=away)
    Activity.objects.filter(pk=activity.pk).update(slot=None, on=day)
    feed = open_feed(units.a, by=scope(binh))
    assert fetch(feed) == {}
    Activity.objects.update(on=day - timedelta(days=1 if away > 0 else -1))
    assert len(fetch(feed)) == 1


@pytest.mark.parametrize("count", [3, 300])
def test_fetching_costs_the_same(units, dung, scope, theme, count, django_assert_num_queries):
    Activity.objects.bulk_create(
        Activity(
            unit=units.a, kind="scheme", theme=theme, on=TUESDAY + timedelta(days=at % 90),
            starts_at=time(16, 30), title=f"Buổi {at}",
        )
        for at in range(count)
    )  # fmt: skip
    feed = open_feed(None, by=scope(dung))
    with django_assert_num_queries(5):
        assert len(fetch(feed)) == count


def test_page_gives_changes_and_takes_back_addresses(units, binh, em, dung, login):
    client = login(binh)
    page = client.get(PAGE)
    assert [name for _, name, *_ in page.context["rows"]] == [
        "Hoạt động Đoàn của tôi", f"Hoạt động {units.a.name}",
    ]  # fmt: skip
    assert client.post(PAGE, {"don_vi": units.a.pk}, follow=True).status_code == 200
    feed = CalendarFeed.objects.get()
    page = client.get(PAGE)
    assert f'value="http://testserver/lich/{feed.key}.ics"' in page.text
    assert f'href="webcal://testserver/lich/{feed.key}.ics"' in page.text
    client.post(PAGE, {"don_vi": units.a.pk, "viec": "tat"})
    assert not CalendarFeed.objects.exists()
    assert login(dung).post(PAGE, {"don_vi": units.a.pk}).status_code == 404
    above = login(em).get(PAGE, {"don_vi": units.b.pk}).context["rows"]
    assert [name for _, name, *_ in above][-1] == f"Hoạt động {units.b.name}"
    assert len(login(dung).get(PAGE, {"don_vi": units.b.pk}).context["rows"]) == 1
