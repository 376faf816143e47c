"""Next year's plan, issued early, does not hide the year that runs."""

import pytest
import time_machine
from django.urls import reverse

from sodoan.access.scopes import scope_of
from sodoan.home.queries import branch_facts, own_branch
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
LAST_DAY, DAY_AFTER = f"{w.PAST}-11-15", f"{w.PAST}-11-16"  # of the evaluation
SUMMER = f"{w.PAST}-07-01"  # schools have finished, the others have not


@pytest.fixture
def coming(world):
    """The plan of the year after, published."""
    return w.plan_of(world.commune, w.PAST + 1)


def opened(user, name, *args, query=""):
    return w.browser(user).get(reverse(f"programmes:{name}", args=args) + query)


def programme_of(page):
    shown = page.context.get("plan") or page.context.get("chosen") or page.context["programme"]
    return getattr(shown, "programme", shown)


def pages(world):
    return {
        "roster": opened(world.an, "branch", world.branch.pk),
        "overview": opened(world.binh, "overview"),
        "figures": opened(world.binh, "figures"),
        "approvals": opened(world.binh, "approvals"),
    }


@pytest.mark.parametrize(("day", "ahead"), [(LAST_DAY, 0), (DAY_AFTER, 1)])
def test_pages_open_on_the_running_year_until_its_last_day(world, coming, day, ahead):
    expected = coming.programme if ahead else world.programme
    with time_machine.travel(day, tick=False):
        shown = {name: programme_of(page) for name, page in pages(world).items()}
    assert shown == dict.fromkeys(shown, expected)


def test_the_newest_opens_once_all_are_over(world, coming):
    with time_machine.travel(f"{w.PAST + 5}-01-01", tick=False):
        shown = {name: programme_of(page) for name, page in pages(world).items()}
    assert shown == dict.fromkeys(shown, coming.programme)


@time_machine.travel(LAST_DAY, tick=False)
def test_next_year_is_one_choice_away(world, coming):
    page = opened(world.an, "branch", world.branch.pk)
    query = f"?chuong_trinh={coming.programme_id}"
    assert f'href="{query}"' in page.text
    page = opened(world.an, "branch", world.branch.pk, query=query)
    assert programme_of(page) == coming.programme
    query = f"?chuong-trinh={coming.programme_id}"
    assert query in opened(world.binh, "overview").text
    assert programme_of(opened(world.binh, "overview", query=query)) == coming.programme


@time_machine.travel(SUMMER, tick=False)
def test_branch_of_a_school_is_already_in_its_next_year(world, coming):
    world.branch.block = "school"
    world.branch.save()
    assert programme_of(opened(world.an, "branch", world.branch.pk)) == coming.programme
    assert programme_of(opened(world.binh, "overview")) == world.programme  # others still run


@time_machine.travel(LAST_DAY, tick=False)
def test_first_screen_counts_the_sheets_of_the_running_year(world, coming):
    w.enrol(world.dung, world.plan)
    w.enrol(world.dung, coming, state="draft")
    scope = scope_of(world.an, only="")
    facts = {fact.label: fact for fact in branch_facts(scope, own_branch(scope))}
    fact = facts["Phiếu đăng ký đã duyệt"]
    assert fact.value == "1/1"
    assert f"chuong_trinh={world.programme.pk}&" in fact.url
