"""What production promises, read from the settings as `sodoan web` loads them."""

import json
import os
import subprocess
import sys

import pytest

_READ = """
import json
from config.settings import prod
names = [name for name in dir(prod) if name.isupper()]
print(json.dumps({name: getattr(prod, name) for name in names}, default=str))
"""


@pytest.fixture(scope="module")
def prod(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    env = {key: value for key, value in os.environ.items() if not key.startswith("SODOAN_")}
    done = subprocess.run(
        [sys.executable, "-c", _READ],
        env=env | {"SODOAN_DATA": str(data)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout) | {
        "secrets_mode": (data / "secrets.json").stat().st_mode & 0o777
    }


def test_cookies_go_over_https_only_and_scripts_do_not_read_the_session(prod):
    assert prod["SESSION_COOKIE_SECURE"]
    assert prod["CSRF_COOKIE_SECURE"]
    assert prod["SESSION_COOKIE_HTTPONLY"]
    assert prod["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert prod["SECURE_SSL_REDIRECT"]
    assert prod["SECURE_HSTS_SECONDS"] >= 31_536_000


def test_nothing_of_the_workshop_is_on(prod):
    assert not prod["DEBUG"]
    assert not prod["SODOAN_IS_DEMO"]
    assert not prod["SHOW_KIT"]
    assert prod["ALLOWED_HOSTS"] == []  # no host is served until one is named


def test_second_factor_is_compulsory(prod):
    assert prod["MFA_REQUIRED"]


def test_secrets_are_made_for_this_installation_and_for_its_owner_alone(prod):
    assert len(prod["SECRET_KEY"]) >= 50
    assert prod["secrets_mode"] == 0o600


def test_policy_allows_no_foreign_and_no_inline_script(prod):
    rules = prod["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert rules["script-src"] == ["'self'"]
    assert rules["style-src"] == ["'self'"]
    assert rules["object-src"] == rules["frame-ancestors"] == ["'none'"]
    assert "unsafe" not in json.dumps(rules)
