"""Digests of a day: written down in one statement, then sent one by one.

**At least once.** SMTP has no exactly once: who is killed between the server's “250” and the next
commit cannot know whether the mail is on its way. A digest is marked `sending` before the first
byte and `sent` after the answer; one found `sending` is sent again, with the same Message-ID, by
which mail servers and readers know it for the same. So none is lost, and a kill repeats one mail at
the most. docs/decisions/0008-digests.md says why not the other way.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from sodoan.mails.choices import TO_SEND, DigestState
from sodoan.mails.hours import is_quiet
from sodoan.mails.links import stop_url
from sodoan.mails.models import Digest, MailChoice
from sodoan.mails.queries.letters import (
    Letter,
    Unread,
    choices_of,
    last_sent,
    letter_of,
    unread_of,
)

logger = logging.getLogger(__name__)
_SECONDS: Final = 60  # of one run: other work of the worker waits no longer
_BATCH: Final = 100
_TRIES: Final = 20
_PERMANENT: Final = 500
_SENDER: Final = 7_301_008  # advisory lock: digests are sent by one process at a time

_WRITE = """
INSERT INTO mails_digest (user_id, day, state, tries)
SELECT c.user_id, %s, 'waiting', 0
  FROM mails_mailchoice c JOIN accounts_user u ON u.id = c.user_id
 WHERE c.rhythm <> 'off' AND c.address <> '' AND c.address = u.email AND u.is_active
 ORDER BY c.user_id
    ON CONFLICT (user_id, day) DO NOTHING
"""


@transaction.atomic
def write_down(day: date) -> int:
    """A row for everybody who wants mail, none twice; what earlier days left unsent is dropped.

    Today's says the same again, so nobody gets two. Two statements, whatever the number of people.
    Returns how many are new.
    """
    Digest.objects.filter(state__in=TO_SEND, day__lt=day).update(
        state=DigestState.DROPPED, ended_at=timezone.now()
    )
    if not settings.MAIL_IS_ON:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [day])
        return int(cursor.rowcount)


def send_due(now: datetime) -> int:
    """Send the digests of today that wait, for a minute at the most; returns how many were sent.

    Nothing is sent in quiet hours, by a server without mail, or while another process sends. A
    mail server that does not answer ends the run; the next one goes on.
    """
    if not settings.MAIL_IS_ON or is_quiet(now):
        return 0
    with _only_sender() as is_mine:
        return _send_batches(timezone.localdate(now)) if is_mine else 0


def _send_batches(day: date) -> int:
    until = time.monotonic() + _SECONDS
    server = get_connection()
    sent, seen = 0, set[int]()
    try:
        while time.monotonic() < until and (rows := _next(day, seen)):
            wanted, unread, told = choices_of(rows), unread_of(rows), last_sent(rows)
            for row in rows:
                seen.add(row.pk)
                letter = _letter(row, wanted, unread, told)
                if letter is None:
                    _end(row, DigestState.EMPTY)
                else:
                    sent += _send(row, wanted[row.user_id], letter, server)
                if time.monotonic() >= until:
                    break
            server.close()  # some servers take only so many mails at a time
    except (OSError, SMTPException) as error:  # an SMTPException is an OSError too
        logger.warning("the mail server failed: %s", type(error).__name__)
    finally:
        server.close()
    return sent


def _next(day: date, seen: set[int]) -> list[Digest]:
    rows = Digest.objects.filter(day=day, state__in=TO_SEND).exclude(pk__in=seen)
    return list(rows.order_by("tries", "pk")[:_BATCH])


def _letter(row: Digest, wanted: Any, unread: Any, told: Any) -> Letter | None:
    choice = wanted.get(row.user_id)
    if choice is None:  # wants none any more, or the address has changed
        return None
    return letter_of(choice, row.day, unread.get(row.user_id, Unread()), told.get(row.user_id))


def _send(row: Digest, choice: MailChoice, letter: Letter, server: Any) -> bool:
    """Send one; whether the server has taken it. Raises when the connection is gone."""
    server.open()  # before the mark: who cannot connect has sent nothing
    Digest.objects.filter(pk=row.pk).update(state=DigestState.SENDING, tries=F("tries") + 1)
    try:
        server.send_messages([_message(row, choice, letter)])
    except SMTPRecipientsRefused as error:
        _refused(row, max(code for code, _ in error.recipients.values()))
    except SMTPDataError as error:
        _refused(row, error.smtp_code)
    except SMTPResponseException:  # before the text: it was certainly not taken
        Digest.objects.filter(pk=row.pk).update(state=DigestState.WAITING)
        raise
    else:
        _end(row, DigestState.SENT)
        return True
    return False


def _message(row: Digest, choice: MailChoice, letter: Letter) -> EmailMessage:
    return EmailMessage(
        letter.subject,
        letter.text,
        to=[choice.address],
        headers={
            "Message-ID": row.message_id,
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop_url(choice)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _refused(row: Digest, code: int) -> None:
    """For good, or until the next run; the log names no address."""
    logger.warning("digest %s was refused with %s", row.pk, code)
    if code >= _PERMANENT or row.tries + 1 >= _TRIES:
        _end(row, DigestState.FAILED)
    else:
        Digest.objects.filter(pk=row.pk).update(state=DigestState.WAITING)


def _end(row: Digest, state: DigestState) -> None:
    Digest.objects.filter(pk=row.pk).update(state=state, ended_at=timezone.now())


@contextmanager
def _only_sender() -> Iterator[bool]:
    """Whether this process may send; who is killed gives it up with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_SENDER])
        is_mine = bool(cursor.fetchone()[0])
        try:
            yield is_mine
        finally:
            if is_mine:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_SENDER])
