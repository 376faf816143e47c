"""Which database: the one `DATABASE_URL` names, else the embedded server of the data folder."""

import atexit
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.embedded import DATABASE, ROLE, EmbeddedServer
from config.serverhome import EmbeddedError

# Lists are short reads over indexes on solid-state disks: compiling them costs more than it saves.
PLANNER = "-c jit=off -c random_page_cost=1.1"
_SCHEMES = ("postgres", "postgresql")
_QUERY_NAMES = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}


def database_settings(data: Path) -> dict[str, Any]:
    """Django's `DATABASES["default"]`; touches nothing. Raises ImproperlyConfigured on a bad URL.

    `DATABASE_URL` is a libpq URL, such as `postgresql://user:password@host:5432/name?sslmode=require`
    or, for a Unix socket, `postgresql://user@/name?host=/folder/of/the/socket`.
    """
    url = os.environ.get("DATABASE_URL", "")
    place: dict[str, Any] = (
        _parse(url)
        if url
        else {"NAME": DATABASE, "USER": ROLE, "HOST": str(EmbeddedServer(data).socket_folder)}
    )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {},
        **place,
        "OPTIONS": {"options": PLANNER, **place.get("OPTIONS", {})},
    }


def ensure_running(data: Path, *, durable: bool = True) -> None:
    """Make sure the database answers before it is used; start-up code calls this.

    With `DATABASE_URL` somebody else runs the server and nothing happens. Otherwise the embedded
    server is started; it is stopped when the last process that called this ends.
    Raises config.serverhome.EmbeddedError with a message for the user.
    """
    if os.environ.get("DATABASE_URL"):
        return
    server = EmbeddedServer(data, durable=durable)
    server.ensure_running()
    atexit.register(_release, server, os.getpid())


def _release(server: EmbeddedServer, starter: int) -> None:
    if os.getpid() == starter:  # forked children must not
        try:
            server.release()
        except EmbeddedError as error:
            sys.stderr.write(f"{error}\n")


def database_url(settings: dict[str, Any]) -> str:
    """The `DATABASE_URL` of a `DATABASES` entry: how a parent tells a child process which one."""
    parts = {name: str(settings[key]) for name, key in _QUERY_NAMES.items() if settings.get(key)}
    name = quote(parts.pop("dbname"), safe="")
    return f"postgresql:///{name}?{urlencode(parts, quote_via=quote)}"  # libpq reads no + as space


def _parse(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL không đọc được: {error}.") from error
    if parts.scheme not in _SCHEMES:
        raise ImproperlyConfigured(
            "DATABASE_URL phải có dạng postgresql://người-dùng:mật-khẩu@máy:cổng/tên-cơ-sở-dữ-liệu."
        )
    place: dict[str, Any] = {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
    }
    options = {}
    for name, value in parse_qsl(parts.query):
        if name in _QUERY_NAMES:
            place[_QUERY_NAMES[name]] = value
        else:
            options[name] = value
    if not place["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL thiếu tên cơ sở dữ liệu ở cuối.")
    return {**place, "OPTIONS": options} if options else place
