"""How mail is sent, read from the environment. Without a server, a sender and an address, none."""

import os
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.environment import listed, whole_number

_PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True)
class MailSettings:
    """The mail server, who sends, where links lead, and when nothing is sent."""

    host: str
    port: int
    user: str
    password: str
    tls: str
    sender: str
    site: str
    quiet: tuple[time, time]

    @property
    def is_on(self) -> bool:
        """Whether mail is sent at all."""
        return bool(self.host and self.sender and self.site)


def mail_settings() -> MailSettings:
    """What the environment says; a plain word about what cannot be."""
    tls = _text("SODOAN_SMTP_TLS") or "starttls"
    if tls not in _PORTS:
        raise ImproperlyConfigured(f"SODOAN_SMTP_TLS={tls} phải là một trong: {', '.join(_PORTS)}.")
    return MailSettings(
        host=_text("SODOAN_SMTP_HOST"),
        port=whole_number("SODOAN_SMTP_PORT", _PORTS[tls]),
        user=_text("SODOAN_SMTP_USER"),
        password=_password(_text("SODOAN_SMTP_PASSWORD_FILE")),
        tls=tls,
        sender=_text("SODOAN_MAIL_FROM"),
        site=site_address(),
        quiet=quiet_hours(),
    )


def site_address() -> str:
    """The address in links of mails, without a slash at the end; "" when none is named."""
    if origins := listed("SODOAN_ORIGINS"):
        return origins[0].rstrip("/")
    hosts = [host for host in listed("SODOAN_HOSTS") if "*" not in host]
    return f"https://{hosts[0]}" if hosts else ""


def quiet_hours() -> tuple[time, time]:
    """From when to when, in local time, nothing is mailed."""
    text = _text("SODOAN_QUIET_HOURS") or "21:00-06:30"
    try:
        start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        raise ImproperlyConfigured(
            f"SODOAN_QUIET_HOURS={text} chưa đúng. Đặt lại, ví dụ SODOAN_QUIET_HOURS=21:00-06:30."
        ) from None
    return start, end


def _text(name: str) -> str:
    return os.environ.get(name, "").strip()


def _password(path: str) -> str:
    if not path:
        return ""
    try:
        return Path(path).expanduser().read_text("utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"Không đọc được tệp mật khẩu SODOAN_SMTP_PASSWORD_FILE={path}: {error.strerror}."
        ) from None
