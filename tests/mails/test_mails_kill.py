"""Killing who sends digests: none lost; a second delivery has the Message-ID of the first.

A blow in every run; as many as there is room for by `make crash`.
"""

import os
import random
import time
from collections import Counter

import pytest

from sodoan.mails.actions.digests import write_down
from sodoan.mails.models import Digest
from tests.doomed import kill, processes
from tests.mails.conftest import NOON

SEED = int(os.environ.get("SODOAN_SEED", "5"))  # another one strikes at other moments
LONGEST = 0.9  # seconds
BLOWS, PEOPLE = (12, 80) if os.environ.get("SODOAN_CRASH") else (2, 20)
WORK = """
import django; django.setup()
import sys
from datetime import datetime
from sodoan.mails.actions.digests import send_due
print("ready", flush=True)
send_due(datetime.fromisoformat(sys.argv[1]))
"""
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sender(test_database_url, server):
    """`sender()`: another process that sends what waits; it has said that it is ready."""
    with processes(
        WORK,
        test_database_url,
        SODOAN_SMTP_HOST="127.0.0.1",
        SODOAN_SMTP_PORT=str(server.port),
        SODOAN_SMTP_TLS="none",
        SODOAN_MAIL_FROM="so-doan@example.vn",
        SODOAN_ORIGINS="https://so-doan.example.vn",
    ) as start:
        yield lambda: start(NOON.isoformat())


def finish(sender):
    """Send what is left; the killed sender's lock may outlive it by a moment."""
    for _ in range(50):
        assert sender().wait() == 0
        if not Digest.objects.filter(state__in=["waiting", "sending"]).exists():
            return
        time.sleep(0.1)
    pytest.fail("something is never sent")


def test_no_digest_is_lost_and_a_second_delivery_is_recognisable(reader, sender, server):
    for number in range(PEOPLE):
        reader(f"p{number}@example.vn")
    write_down(NOON.date())
    server.on_taken = lambda message: time.sleep(0.02)  # so that blows fall amid the sending
    chance = random.Random(SEED)
    for _ in range(BLOWS):
        process = sender()
        time.sleep(chance.uniform(0, LONGEST))
        kill(process)
        _sent_were_taken(server)
    finish(sender)
    _sent_were_taken(server)
    known = {row.message_id: row.user.email for row in Digest.objects.select_related("user")}
    assert {message["Message-ID"]: message["To"] for message in server.taken} == known
    assert len(known) == PEOPLE
    again = Counter(server.ids())
    assert max(again.values()) <= 2
    assert sum(count - 1 for count in again.values()) <= BLOWS  # a kill repeats one at the most
    before = len(server.taken)
    assert sender().wait() == 0
    assert len(server.taken) == before


def _sent_were_taken(server):
    """What is marked as sent the server has taken: the mark never runs ahead."""
    sent = {row.message_id for row in Digest.objects.filter(state="sent")}
    assert sent <= set(server.ids())


def test_killed_between_the_answer_and_the_mark_the_same_mail_comes_again(reader, sender, server):
    reader("an@example.vn")
    write_down(NOON.date())
    process = sender.__call__()
    server.on_taken = lambda message: kill(process)
    process.wait()
    server.on_taken = lambda message: None
    digest = Digest.objects.get()
    assert (digest.state, server.ids()) == ("sending", [digest.message_id])
    finish(sender)
    digest.refresh_from_db()
    assert (digest.state, digest.tries) == ("sent", 2)
    assert server.ids() == [digest.message_id] * 2
