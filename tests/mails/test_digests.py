"""Who gets a digest, when, how often, and what it says."""

import re
import socket
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from sodoan.jobs.actions import catch_up
from sodoan.mails.actions.digests import send_due, write_down
from sodoan.mails.hours import is_quiet
from sodoan.mails.models import Digest, MailChoice
from sodoan.notices.actions import Message, mark_all_read, notify
from sodoan.notices.todos import Todo
from tests.mails.conftest import NOON

DAY = date(2026, 12, 1)
OWED: list[Todo] = []


def todos_of_test(scope):
    return OWED


@pytest.fixture
def owed(monkeypatch):
    """The to-dos everybody has in a test."""
    monkeypatch.setattr(
        "sodoan.notices.todos.SOURCES", {"tests": "tests.mails.test_digests.todos_of_test"}
    )
    OWED.clear()
    return OWED


def todo(title="Nộp báo cáo tháng", due=None, **facts):
    return Todo(title, title, "Vì sao", "/", "Mở", "file-text", due, **facts)


def states():
    return dict(Digest.objects.values_list("user__email", "state"))


def local(hour, minute):
    return timezone.make_aware(datetime.combine(DAY, time(hour, minute)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"address": "", "proven_at": None}, "not proven"),
        ({"address": "khac@example.vn"}, "the file names another address by now"),
        ({"rhythm": "off"}, "wants none"),
    ],
)
def test_nothing_is_written_down_for_who_cannot_or_will_not(reader, change, words):
    reader("an@example.vn")
    MailChoice.objects.update(**change)
    assert write_down(DAY) == 0, words


def test_nothing_is_written_down_for_a_closed_account_or_without_a_server(reader, settings):
    reader("an@example.vn", is_active=False)
    assert write_down(DAY) == 0
    reader("binh@example.vn")
    settings.MAIL_IS_ON = False
    assert write_down(DAY) == 0


def test_writing_down_twice_is_once_and_costs_the_same_for_many(reader, django_assert_num_queries):
    people = [reader(f"p{number}@example.vn", unread=0) for number in range(3)]
    for expected in (3, 0):
        with django_assert_num_queries(4):  # two of them the savepoint
            assert write_down(DAY) == expected
    people += [reader(f"q{number}@example.vn", unread=0) for number in range(30)]
    with django_assert_num_queries(4):
        assert write_down(DAY) == 30
    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(user=people[0], day=DAY)


@pytest.mark.django_db
@pytest.mark.parametrize("facts", [{"state": "sent"}, {"ended_at": NOON}])
def test_the_database_refuses_an_end_without_a_moment(reader, facts):
    user = reader("an@example.vn")
    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(user=user, day=DAY, **facts)


def test_the_database_refuses_an_address_that_was_never_proven(reader):
    reader("an@example.vn")
    with pytest.raises(IntegrityError), transaction.atomic():
        MailChoice.objects.update(proven_at=None)


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(20, 59, False), (21, 0, True), (0, 0, True), (6, 29, True), (6, 30, False), (12, 0, False)],
)
def test_quiet_hours_end_and_begin_to_the_minute(reader, mailoutbox, hour, minute, quiet):
    reader("an@example.vn")
    write_down(DAY)
    assert is_quiet(local(hour, minute)) == quiet
    assert send_due(local(hour, minute)) == len(mailoutbox) == (not quiet)


@pytest.mark.parametrize("equal", [time(0), time(12)])
def test_quiet_hours_of_no_length_are_none(settings, equal):
    settings.QUIET_HOURS = (equal, equal)
    assert not any(is_quiet(local(hour, 0)) for hour in range(24))


def test_the_digest_waits_for_the_end_of_the_quiet_hours(reader):
    reader("an@example.vn")
    catch_up(local(6, 29))
    assert not Digest.objects.exists()
    catch_up(local(6, 30))
    assert states() == {"an@example.vn": "waiting"}


def test_nothing_to_say_is_no_mail(reader, mailoutbox, owed):
    reader("an@example.vn", unread=0)
    write_down(DAY)
    assert send_due(NOON) == 0
    assert (states(), mailoutbox) == ({"an@example.vn": "empty"}, [])


@pytest.mark.parametrize(
    ("due", "sent"),
    [(None, 0), (DAY + timedelta(days=1), 0), (DAY, 1), (DAY - timedelta(days=9), 1)],
)
def test_who_wants_it_on_days_something_is_due_gets_it_then_only(
    reader, mailoutbox, owed, due, sent
):
    reader("an@example.vn", "due")
    owed.append(todo(due=due))
    write_down(DAY)
    assert send_due(NOON) == len(mailoutbox) == sent


