"""Whatever stands in an address or a form, no page breaks: every URL, with rubbish for values.

In every run each page is asked and sent to once, its parameters taking turns with the kinds of
rubbish; by `make fuzz` once a kind for all of them, and parameter by parameter.
"""

import os
import re
import sys
from html.parser import HTMLParser
from itertools import cycle, islice
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import resolve, reverse

import sodoan
from sodoan.access.urlclasses import URLS
from tests.access.company import company, may_open
from tests.access.samples import SAMPLES, Sample

_PACKAGE = Path(sodoan.__file__).parent
_READS = re.compile(
    r"""(?:request\.GET|self\.data)(?:\.get\(|\[)"([^"]+)"|"([^"]+)" in request\.GET"""
)
_POSTED = re.compile(r"""request\.POST(?:\.get(?:list)?\(|\[)"([^"]+)\"""")
_CHOSEN = {"hidden", "radio", "checkbox", "submit"}


def parameters(*files):
    """Names that these files look up in an address."""
    found = (_READS.findall(file.read_text(encoding="utf-8")) for file in files)
    return sorted({one or other for pairs in found for one, other in pairs})


LISTS = sorted(_PACKAGE.rglob("*list*.py"))
EVERYWHERE = [*parameters(*_PACKAGE.rglob("*.py")), "next"]
RUBBISH = (
    "1\x00b",
    "9" * 40,
    "2147483648",
    "-1",
    "²",  # a digit, says Python; not a number, says int()
    "٣",
    "31/12/9999",
    "=1+1<script>{{ 7*7 }}{% x %}\u202e🙂'\";--",
    "x" * 5000,
    "9" * 5000,
)
FULL = os.environ.get("SODOAN_FUZZ") == "1"
ALL = sorted(URLS)


@pytest.fixture
def us(db):
    return company()


@pytest.fixture
def cast(us):
    """Those who try, beginning with who may least."""
    first = ("dung", "an", "binh", "em", "quan")
    return [who for one in first for who in us.actors.values() if who.name.startswith(f"{one} (")]


class Fields(HTMLParser):
    """The fields of the forms of a page: what is written, what is chosen, which buttons."""

    def __init__(self, page):
        super().__init__()
        self.written, self.chosen, self.buttons, self._select = set(), {}, {""}, ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        data = dict(attrs)
        name, value = data.get("name") or "", data.get("value") or ""
        if tag == "select":
            self._select = name
        elif tag == "option" and value and self._select:
            self.chosen.setdefault(self._select, value)
        elif tag == "button" and name:
            self.buttons.add((name, value))
        elif tag == "input" and data.get("type", "text") in _CHOSEN and name:
            self.chosen.setdefault(name, value)
        elif tag in ("input", "textarea") and name:
            self.written.add(name)


def visitor(url_class, cast, made):
    """Somebody who may open the address."""
    return next((who for who in cast if may_open(url_class, who, made)), cast[0])


def try_it(ask, *args):
    """The status, or the exception that the page raised; what it changed is taken back."""
    try:
        with transaction.atomic():
            response = ask(*args)
            body = b"".join(response) if response.streaming else response.content
            transaction.set_rollback(True)
    except Exception as error:  # noqa: BLE001 - the finding of this test
        return f"{type(error).__name__}: {error}"[:160], b""
    return response.status_code, body


def littered(keys, name):
    """What to send under these keys: all kinds of rubbish in turn, beginning elsewhere by page."""
    if FULL:
        return [dict.fromkeys(keys, value) for value in RUBBISH]
    kinds = islice(cycle(RUBBISH), ALL.index(name), None)
    return [dict(zip(keys, kinds, strict=False))]


def made_for(url_class, us):
    build = SAMPLES.get(url_class.sample)
    return build(us.places[0]) if build else Sample()


@pytest.mark.parametrize("name", ALL)
def test_rubbish_in_the_address_never_breaks_a_page(name, us, cast):
    url_class = URLS[name]
    made = made_for(url_class, us)
    url = reverse(name, kwargs=made.kwargs)
    view = sys.modules[resolve(url).func.__module__].__file__
    alone = parameters(Path(view), *LISTS) if FULL and "sodoan" in view else []
    queries = littered(EVERYWHERE, name)
    queries += [{key: value} for key in alone for value in RUBBISH[:2]]
    who, broken = visitor(url_class, cast, made), []
    for query in queries:
        status, _ = try_it(who.client.get, url, query)
        if not isinstance(status, int) or status >= 500:
            broken.append(f"{who.name} {str(query)[:300]}: {status}")
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("name", ALL)
def test_rubbish_in_a_form_never_breaks_a_page(name, us, cast):
    url_class = URLS[name]
    made = made_for(url_class, us)
    url = reverse(name, kwargs=made.kwargs)
    who, broken = visitor(url_class, cast, made), []
    fields = Fields(try_it(who.client.get, url)[1].decode("utf-8", "replace"))
    view = sys.modules[resolve(url).func.__module__].__file__
    read = _POSTED.findall(Path(view).read_text(encoding="utf-8")) if "sodoan" in view else []
    everything = {*fields.written, *fields.chosen, *read} - {"csrfmiddlewaretoken"}
    bodies = littered(sorted(everything), name)
    for value in (RUBBISH[0], RUBBISH[7]) if FULL else ():
        likely = fields.chosen | dict.fromkeys(
            fields.written | set(read) - set(fields.chosen), value
        )
        bodies += [likely | dict([button] if button else []) for button in fields.buttons]
    for body in bodies:
        status, _ = try_it(who.client.post, url, body)
        if not isinstance(status, int) or status >= 500:
            broken.append(f"{who.name} {str(body)[:300]}: {status}")
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("name", [n for n in ALL if URLS[n].sample])
def test_a_number_too_large_in_the_path_is_not_found(name, us, cast):
    url_class = URLS[name]
    made = made_for(url_class, us)
    if not any(isinstance(value, int) for value in made.kwargs.values()):
        return
    kwargs = {k: 10**30 if isinstance(v, int) else v for k, v in made.kwargs.items()}
    for who in cast if FULL else [visitor(url_class, cast, made)]:
        ask = who.client.post if url_class.post else who.client.get
        status, _ = try_it(ask, reverse(name, kwargs=kwargs))
        assert status in (403, 404, 405), (who.name, status)
