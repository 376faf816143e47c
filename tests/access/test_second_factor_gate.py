"""In production settings no address but setting it up opens before the second factor is there."""

import pytest
from django.urls import URLPattern, get_resolver, reverse

from sodoan.access.middleware import _SET_UP, _SET_UP_PREFIX
from tests.access.test_matrix import ALL_NAMES

pytestmark = pytest.mark.django_db
GATE = "/tai-khoan/xac-thuc/"
_VALUES = {"IntConverter": 1, "StringConverter": "x", "SlugConverter": "x"}


def addresses(patterns=None, namespaces=()):
    """An address under every name; whether the object exists does not matter before the gate."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            converters = entry.pattern.converters.items()
            kwargs = {key: _VALUES.get(type(c).__name__, "x") for key, c in converters}
            name = ":".join((*namespaces, entry.name))
            yield name, reverse(name, kwargs=kwargs)
        else:
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from addresses(entry.url_patterns, inner)


def is_set_up(name):
    return name in _SET_UP or name.startswith(_SET_UP_PREFIX)


@pytest.fixture
def closed():
    return [(name, url) for name, url in addresses() if not is_set_up(name)]


def test_every_address_is_asked(closed):
    assert len(dict(closed)) > 100
    assert {name for name, _ in addresses()} == set(ALL_NAMES)


@pytest.mark.parametrize("who", ["binh", "em", "quan"])
def test_officers_open_nothing_before_set_up(who, closed, settings, login, request):
    settings.MFA_REQUIRED = True
    client = login(request.getfixturevalue(who))
    for name, url in closed:
        for ask in (client.get, client.post):
            response = ask(url)
            assert (response.status_code, response.get("Location")) == (302, GATE), name


def test_members_and_branch_secretaries_are_never_sent_there(closed, settings, login, an, dung):
    settings.MFA_REQUIRED = True
    for user in (dung, an):
        client = login(user)
        for name, url in closed:
            response = client.get(url)
            b"".join(response)  # a file is closed when it has been read
            assert response.get("Location") != GATE, name


def test_officer_may_read_how_and_leave_before_set_up(settings, login, binh):
    settings.MFA_REQUIRED = True
    client = login(binh)
    for url in ("/huong-dan/", reverse("accounts:data_notice")):
        assert client.get(url).status_code == 200
    page = client.get(GATE).content.decode()
    main = page.split("<main")[1].split("</main")[0]
    assert reverse("account_logout") in main
    assert f'href="{reverse("accounts:account")}"' not in main
    assert client.post(reverse("account_logout")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_handbook_before_set_up_tells_nothing_of_members(settings, login, binh, dung):
    settings.MFA_REQUIRED = True
    assert dung.full_name not in login(binh).get("/huong-dan/").content.decode()
