"""The tab “Rèn luyện” of a person's file: what each year leads to and how it ended."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.programmes.models import Result
from tests.factories.people import MembershipFactory
from tests.programmes import world as w

pytestmark = pytest.mark.django_db


def years_of(who, user):
    page = w.browser(who).get(reverse("people:training", args=[user.person.pk]))
    assert page.status_code == 200
    return page.content.decode().split("<main")[1]


def sheet(row):
    return reverse("programmes:sheet", args=[row.pk])


def test_new_branch_sees_the_year_but_neither_way_nor_grade_of_a_sheet_it_may_not_open(world):
    row = w.enrol(world.dung, world.plan)
    w.publish(row, "excellent")
    old = world.dung.person.memberships
    old.update(during=period(world.dung.person.memberships.get().during.lower, today()))
    MembershipFactory(person=world.dung.person, unit=world.stranger_branch, during=period(today()))
    text = years_of(world.chi, world.dung)
    assert world.programme.title in text
    assert sheet(row) not in text
    assert "Xuất sắc" not in text
    assert w.browser(world.chi).get(sheet(row)).status_code == 404


def test_result_that_is_not_published_is_not_told(world):
    row = w.enrol(world.dung, world.plan)
    round_ = w.publish(w.enrol(world.hoa, world.plan)).round
    facts = {"population": "rated", "rule_grade": "excellent", "proposed_grade": "excellent"}
    Result.objects.create(enrolment=row, round=round_, state="proposed", **facts)
    text = years_of(world.an, world.dung)
    assert sheet(row) in text
    assert "Xuất sắc" not in text


def test_year_leads_to_its_sheet_and_tells_the_published_grade(world):
    row = w.enrol(world.dung, world.plan)
    w.publish(row, "excellent")
    for who in (world.an, world.binh, world.dung):
        text = years_of(who, world.dung)
        assert f'href="{sheet(row)}"' in text
        assert "Xuất sắc" in text
        assert w.browser(who).get(sheet(row)).status_code == 200


def test_year_without_a_grade_tells_why(world):
    w.publish(w.enrol(world.dung, world.plan), "", population="exempt")
    assert "Miễn xếp loại" in years_of(world.an, world.dung)


def test_many_years_cost_as_much_as_one(world):
    client, address = w.browser(world.an), reverse("people:training", args=[world.dung.person.pk])

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    w.publish(w.enrol(world.dung, world.plan))
    cost()  # the opening of today is noted once
    few = cost()
    for year in range(2015, 2023):
        w.publish(w.enrol(world.dung, w.plan_of(world.commune, year)))
    assert cost() == few == 11
