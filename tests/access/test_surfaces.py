"""List, count, search, export and file show the same people: those of a slow walk up the tree.

Under its chip the list shows, and the file opens, who is a member nowhere and was last below.
"""

import io
import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from sodoan.access.roles import capabilities
from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.org.choices import Capability
from sodoan.people.models import Person
from tests.access.test_scopes import ROLES, TIERS, above_or_same
from tests.factories.accounts import UserFactory
from tests.factories.org import AppointmentFactory, PostFactory, UnitFactory, UnitTypeFactory
from tests.factories.people import MembershipFactory, PersonFactory

_FILE = re.compile(r"/doan-vien/(\d+)/")
SPANS = {
    "now": (0, None), "until today": (-9, 0), "last day": (-9, 1), "from tomorrow": (1, None),
}  # fmt: skip
RUNNING = {"now", "last day"}
OVER = {"until today"}


@st.composite
def worlds(draw):
    size = draw(st.integers(2, 8))
    place, span = st.integers(0, size - 1), st.sampled_from(list(SPANS))
    return {
        "parents": [None, *(draw(st.none() | st.integers(0, n - 1)) for n in range(1, size))],
        "tiers": [draw(st.sampled_from(list(TIERS))) for _ in range(size)],
        "members": draw(st.lists(st.tuples(place, span), max_size=5)),
        "post": draw(st.tuples(place, st.sampled_from(list(ROLES)), span)),
    }


def during(span):
    start, end = (None if n is None else today() + timedelta(days=n) for n in SPANS[span])
    return period(start, end)


def build(world):
    units, people = [], []
    for parent, tier in zip(world["parents"], world["tiers"], strict=True):
        above = None if parent is None else units[parent]
        units.append(UnitFactory(parent=above, type=UnitTypeFactory(key=TIERS[tier])))
    for n, (place, span) in enumerate(world["members"]):
        people.append(PersonFactory(full_name=f"Đặng Quốc Khánh {'ABCDE'[n]}"))
        MembershipFactory(person=people[-1], unit=units[place], during=during(span))
    place, role, span = world["post"]
    officer = PersonFactory(full_name="Người Giữ Chức", user=UserFactory())
    post = PostFactory(key=f"{ROLES[role]}-x", role=role, is_exclusive=False)
    AppointmentFactory(person=officer, unit=units[place], post=post, during=during(span))
    return people, officer.user


def seen(world, people, spans=RUNNING):
    place, role, span = world["post"]
    if span not in RUNNING or Capability.VIEW_PEOPLE not in capabilities(
        role, world["tiers"][place]
    ):
        return None
    return {
        person.pk
        for person, (home, stay) in zip(people, world["members"], strict=True)
        if stay in spans and place in above_or_same(world["parents"], home)
    }


def exported(answer):
    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer))).get_sheet_by_index(0)
    cells = {str(cell) for row in rows.to_python() for cell in row}
    return set(Person.objects.filter(full_name__in=cells).values_list("pk", flat=True))


def check(world, people, user):
    client, expected, left = Client(), seen(world, people), seen(world, people, OVER)
    client.force_login(user)
    ours = {person.pk for person in people}
    found = {int(pk) for pk in _FILE.findall(client.get("/tim/?q=khanh+dang").content.decode())}
    assert found & ours == (expected or set())
    for person in people:
        status = client.get(f"/doan-vien/{person.pk}/").status_code
        assert status == (200 if person.pk in (expected or set()) | (left or set()) else 404)
    page, file = client.get("/doan-vien/"), client.get("/doan-vien/xuat/")
    if expected is None:
        assert (page.status_code, file.status_code) == (403, 403)
        return
    assert {int(pk) for pk in _FILE.findall(page.content.decode())} & ours == expected
    assert page.context["list"].total == len(expected)
    assert exported(file) == expected
    former = client.get("/doan-vien/?loc=da-thoi").content.decode()
    assert {int(pk) for pk in _FILE.findall(former)} & ours == left


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(worlds())
def test_five_surfaces_show_the_same_people(reference, world):
    with transaction.atomic():
        check(world, *build(world))
        transaction.set_rollback(True)
