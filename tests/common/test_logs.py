"""Logs: one line a message, no rows of people."""

import logging

import pytest
from django.core.exceptions import DisallowedHost, PermissionDenied
from django.db import IntegrityError, transaction

from sodoan.common.logs import PlainFormatter
from tests.factories.accounts import UserFactory

FORMATTER = PlainFormatter(fmt="{levelname} {message}", style="{")


def line(text, *args, exc_info=None):
    record = logging.LogRecord("x", logging.WARNING, "", 0, text, args, exc_info)
    return FORMATTER.format(record)


@pytest.mark.parametrize("evil", ["a\nERROR b", "a\r\nERROR b", "a\x1b[31mb", "a\u2028ERROR b"])
def test_message_stays_one_line(evil):
    found = line("Not Found: %s", evil)
    assert len(found.splitlines()) == 1
    assert "\x1b" not in found


@pytest.mark.django_db
def test_error_of_the_database_does_not_quote_the_row():
    phone = UserFactory(phone="0908214637").phone
    with pytest.raises(IntegrityError, match=phone) as refused, transaction.atomic():
        UserFactory(phone=phone)
    error = refused.value
    found = line("job failed", exc_info=(type(error), error, error.__traceback__))
    assert "duplicate key" in found
    assert "Traceback" in found
    assert phone not in found


def test_closed_page_is_one_line():
    refused = PermissionDenied("Trang này dành cho người khác.")
    assert line("Forbidden", exc_info=(type(refused), refused, None)) == "WARNING Forbidden"


def test_strange_host_is_one_line(rf, settings):
    settings.ALLOWED_HOSTS = ["so-doan.example.vn"]
    with pytest.raises(DisallowedHost) as refused:
        rf.get("/", headers={"host": "la.example"}).get_host()
    error = refused.value
    exc_info = (type(error), error, error.__traceback__)
    name = "django.security.DisallowedHost"  # where Django logs it
    record = logging.LogRecord(name, logging.ERROR, "", 0, str(error), (), exc_info)
    assert len(FORMATTER.format(record).splitlines()) == 1
