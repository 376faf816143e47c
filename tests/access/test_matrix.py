"""Every address × every role × an object inside and one outside. See `sodoan.access.urlclasses`."""

import time
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from sodoan.access.scopes import scope_of
from sodoan.access.urlclasses import URLS
from sodoan.accounts.models import User
from sodoan.common.permissions import allowed
from tests.access.samples import SAMPLES, Place, Sample
from tests.cast import enlist

SIGN_IN = "/dang-nhap/"
REFUSED = (403, 404)
NO_POST = 405
STRANGER = "khách"


def names_of(patterns=None, namespaces=()):
    """All URL names of the program, with their namespaces."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            yield ":".join((*namespaces, str(entry.name)))
        else:
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from names_of(entry.url_patterns, inner)


ALL_NAMES = sorted(set(names_of()))


@dataclass(frozen=True)
class Actor:
    """Somebody who tries, signed in or not."""

    name: str
    user: User | None
    scope: object
    client: Client


def test_every_address_has_a_name_and_is_classified():
    nameless = [name for name in ALL_NAMES if name.split(":")[-1] == "None"]
    assert not nameless, "an address without a name cannot be classified"
    missing = [name for name in ALL_NAMES if name not in URLS]
    assert not missing, f"classify in sodoan/access/urlclasses.py: {missing}"


def test_no_class_is_left_of_an_address_that_is_gone():
    gone = sorted(set(URLS) - set(ALL_NAMES))
    assert not gone, f"remove from sodoan/access/urlclasses.py: {gone}"


def test_every_sample_named_by_a_class_can_be_built():
    wanted = {url_class.sample for url_class in URLS.values() if url_class.sample}
    assert wanted <= set(SAMPLES), "add a builder to tests/access/samples.py"


@pytest.fixture
def actors(units, request):
    an, binh, chi, dung, em, quan = map(
        request.getfixturevalue, ("an", "binh", "chi", "dung", "em", "quan")
    )
    users = {
        STRANGER: None,
        "dung (đoàn viên A1)": dung,
        "an (bí thư A1)": an,
        "ủy viên A1": enlist("Đỗ Minh Ủy", units.a1, "uv-bch-chi-doan"),
        "binh (bí thư xã A)": binh,
        "chuyên viên xã A": enlist("Bùi Thị Chuyên", units.a2, "chuyen-vien", post_in=units.a),
        "kiểm tra xã A": enlist("Cao Văn Kiểm", units.a2, "chu-nhiem-ubkt", post_in=units.a),
        "chi (bí thư B1)": chi,
        "em (bí thư tỉnh)": em,
        "quan (quản trị)": quan,
    }
    return [actor(name, user) for name, user in users.items()]


def actor(name, user):
    client = Client()
    if user is None:
        return Actor(name, None, None, client)
    user = User.objects.select_related("person").get(pk=user.pk)
    client.force_login(user)
    session = client.session  # as after a sign-in a moment ago: no second question for a password
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return Actor(name, user, scope_of(user, only=""), client)


@pytest.fixture
def places(units, dung):
    other = enlist("Ngô Khánh Duy", units.b1)
    return [Place(units.a1, dung.person), Place(units.b1, other.person)]


def may_open(url_class, who, made):
    if url_class.kind == "public" or who.user is None:
        return url_class.kind == "public"
    is_owner = url_class.owner and made.owner is not None and who.scope.is_self(made.owner.pk)
    ways = {
        "signed_in": lambda: True,
        "can": lambda: any(map(who.scope.can, url_class.capabilities)),
        "in_scope": lambda: any(
            who.scope.covers(capability, made.unit.path) for capability in url_class.capabilities
        ),
        "own": lambda: False,
        "by_rule": lambda: all(allowed(who.scope, rule, made.obj) for rule in url_class.rules),
    }
    return is_owner or ways[url_class.kind]()


def outcome(url_class, who, url, *, post=False):
    """`open`, `refused` or `sign in`; what the request changed is taken back."""
    with transaction.atomic():
        response = who.client.post(url) if post or url_class.post else who.client.get(url)
        if response.streaming:
            b"".join(response.streaming_content)  # a file is closed when it has been read
        transaction.set_rollback(True)
    if response.status_code in REFUSED or (post and response.status_code == NO_POST):
        return "refused"
    if response.status_code == 302 and response.url.startswith(f"{SIGN_IN}?next="):
        return "sign in"
    assert response.status_code < 500
    assert response.status_code != 405, "say post=True in urlclasses"
    return "open"


@pytest.mark.parametrize("name", ALL_NAMES)
def test_matrix(name, actors, places):
    url_class = URLS[name]
    made = (
        [SAMPLES[url_class.sample](place) for place in places] if url_class.sample else [Sample()]
    )
    if not made[0].kwargs:
        made = made[:1]  # the address names no object: it is about whoever asks
    wrong = []
    for place, thing in zip(("A1", "B1"), made, strict=False):
        url = reverse(name, kwargs=thing.kwargs)
        for who in actors:
            expected = "open" if may_open(url_class, who, thing) else "refused"
            if expected == "refused" and who.user is None:
                expected = "sign in"
            if url_class.kind == "public" and who.user is None:
                continue  # may send to the sign-in page by itself
            found = outcome(url_class, who, url)
            if found != expected:
                wrong.append(f"{who.name} at {place}: {found}, expected {expected}")
            if expected == "open" or url_class.post:
                continue
            found = outcome(url_class, who, url, post=True)
            if found not in (expected, "refused"):
                wrong.append(f"{who.name} posts at {place}: {found}, expected {expected}")
    assert not wrong, f"{name} {url_class}: " + "; ".join(wrong)
