"""Settings from the environment: what cannot be is refused by name."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import listed, whole_number
from config.secrets import load_secrets

KEY = base64.b64encode(bytes(32)).decode()


def test_blanks_and_empty_parts_do_not_count(monkeypatch):
    monkeypatch.setenv("SODOAN_HOSTS", " a.example.vn, b.example.vn,,")
    monkeypatch.setenv("SODOAN_PROXIES", " ")
    assert listed("SODOAN_HOSTS") == ["a.example.vn", "b.example.vn"]
    assert whole_number("SODOAN_PROXIES", 0) == 0


@pytest.mark.parametrize("text", ["hai", "-1", "1.5", "²"])
def test_what_is_no_number_is_refused_by_name(monkeypatch, text):
    monkeypatch.setenv("SODOAN_SLIP_DAYS", text)
    with pytest.raises(ImproperlyConfigured, match="SODOAN_SLIP_DAYS"):
        whole_number("SODOAN_SLIP_DAYS", 7)


@pytest.mark.parametrize(("keys", "works"), [(KEY, True), (f"{KEY}, {KEY}", True), ("abc", False)])
def test_keys_that_cannot_encrypt_are_refused_at_the_start(monkeypatch, tmp_path, keys, works):
    for name, text in [("SECRET_KEY", "x"), ("ID_KEYS", keys), ("ID_HASH_KEY", "y")]:
        monkeypatch.setenv(f"SODOAN_{name}", text)
    if works:
        assert set(load_secrets(tmp_path).id_numbers) == {KEY}
    else:
        with pytest.raises(ImproperlyConfigured, match="SODOAN_ID_KEYS"):
            load_secrets(tmp_path)
