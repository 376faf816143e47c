"""Reports from the outbox of a phone: sent again, late, over one's own save or another's."""

from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from sodoan.activities.actions.planning import StaleError
from sodoan.activities.actions.reporting import Present, Report, mark_attendance, report_activity
from sodoan.activities.choices import ActivityState, Presence
from sodoan.activities.models import Activity, Attendance, Sending
from sodoan.activities.queries.kept import MOST_KEPT, kept_pages
from sodoan.common.outbox import Sent, sent_of
from tests.activities.conftest import TUESDAY
from tests.cast import enlist

pytestmark = pytest.mark.django_db
FIRST = Report("Hội trường", "Ra quân", "Quét dọn ba tầng", "")
SECOND = Report("Hội trường", "Ra quân", "Quét dọn bốn tầng", "")
K1, K2, K3 = uuid4(), uuid4(), uuid4()


@pytest.fixture(autouse=True)
def _that_tuesday():
    with time_machine.travel(f"{TUESDAY}T05:00:00Z", tick=False):
        yield


@pytest.fixture
def there(binh, scope, activity):
    people = {binh.person.pk: Present(Presence.PRESENT)}
    mark_attendance(activity, by=scope(binh), people=people)
    return activity


@pytest.fixture
def send(there, binh, scope):
    """`send(report, version, key, *before)` as binh's phone does."""

    def report(what, version, key, *before, who=binh):
        sent = Sent(key, before)
        return report_activity(there, by=scope(who), report=what, version=version, sent=sent)

    return report


def test_the_same_sending_again_changes_nothing(send, there):
    send(FIRST, 1, K1)
    events = Activity.pgh_event_model.objects.filter(pgh_obj=there.pk).count()
    again = send(FIRST, 1, K1)
    assert (again.version, again.done) == (2, FIRST.done)
    assert Activity.pgh_event_model.objects.filter(pgh_obj=there.pk).count() == events
    assert Sending.objects.count() == 1


def test_a_repeat_does_not_undo_what_somebody_else_saved_meanwhile(send, there, units, scope):
    send(FIRST, 1, K1)
    other = enlist("Mai Thị Phó", units.a2, "pho-bi-thu", post_in=units.a)
    report_activity(there, by=scope(other), report=SECOND, version=2)
    send(FIRST, 1, K1)
    there.refresh_from_db()
    assert (there.version, there.done) == (3, SECOND.done)


def test_a_correction_after_a_lost_answer_is_no_conflict_with_oneself(send):
    send(FIRST, 1, K1)
    assert send(SECOND, 1, K3, K2, K1).done == SECOND.done  # K2 never arrived


def test_a_correction_over_somebody_else_is_a_conflict(send, there, units, scope):
    send(FIRST, 1, K1)
    other = enlist("Mai Thị Phó", units.a2, "pho-bi-thu", post_in=units.a)
    report_activity(there, by=scope(other), report=SECOND, version=2)
    with pytest.raises(StaleError):
        send(FIRST, 1, K2, K1)


def test_the_keys_of_another_account_open_nothing(send, units):
    send(FIRST, 1, K1)
    other = enlist("Mai Thị Phó", units.a2, "pho-bi-thu", post_in=units.a)
    for keys in ((K1,), (K2, K1)):
        with pytest.raises(StaleError):
            send(SECOND, 1, *keys, who=other)


def test_database_keeps_a_key_and_a_version_once(send, there, binh):
    send(FIRST, 1, K1)
    for key, version, name in ((K1, 9, "sent_once"), (K2, 2, "one_sending_a_version")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Sending.objects.create(activity=there, by=binh, key=key, version=version)


def fields(**more):
    plain = {"place": "Sân", "form": "Ra quân", "done": "Quét", "guests": "0", "version": "1"}
    return plain | more


def test_the_outbox_gets_data_and_a_browser_a_page(login, binh, there):
    address = reverse("activities:report", args=[there.pk])
    client = login(binh)
    sent = fields(key=str(K1), before="khong-phai-khoa")
    for _ in range(2):
        answer = client.post(address, sent, headers={"X-Outbox": "1"})
        assert answer.json()["words"] == "Đã gửi báo cáo hoạt động."
    assert client.post(address, fields(version="2")).status_code == 302
    assert client.post(address, fields(key="hong"), headers={"X-Outbox": "1"}).status_code == 422
    there.refresh_from_db()
    assert (there.version, Sending.objects.count()) == (3, 1)


def test_ones_own_ticks_may_be_sent_again_but_not_over_those_of_others(
    login, binh, there, dung, units, scope
):
    address = reverse("activities:attendance", args=[there.pk])
    other = enlist("Mai Thị Phó", units.a2, "pho-bi-thu", post_in=units.a)
    shown = {"luc": "2026-01-01T00:00:00+00:00"}  # long before any of the marks
    name = f"p-{binh.person.pk}"
    login(binh).post(address, shown | {name: "absent"}, headers={"X-Outbox": "1"})
    assert Attendance.objects.get(person=binh.person).presence == "absent"
    people = {binh.person.pk: Present(Presence.PRESENT)}
    mark_attendance(there, by=scope(other), people=people)
    answer = login(binh).post(address, shown | {name: "absent"}, headers={"X-Outbox": "1"})
    assert "Giữ nguyên 1 người" in answer.json()["words"]
    assert Attendance.objects.get(person=binh.person).presence == "present"


def test_kept_pages_are_ones_own_unreported_ones_of_these_days(
    there, binh, chi, dung, scope, theme
):
    own = [reverse(f"activities:{name}", args=[there.pk]) for name in ("attendance", "report")]
    assert [page["url"] for page in kept_pages(scope(binh))] == own
    assert kept_pages(scope(chi)) == []
    assert kept_pages(scope(dung)) == []
    Activity.objects.bulk_create(
        Activity(unit=there.unit, kind=there.kind, theme=theme, on=TUESDAY, title=f"Việc {n}")
        for n in range(MOST_KEPT)
    )
    assert len(kept_pages(scope(binh))) == 2 * MOST_KEPT
    Activity.objects.update(slot=None, on=TUESDAY.replace(month=1))
    assert kept_pages(scope(binh)) == []


def test_reported_pages_are_no_longer_kept(send, binh, scope):
    assert send(FIRST, 1, K1).state == ActivityState.REPORTED
    assert kept_pages(scope(binh)) == []


@pytest.mark.parametrize("key", ["", "1", "x" * 500, "'; DROP TABLE", "٣" * 36])
def test_keys_that_are_none_are_no_sending(key):
    assert sent_of({"key": key, "before": key}) is None


def test_keys_before_that_are_none_are_passed_over():
    assert sent_of({"key": str(K2), "before": f"x {K1} 12"}) == Sent(K2, (K1,))


def test_the_worker_is_a_script_for_everybody(client):
    answer = client.get("/sw.js")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer.content.startswith(b"const VERSION = ")
