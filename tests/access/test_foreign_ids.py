"""Keys in posted forms: with a key of elsewhere, nothing elsewhere changes or is told.

No list of forms. Every page that an, binh or dung may open at A1 is read, its forms are filled in
and sent: once as offered, and once for every key in it with the key of the like thing of B1. Keys
are told from other numbers by their size: each table counts from a start of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import AutoField, ForeignKey
from django.urls import resolve, reverse
from lxml import html

from sodoan.access.urlclasses import URLS
from sodoan.common.clock import today
from sodoan.org.models import Appointment, Unit
from sodoan.people.models import Membership, Person
from tests.access.company import actor, may_open
from tests.access.samples import SAMPLES, Place
from tests.access.scenes import SCENES
from tests.cast import enlist
from tests.remembered import built_anew

pytestmark = pytest.mark.django_db
FIRST = 100_000  # keys of the first table; every table has as many to itself
_KEY = re.compile(r"(?<!\d)[1-9]\d{5,7}(?!\d)")
_FILES = re.compile(r"export|paper_|_file$|national|download")  # no pages
_MODELS = [
    model for model in apps.get_models()
    if model._meta.managed and isinstance(model._meta.pk, AutoField)
]  # fmt: skip
_POINTERS = [
    (model._meta.db_table, field.column, _MODELS.index(field.related_model))
    for model in _MODELS
    for field in model._meta.get_fields()
    if isinstance(field, ForeignKey) and field.related_model in _MODELS
]
_IDLE = re.compile(r"Chưa có|Đã lưu 0 ")  # messages that own up to having done nothing
_THEIRS = ("Ngô Khánh Duy", "Chi đoàn Ấp Bắc", "Đoàn xã Bình Minh")
# Sent as offered, these forms change something: the walk reaches what they do.
_WORK = {
    "access:print_slips", "imports:decide", "people:appoint", "people:honorary",
    "people:transfer", "programmes:approve_round", "programmes:attendance", "programmes:branch",
    "programmes:fact_entries", "programmes:proposals", "programmes:propose",
    "programmes:publish_round", "programmes:round", "programmes:voting",
}  # fmt: skip
# Addresses that only take POST and carry no key but that in the address, which the matrix tests.
_SEEN_ELSEWHERE = {
    "common:kit_save", "notices:read_all", "jobs:cancel", "people:apart", "imports:apply",
    "imports:cancel", "imports:resume",
    "imports:remap", "documents:drop_template", "programmes:wall_consent",
    "programmes:remind_branch", "programmes:meet_again", "programmes:save_votes",
    "accounts:end_session", "accounts:end_sessions", "programmes:paper_bundle", "mails:ask",
}  # fmt: skip


@pytest.fixture
def far_apart(db):
    """Let every table count from its own start, so that a number says whose key it is."""
    with connection.cursor() as cursor:
        for place, model in enumerate(_MODELS):
            table, key = model._meta.db_table, model._meta.pk.column
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, key])
            start = (place + 1) * FIRST
            cursor.execute(f"ALTER SEQUENCE {cursor.fetchone()[0]} RESTART {start}")
    with built_anew():
        yield


def tops() -> list[int]:
    """The last key of every table."""
    parts = [f"(SELECT max({m._meta.pk.column}) FROM {m._meta.db_table})" for m in _MODELS]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}")
        return [top or 0 for top in cursor.fetchone()]


@dataclass
class Elsewhere:
    """What is of B: in each table some keys, and those above `low`, up to `high`."""

    some: dict[int, list[int]]
    low: list[int]
    high: list[int]

    def like(self, key: int) -> int | None:
        """A key of elsewhere out of the same table."""
        at = key // FIRST - 1
        if not 0 <= at < len(_MODELS):
            return None
        return self.high[at] if self.high[at] > self.low[at] else (self.some.get(at) or [None])[-1]

    def footprint(self) -> str:
        """How many rows, histories included, point at each kind of thing of elsewhere."""
        return _joined(
            [
                f"(SELECT count(*) FROM {table} WHERE {column} > {self.low[at]}"
                f" AND {column} <= {self.high[at]}"
                f" OR {column} = ANY(ARRAY{self.some.get(at, [])}::bigint[]))"
                for table, column, at in _POINTERS
                if self.high[at] > self.low[at] or at in self.some
            ]
        )


def whole() -> str:
    """Row counts of all tables, histories included."""
    quiet = re.compile(r"session|fileopening", re.IGNORECASE)
    tables = {m._meta.db_table for m in _MODELS if not quiet.search(m._meta.db_table)}
    return _joined([f"(SELECT count(*) FROM {table})" for table in sorted(tables)])


def _joined(parts: list[str]) -> str:
    lots = [", ".join(parts[at : at + 90]) for at in range(0, len(parts), 90)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT concat({', '.join(f'concat_ws(chr(44), {lot})' for lot in lots)})")
        return str(cursor.fetchone()[0])


@dataclass
class Form:
    """A form as a page offers it, filled in."""

    url: str
    data: list[tuple[str, str]]

    @property
    def name(self) -> str:
        return resolve(urlsplit(self.url).path).view_name

    @property
    def kind(self) -> tuple[str, ...]:
        """Its address and its fields, without numbers."""
        return (self.name, *sorted({re.sub(r"\d+", "#", name) for name, _ in self.data}))

    def keys(self) -> dict[str, int]:
        """For each field with a key, by its name without numbers, one such key."""
        return {
            re.sub(r"\d+", "#", name): int(key)
            for name, value in self.data
            for key in _KEY.findall(f"{name} {value}")
        }

    def with_key(self, old: int, new: int) -> "Form":
        pairs = [
            (n.replace(str(old), str(new)), v.replace(str(old), str(new))) for n, v in self.data
        ]
        return Form(self.url, pairs)


def forms_on(page: str, url: str) -> Iterator[Form]:
    for form in html.fromstring(page).forms:
        if form.method.upper() == "POST":
            action = urljoin(url, form.get("action") or url)
            for button in buttons_of(form):
                yield Form(action, [*filled(form), *button])


def buttons_of(form: Any) -> list[list[tuple[str, str]]]:
    """The ways to send it: one a kind of button."""
    root = form.getroottree()
    own = form.get("id")
    found = {}
    for button in [*form.iter("button"), *root.iterfind(f'.//button[@form="{own}"]')]:
        if name := button.get("name"):
            value = button.get("value", "")
            found[re.sub(r"\d+", "#", f"{name} {value}")] = [(name, value)]
    return list(found.values()) or [[]]


def filled(form: Any) -> Iterator[tuple[str, str]]:
    """What somebody might type: everything, what is chosen already or the last of each choice."""
    radios: dict[str, str] = {}
    others = form.getroottree().iterfind(f'.//*[@form="{form.get("id")}"]')
    for control in [*form.iter("input", "select", "textarea"), *others]:
        name, kind = control.get("name", ""), control.get("type", "text")
        if name in {"", "csrfmiddlewaretoken"} or control.tag == "button" or kind == "file":
            continue
        if control.tag == "select":
            chosen = [one.get("value") for one in control.iterfind(".//option[@selected]")]
            yield name, next(filter(None, [*chosen, *reversed(list(control.value_options))]), "")
        elif control.tag == "textarea":
            yield name, (control.value or "").strip() or "Nội dung thử, rõ ràng."
        elif kind == "radio":
            radios[name] = control.get("value", "on")
        elif kind == "checkbox":
            yield name, control.get("value", "on")
        else:
            yield name, control.get("value") or _typed(name, control.get("inputmode"))
    yield from radios.items()


def _typed(name: str, mode: str | None) -> str:
    if re.fullmatch(r"on|since|start|day|(\w+_on)", name):
        return f"{today():%d/%m/%Y}"
    if re.match(r"end|until|last|email|phone|id_number", name):
        return ""
    return "19:00" if name == "time" else "1" if mode == "numeric" else "Thử"


@pytest.fixture
def people(far_apart, units, dung, an, binh):
    """Who tries, and the two places: A1 with theirs, B1 with what is none of their business."""
    other = enlist("Ngô Khánh Duy", units.b1)
    enlist("Lê Thị Kim Chi", units.b1, "bi-thu-chi-doan")
    actors = [actor(user.full_name, user) for user in (an, binh, dung)]
    some = {_MODELS.index(Unit): [units.b.pk, units.b1.pk]}
    for model in (Person, Membership, Appointment):
        path = "unit" if model is not Person else "memberships__unit"
        rows = model.objects.filter(**{f"{path}__path__startswith": units.b.path})
        some[_MODELS.index(model)] = sorted(rows.values_list("pk", flat=True))
    return actors, some, Place(units.a1, dung.person), Place(units.b1, other.person)


def pages(
    some: dict[int, list[int]], here: Place, there: Place
) -> Iterator[tuple[list[str], Any, Elsewhere]]:
    """Addresses to read, whom to let (None: all), and what is elsewhere; one at a time."""
    read = {
        name: url_class
        for name, url_class in URLS.items()
        if not (url_class.post or url_class.kind == "public" or _FILES.search(name))
    }
    with transaction.atomic():
        low = tops()
        for name, url_class in read.items():
            if not url_class.sample:
                yield [reverse(name)], None, Elsewhere(some, low, low)
        transaction.set_rollback(True)
    for name, url_class in read.items():
        if not url_class.sample:
            continue
        with transaction.atomic():
            made = SAMPLES[url_class.sample](here)
            low = tops()
            SAMPLES[url_class.sample](there)
            url = reverse(name, kwargs=made.kwargs)
            yield [url], (url_class, made), Elsewhere(some, low, tops())
            transaction.set_rollback(True)
    for build in SCENES:
        with transaction.atomic():
            urls = build(here)
            low = tops()
            build(there)
            yield urls, None, Elsewhere(some, low, tops())
            transaction.set_rollback(True)


@dataclass
class Sent:
    """What became of a form: what changed, what was told, with what success."""

    status: int
    changed: bool
    reached: bool
    told: list[str]
    praised: list[str]


def counts(elsewhere: Elsewhere) -> tuple[str, str]:
    """What there is, and what of it points at things of elsewhere."""
    return whole(), elsewhere.footprint()


def send(who: Any, form: Form, elsewhere: Elsewhere, before: tuple[str, str]) -> Sent:
    """Send a form, compare with what there was before, and take it back."""
    data: dict[str, list[str]] = {}
    for name, value in form.data:
        data.setdefault(name, []).append(value)
    cookies = SimpleCookie(who.client.cookies)
    with transaction.atomic():
        answer = who.client.post(form.url, data)
        body = (b"".join(answer) if answer.streaming else answer.content).decode(errors="replace")
        after = counts(elsewhere)
        transaction.set_rollback(True)
    who.client.cookies = cookies
    told = [name for name in _THEIRS if name in body]
    said = [str(one) for one in answer.wsgi_request._messages._queued_messages]
    praised = [text for text in said if not _IDLE.match(text)]
    return Sent(answer.status_code, before[0] != after[0], before[1] != after[1], told, praised)


def readable(pages_: Any, actors: Any) -> Iterator[tuple[Any, list[Form], Elsewhere]]:
    """Each page that opens, with who reads it and its forms."""
    for urls, asked, elsewhere in pages_:
        for url, who in ((url, who) for url in urls for who in actors):
            if asked and not may_open(asked[0], who, asked[1]):
                continue
            answer = who.client.get(url)
            if answer.streaming:
                b"".join(answer)  # a file is closed when it has been read
            elif answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                yield who, list(forms_on(answer.content.decode(), url)), elsewhere


def test_no_form_reaches_elsewhere(people):
    actors, *places = people
    worked, wrong, seen = set(), [], set()
    for who, forms, elsewhere in readable(pages(*places), actors):
        seen.update(form.name for form in forms)
        with_keys = [form for form in forms if form.keys() and form.kind not in worked]
        before = counts(elsewhere) if with_keys else ("", "")
        for form in with_keys:
            if form.kind in worked:
                continue
            if send(who, form, elsewhere, before).changed:
                worked.add(form.kind)
            for field, key in form.keys().items():
                foreign = elsewhere.like(key)
                sent = foreign and send(who, form.with_key(key, foreign), elsewhere, before)
                idle = sent and not sent.changed and sent.praised
                if sent and (sent.reached or sent.told or sent.status >= 500 or idle):
                    wrong.append((form.name, field, who.name, sent))
    assert not wrong
    assert {kind[0] for kind in worked} >= _WORK
    only_posted = {name for name, url_class in URLS.items() if url_class.post}
    assert only_posted <= seen | _SEEN_ELSEWHERE, "add a scene that shows the form"
