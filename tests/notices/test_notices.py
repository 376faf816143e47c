"""The inbox: once, for its owner only; and the order of what is owed."""

from datetime import date, timedelta

import pytest

from sodoan.notices.actions import Message, notify
from sodoan.notices.models import Notice
from sodoan.notices.todos import Todo, ordered
from tests.factories.accounts import UserFactory

TODAY = date(2026, 10, 12)


def todo(key, due=None, weight=1):
    return Todo(key, key, "", "/", "Làm", "clock", due, weight=weight)


def test_ordered_puts_overdue_first_then_the_nearest_deadline_then_the_undated():
    rows = [
        todo("không hạn"),
        todo("tuần sau", TODAY + timedelta(days=7)),
        todo("mai", TODAY + timedelta(days=1)),
        todo("quá hạn", TODAY - timedelta(days=1)),
    ]
    assert [row.key for row in ordered(rows, TODAY)] == ["quá hạn", "mai", "tuần sau", "không hạn"]


def test_ordered_keeps_small_overdue_work_below_the_main_card():
    small = todo("nhỏ", TODAY - timedelta(days=9), weight=2)
    assert [row.key for row in ordered([small, todo("chính")], TODAY)] == ["chính", "nhỏ"]


@pytest.mark.django_db
def test_notify_passes_over_people_without_an_account():
    user = UserFactory()
    notify([None, user.pk, user.pk], Message("k", "Tin"))
    assert list(Notice.objects.values_list("user", "title")) == [(user.pk, "Tin")]


@pytest.mark.django_db
def test_notify_with_the_same_key_is_one_notice():
    user = UserFactory()
    notify([user.pk], Message("k", "Tin"))
    notify([user.pk], Message("k", "Tin khác"))
    assert Notice.objects.get(user=user).title == "Tin"


@pytest.mark.django_db
def test_inbox_shows_only_ones_own(client):
    mine, other = UserFactory(), UserFactory()
    notify([mine.pk], Message("a", "Tin của tôi"))
    notify([other.pk], Message("b", "Tin của người khác"))
    client.force_login(mine)
    page = client.get("/thong-bao/").content.decode()
    assert "Tin của tôi" in page
    assert "Tin của người khác" not in page
    assert "Tin của tôi" in client.get("/thong-bao/?q=TOI+tin&loc=chua-doc").content.decode()
    assert "Tin của tôi" not in client.get("/thong-bao/?q=khac").content.decode()


@pytest.mark.django_db
def test_read_all_marks_only_ones_own(client):
    mine, other = UserFactory(), UserFactory()
    notify([mine.pk, other.pk], Message("a", "Tin"))
    client.force_login(mine)
    assert client.get("/thong-bao/da-doc/").status_code == 405
    client.post("/thong-bao/da-doc/")
    assert not Notice.objects.filter(user=mine, read_at=None).exists()
    assert Notice.objects.filter(user=other, read_at=None).exists()
