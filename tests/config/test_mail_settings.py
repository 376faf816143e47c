"""How the environment says where mail goes, and the plain word about what it cannot mean."""

from datetime import time

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.mail import mail_settings
from sodoan.cli.checks import Problem, mail_is_sent
from tests.mails.smtp import mail_server

WHOLE = {
    "SODOAN_SMTP_HOST": "mail.example.vn",
    "SODOAN_MAIL_FROM": "so-doan@example.vn",
    "SODOAN_HOSTS": "so-doan.example.vn",
}
NAMES = (
    *WHOLE, "SODOAN_SMTP_PORT", "SODOAN_SMTP_TLS", "SODOAN_SMTP_USER", "SODOAN_SMTP_PASSWORD_FILE",
    "SODOAN_ORIGINS", "SODOAN_QUIET_HOURS",
)  # fmt: skip


@pytest.fixture
def read(monkeypatch):
    def reading(**environment):
        for name in NAMES:
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return mail_settings()

    return reading


@pytest.mark.parametrize("missing", sorted(WHOLE))
def test_without_a_server_a_sender_or_an_address_no_mail_is_sent(read, missing):
    assert read(**WHOLE).is_on
    assert not read(**{name: value for name, value in WHOLE.items() if name != missing}).is_on


@pytest.mark.parametrize(
    ("tls", "port"), [("", 587), ("starttls", 587), ("tls", 465), ("none", 25)]
)
def test_the_port_follows_the_encryption(read, tls, port):
    assert read(**WHOLE, SODOAN_SMTP_TLS=tls).port == port
    assert read(**WHOLE, SODOAN_SMTP_TLS=tls, SODOAN_SMTP_PORT="2525").port == 2525


@pytest.mark.parametrize(
    "wrong",
    [
        {"SODOAN_SMTP_TLS": "ssl"},
        {"SODOAN_SMTP_PORT": "x"},
        {"SODOAN_QUIET_HOURS": "21"},
        {"SODOAN_QUIET_HOURS": "21:00-25:00"},
        {"SODOAN_SMTP_PASSWORD_FILE": "/nowhere/at/all"},
    ],
)
def test_what_cannot_be_is_refused_by_its_name(read, wrong):
    (name,) = wrong
    with pytest.raises(ImproperlyConfigured, match=name):
        read(**wrong)


def test_the_password_is_read_from_its_file(read, tmp_path):
    (tmp_path / "word").write_text("bí mật\n")
    assert read(SODOAN_SMTP_PASSWORD_FILE=str(tmp_path / "word")).password == "bí mật"


def test_links_lead_to_the_first_origin_else_to_the_first_host(read):
    assert read(**WHOLE).site == "https://so-doan.example.vn"
    assert read(**WHOLE, SODOAN_ORIGINS="http://a.vn/,http://b.vn").site == "http://a.vn"


def test_quiet_hours_are_from_nine_to_half_past_six_unless_said(read):
    assert read().quiet == (time(21), time(6, 30))
    assert read(SODOAN_QUIET_HOURS="22:00 - 05:45").quiet == (time(22), time(5, 45))


def test_doctor_says_that_no_mail_is_sent_and_names_a_server_that_does_not_answer(settings):
    settings.MAIL_IS_ON = False
    assert "Không gửi thư" in mail_is_sent()
    settings.MAIL_IS_ON = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    with mail_server() as server:
        settings.EMAIL_PORT = server.port
        assert mail_is_sent() == f"Thư gửi qua 127.0.0.1:{server.port}"
    with pytest.raises(Problem, match="ConnectionRefusedError"):
        mail_is_sent()