def test_who_stopped_after_it_was_written_down_gets_none(reader, mailoutbox):
    reader("an@example.vn")
    write_down(DAY)
    MailChoice.objects.update(rhythm="off")
    assert send_due(NOON) == 0
    assert (states(), mailoutbox) == ({"an@example.vn": "empty"}, [])


def test_the_mail_says_what_the_first_screen_says(reader, mailoutbox, owed, by):
    user = reader("an@example.vn", unread=2, full_name="Trần Thị An")
    owed += [
        todo("Nộp báo cáo tháng 11", DAY - timedelta(days=2)),
        todo("Trả lời khiếu nại của Lê Văn Cường", DAY, mailed="Trả lời một khiếu nại"),
        *(todo(f"Việc {number:02}") for number in range(12)),
    ]
    write_down(DAY)
    assert send_due(NOON) == 1
    (mail,) = mailoutbox
    assert mail.to == ["an@example.vn"]
    assert mail.subject == "Sổ Đoàn: 14 việc cần làm, 1 việc quá hạn"
    assert "Nộp báo cáo tháng 11 (hạn 29/11/2026, quá 2 ngày)" in mail.body
    assert "Trả lời một khiếu nại (hạn 01/12/2026, hôm nay)" in mail.body
    assert "và 4 việc khác" in mail.body
    assert "2 thông báo chưa đọc" in mail.body
    assert "Cường" not in mail.body  # neither who complained
    assert "Nguyễn Văn Ba" not in mail.body  # nor what a notice says
    for word in ("an@", user.code, "Trần"):
        assert word not in mail.extra_headers["List-Unsubscribe"] + mail.extra_headers["Message-ID"]
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.extra_headers["Message-ID"] == Digest.objects.get().message_id


def test_notices_alone_are_mailed_once_until_a_new_one_comes(reader, mailoutbox, owed):
    user = reader("an@example.vn")
    sent = []
    for number in range(3):
        now = timezone.now() + timedelta(days=number + 1)
        noon = timezone.make_aware(datetime.combine(timezone.localdate(now), time(12)))
        with time_machine.travel(noon, tick=False):
            if number == 2:
                notify([user.pk], Message("later", "Mới"))
                user.notices.filter(key="later").update(created_at=noon)
            write_down(noon.date())
            sent.append(send_due(noon))
    assert sent == [1, 0, 1]
    mark_all_read(user.pk, timezone.now())
    assert len(mailoutbox) == 2


def test_a_digest_of_yesterday_is_not_sent_beside_the_one_of_today(reader, mailoutbox):
    reader("an@example.vn")
    write_down(DAY - timedelta(days=1))
    write_down(DAY)
    assert send_due(NOON) == 1
    assert sorted(Digest.objects.values_list("state", flat=True)) == ["dropped", "sent"]
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("answer", "state"), [("550 nobody", "failed"), ("450 later", "waiting"), ("250 yes", "sent")]
)
def test_a_refused_mail_fails_for_good_or_waits_and_the_others_go(
    reader, server, caplog, answer, state
):
    for name in ("an", "binh"):
        reader(f"{name}@example.vn")
    server.refusals["an@example.vn"] = answer
    write_down(DAY)
    send_due(NOON)
    assert states() == {"an@example.vn": state, "binh@example.vn": "sent"}
    assert "an@" not in caplog.text


def test_a_mail_server_that_does_not_answer_loses_nothing(reader, server, settings):
    reader("an@example.vn")
    write_down(DAY)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = free.getsockname()[1]
        assert send_due(NOON) == 0
    assert states() == {"an@example.vn": "waiting"}
    settings.EMAIL_PORT = server.port
    assert send_due(NOON) == 1
    assert server.ids() == [Digest.objects.get().message_id]
    link = rb"List-Unsubscribe:\s+<https://so-doan\.example\.vn/thu/ngung/[\w:-]+/>"
    assert re.search(link, server.raw[0])  # neither encoded nor cut, or no program offers it


def test_only_one_process_sends(reader, mailoutbox, test_database_url):
    import psycopg

    reader("an@example.vn")
    write_down(DAY)
    with psycopg.connect(test_database_url) as other:
        other.execute("SELECT pg_advisory_lock(7301008)")
        assert send_due(NOON) == 0
        other.execute("SELECT pg_advisory_unlock(7301008)")  # closing alone takes a moment
    assert send_due(NOON) == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE l.locktype = 'advisory' AND d.datname = current_database()"
        )
        assert cursor.fetchone() == (0,)
