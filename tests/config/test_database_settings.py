"""Which database the settings name."""

import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from config.database import PLANNER, database_settings, database_url

DATA = Path("/srv/so-doan")


@pytest.mark.parametrize(
    "url",
    [
        "mysql://an@example.vn/sodoan",
        "/var/lib/sodoan",
        "postgresql://an@example.vn:nhieu/sodoan",
        "postgresql://an@example.vn",
    ],
)
def test_url_that_cannot_be_used_is_refused(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database_settings(DATA)


def test_url_over_the_network_is_read(monkeypatch):
    monkeypatch.setenv(
        "DATABASE_URL",
        "postgres://th%C6%B0:b%40i%2Fm%E1%BA%ADt@db.example.vn:6543/s%E1%BB%95?sslmode=require",
    )
    place = database_settings(DATA)
    assert place["ENGINE"] == "django.db.backends.postgresql"
    assert place["USER"] == "thư"
    assert place["PASSWORD"] == "b@i/mật"
    assert (place["HOST"], place["PORT"]) == ("db.example.vn", "6543")
    assert place["NAME"] == "sổ"
    assert place["OPTIONS"] == {"sslmode": "require", "options": PLANNER}


def test_url_of_a_unix_socket_is_read(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://an@/sodoan?host=/run/postgresql&port=5433")
    place = database_settings(DATA)
    assert (place["HOST"], place["PORT"]) == ("/run/postgresql", "5433")
    assert (place["USER"], place["NAME"]) == ("an", "sodoan")
    assert place["OPTIONS"] == {"options": PLANNER}


def test_without_url_the_embedded_server_is_named_and_nothing_is_made(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    place = database_settings(tmp_path / "data")
    assert place["NAME"] == place["USER"] == "sodoan"
    assert place["HOST"].startswith("/")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("host", ["db.example.vn", "/tmp/một thư mục"])
def test_url_made_from_settings_reads_back_as_them(monkeypatch, host):
    monkeypatch.setenv("DATABASE_URL", "postgresql:///x")
    place = {"NAME": "sổ đoàn", "USER": "an", "PASSWORD": "a&b=c", "HOST": host, "PORT": "5"}
    monkeypatch.setenv("DATABASE_URL", database_url(place))
    assert database_settings(DATA).items() >= place.items()
    read = conninfo_to_dict(database_url(place))  # by libpq itself
    assert (read["dbname"], read["host"], read["password"]) == ("sổ đoàn", host, "a&b=c")


def test_two_data_folders_have_two_sockets(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    one, other = (database_settings(DATA / name)["HOST"] for name in ("a", "b"))
    assert one != other
    assert max(len(os.fsencode(f"{host}/.s.PGSQL.5432")) for host in (one, other)) <= 107
