"""Checking in by the code on the wall: who, when, with which code; the page that shows it."""

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from sodoan.activities.actions.checkin import check_in
from sodoan.activities.actions.planning import skip_activity
from sodoan.activities.actions.reporting import Present, mark_attendance
from sodoan.activities.choices import Presence
from sodoan.activities.models import Attendance
from sodoan.activities.queries.checkin import code_of
from tests.activities.conftest import TUESDAY
from tests.race import race

pytestmark = pytest.mark.django_db
CHECK_IN = reverse("activities:check_in")


@pytest.fixture
def clock():
    """The Tuesday at 16:40; `clock.shift(seconds)` lets time pass."""
    with time_machine.travel(f"{TUESDAY}T09:40:00Z", tick=False) as traveller:
        yield traveller


def scan(activity):
    return reverse("activities:scan", args=[code_of(activity)])


def there(activity):
    return {one.person_id: (one.presence, one.means) for one in activity.attendances.all()}


@pytest.mark.parametrize(("days", "words"), [(-1, "chưa diễn ra"), (1, "đã qua ngày")])
def test_another_day_is_refused(activity, dung, scope, clock, days, words):
    clock.shift(timedelta(days=days))
    with pytest.raises(ValidationError, match=words):
        check_in(activity, by=scope(dung))
    assert not there(activity)


def test_who_belongs_elsewhere_and_who_is_nobody_are_refused(activity, chi, quan, scope, clock):
    for user in (chi, quan):
        with pytest.raises(ValidationError, match="không sinh hoạt ở Đoàn xã An Hòa"):
            check_in(activity, by=scope(user))
    assert not there(activity)


def test_skipped_activity_takes_nobody(activity, binh, dung, scope, clock):
    skip_activity(activity, by=scope(binh), reason="Mưa bão", version=activity.version)
    with pytest.raises(ValidationError, match="Bạn hỏi lại người phụ trách"):
        check_in(activity, by=scope(dung))


def test_who_was_marked_away_and_comes_is_there(activity, binh, dung, scope, clock):
    marks = {dung.person.pk: Present(Presence.EXCUSED, "Ốm")}
    mark_attendance(activity, by=scope(binh), people=marks)
    check_in(activity, by=scope(dung))
    assert there(activity) == {dung.person.pk: ("present", "qr")}
    assert activity.attendances.get().reason == ""


def test_who_was_ticked_stays_ticked(activity, binh, dung, scope, clock):
    mark_attendance(activity, by=scope(binh), people={dung.person.pk: Present(Presence.PRESENT)})
    check_in(activity, by=scope(dung))
    assert there(activity) == {dung.person.pk: ("present", "tick")}


def test_member_scans_signs_in_and_is_there(activity, dung, client, clock):
    answer = client.get(scan(activity))
    assert answer.url == CHECK_IN
    assert "/dang-nhap/" in client.get(CHECK_IN).url
    client.force_login(dung)  # the session goes on, as when signing in by the form
    page = client.get(CHECK_IN)
    assert "Tôi có mặt" in page.text
    assert "Tổng vệ sinh" in page.text
    assert not there(activity)  # opening is not saying
    assert "Bạn đã điểm danh." in client.post(CHECK_IN).text
    assert there(activity) == {dung.person.pk: ("present", "qr")}
    assert "Bạn đã điểm danh." in client.post(CHECK_IN).text  # a second tap, a page loaded again
    assert activity.attendances.count() == 1


@pytest.mark.parametrize(("seconds", "status"), [(60, 302), (61, 410)])
def test_code_passed_on_is_too_old(activity, client, clock, seconds, status):
    address = scan(activity)
    clock.shift(seconds)
    assert client.get(address).status_code == status


@pytest.mark.parametrize(("seconds", "status"), [(600, 200), (601, 410)])
def test_there_are_ten_minutes_to_sign_in(activity, dung, login, clock, seconds, status):
    client = login(dung)
    client.get(scan(activity))
    clock.shift(seconds)
    assert client.get(CHECK_IN).status_code == status


def test_made_up_code_and_page_without_a_scan_say_what_to_do(activity, dung, login, clock):
    client = login(dung)
    forged = reverse("activities:scan", args=[code_of(activity)[:-1] + "-"])
    for address in (forged, CHECK_IN):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "Bạn quét lại mã đang hiện" in answer.text


def test_refusal_is_shown_and_the_code_may_be_used_again(activity, chi, login, clock):
    client = login(chi)
    client.get(scan(activity))
    answer = client.post(CHECK_IN)
    assert answer.status_code == 422
    assert "không sinh hoạt ở" in answer.text


def test_page_shows_a_new_code_each_time_to_who_keeps_the_activity(
    activity, binh, dung, login, clock
):
    address = reverse("activities:code", args=[activity.pk])
    assert login(dung).get(address).status_code == 404
    client = login(binh)
    with patch("sodoan.activities.views.checkin.qr_svg", side_effect=lambda text, _: text):
        first = client.get(address).context["qr"]
        clock.shift(20)
        second = client.get(address)
    assert first != second.context["qr"]
    assert "/co-mat/" in first
    assert "0/" in second.text
    assert 'hx-trigger="every 20s"' in second.text
    assert "no-store" in second.headers["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_are_one_presence(activity, dung, scope, clock):
    by = scope(dung)
    race(lambda: check_in(activity, by=by), lambda: check_in(activity, by=by))
    assert Attendance.objects.count() == 1


def test_list_shown_before_somebody_checked_in_does_not_undo_it(
    activity, binh, dung, an, scope, login, clock
):
    """What is not touched is not written again either: a scan stays a scan."""
    client, address = login(binh), reverse("activities:attendance", args=[activity.pk])
    shown = client.get(address).context["page"].shown_at.isoformat()
    clock.shift(30)
    for user in (dung, an):
        check_in(activity, by=scope(user))
    clock.shift(30)
    marks = {f"p-{dung.person.pk}": "absent", f"p-{an.person.pk}": "present", "luc": shown}
    marks |= {f"p-{binh.person.pk}": "present"}
    told = client.post(address, marks, follow=True).text
    assert "Đã lưu điểm danh: 3/3 có mặt. Giữ nguyên 1 người vừa tự điểm danh: Hồ Gia Dung" in told
    found = there(activity)
    assert found[dung.person.pk] == found[an.person.pk] == ("present", "qr")
    assert found[binh.person.pk] == ("present", "tick")
    later = client.get(address).context["page"].shown_at.isoformat()
    client.post(address, {f"p-{dung.person.pk}": "absent", "luc": later})
    assert there(activity)[dung.person.pk] == ("absent", "tick")


@pytest.mark.parametrize("when", ["", "hôm qua", "2026-10-13T16:40:00"])
def test_list_without_a_moment_is_taken_as_it_is(activity, binh, dung, scope, login, clock, when):
    check_in(activity, by=scope(dung))
    address = reverse("activities:attendance", args=[activity.pk])
    login(binh).post(address, {f"p-{dung.person.pk}": "absent", "luc": when})
    assert there(activity)[dung.person.pk] == ("absent", "tick")


def test_list_stands_branch_by_branch(activity, units, binh, dung, an, login, clock):
    page = login(binh).get(reverse("activities:attendance", args=[activity.pk]))
    seats = [(seat.begins, seat.person.full_name) for seat in page.context["page"].seats]
    assert seats == [
        ("Chi đoàn Khu phố 1 (2 người)", an.full_name),
        ("", dung.full_name),
        ("Chi đoàn Khu phố 2 (1 người)", binh.full_name),
    ]
