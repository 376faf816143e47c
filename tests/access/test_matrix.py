"""Every address × every role × an object inside and one outside. See `sodoan.access.urlclasses`."""

from datetime import date

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from sodoan.access.urlclasses import URLS
from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.people.models import Membership
from tests.access.company import company, may_open
from tests.access.samples import SAMPLES, Sample

SIGN_IN = "/dang-nhap/"
REFUSED = (403, 404)
NO_POST = 405


def names_of(patterns=None, namespaces=()):
    """All URL names of the program, with their namespaces."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            yield ":".join((*namespaces, str(entry.name)))
        else:
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from names_of(entry.url_patterns, inner)


ALL_NAMES = sorted(set(names_of()))


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
@pytest.mark.django_db
def test_matrix(name):
    url_class, us = URLS[name], company()
    made = (
        [SAMPLES[url_class.sample](place) for place in us.places]
        if url_class.sample
        else [Sample()]
    )
    if not made[0].kwargs:
        made = made[:1]  # the address names no object: it is about whoever asks
    wrong = _wrong(name, url_class, us, made)
    assert not wrong, f"{name} {url_class}: " + "; ".join(wrong)


FILES = [
    name for name in ALL_NAMES if (URLS[name].kind, URLS[name].sample) == ("by_rule", "person")
]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.django_db
def test_matrix_of_who_left_last(name):
    """Of a member nowhere: what is read stays open to whom it was, what is changed is shut."""
    url_class, us = URLS[name], company()
    reads = {"people.view_person", "people.view_history"}.issuperset(url_class.rules)
    made = [SAMPLES["person"](place) for place in us.places]
    before = [
        {who.name for who in us.actors.values() if may_open(url_class, who, thing)}
        for thing in made
    ]
    people = [place.person.pk for place in us.places]
    Membership.objects.filter(person__in=people).update(
        during=period(date(2020, 1, 1), today()), ended_by="expelled"
    )
    for thing, opened in zip(made, before, strict=True):
        found = {who.name for who in us.actors.values() if may_open(url_class, who, thing)}
        oneself = {who.name for who in us.actors.values() if who.user == thing.owner.user}
        assert found == (opened if reads else opened & oneself)
    wrong = _wrong(name, url_class, us, made)
    assert not wrong, f"{name} {url_class}: " + "; ".join(wrong)


def _wrong(name, url_class, us, made):
    wrong = []
    for place, thing in zip(("A1", "B1"), made, strict=False):
        url = reverse(name, kwargs=thing.kwargs)
        for who in us.actors.values():
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
    return wrong
