"""A server that sends mail, and people who want it."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from sodoan.access.scopes import scope_of
from sodoan.mails.models import MailChoice
from sodoan.notices.actions import Message, notify
from tests.factories.accounts import UserFactory
from tests.mails.smtp import mail_server

NOON = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)  # twelve in Việt Nam


@pytest.fixture(autouse=True)
def mail_is_on(settings):
    settings.MAIL_IS_ON = True
    settings.SITE_ADDRESS = "https://so-doan.example.vn"
    settings.DEFAULT_FROM_EMAIL = "Sổ Đoàn <so-doan@example.vn>"


@pytest.fixture
def server(settings):
    """A real mail server, which the program sends to."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    with mail_server() as started:
        settings.EMAIL_PORT = started.port
        yield started


@pytest.fixture
def reader(db):
    """`reader("an@example.vn")`: an account whose address is proven; `unread` notices wait."""

    def make(email, rhythm="daily", unread=1, **facts):
        user = UserFactory(email=email, **facts)
        proven = {"address": email, "proven_at": timezone.now()}
        MailChoice.objects.create(user=user, rhythm=rhythm, **proven)
        for number in range(unread):
            notify([user.pk], Message(f"n{number}", "Nguyễn Văn Ba đã nộp"))
        return user

    return make


@pytest.fixture
def by():
    return lambda user: scope_of(user, only="")
