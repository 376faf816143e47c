"""The first screen and the search: what is owed, by role, in few queries."""

import pytest
import time_machine

from sodoan.access.scopes import scope_of
from sodoan.common.clock import today
from sodoan.home.navigation import sidebar, tabs
from sodoan.home.queries import branch_facts, first_screen, own_branch, own_sheets, own_years
from sodoan.imports.models import Batch
from sodoan.programmes.models import Enrolment, Review
from tests.cast import enlist
from tests.programmes import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return w.build()


def keys(user):
    screen = first_screen(scope_of(user, only=""))
    return [todo.key.split("-")[0] for todo in [screen.first, *screen.rest] if todo]


def test_home_asks_a_visitor_to_sign_in(client):
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.url.startswith("/dang-nhap/")


def test_first_screen_of_a_member_with_a_draft_is_the_registration():
    world = w.build(w.COMING)
    w.enrol(world.dung, world.plan, state="draft", pledges=0)
    assert keys(world.dung) == ["register"]


@time_machine.travel(f"{w.PAST}-11-01", tick=False)
def test_first_screen_of_a_member_in_evaluation_is_the_self_assessment(world):
    w.enrol(world.dung, world.plan)
    assert keys(world.dung) == ["assess"]
    assert [sheet.enrolment.person for sheet in own_sheets(scope_of(world.dung, only=""))] == [
        world.dung.person
    ]


def test_first_screen_of_a_member_without_work_is_empty(world):
    assert keys(world.dung) == []
    assert own_years(scope_of(world.dung, only="")) == []


def test_first_screen_of_a_secretary_names_the_branch_only(world):
    w.enrol(world.dung, world.plan, state="submitted")
    w.enrol(world.lan, world.plan, state="submitted")  # of the sister branch
    found = first_screen(scope_of(world.an, only=""))
    titles = [todo.title for todo in [found.first, *found.rest] if todo]
    assert "Duyệt 1 phiếu đăng ký" in titles


def test_first_screen_keeps_ones_own_work_out_of_a_post():
    world = w.build(w.COMING)
    w.enrol(world.an, world.plan, state="draft", pledges=0)
    assert "register" not in keys(world.an)
    assert "own" in keys(world.an)
    assert own_sheets(scope_of(world.an, only="")) == []


def test_own_years_show_published_grades_newest_first(world):
    older = w.plan_of(world.province, w.PAST - 1)
    w.publish(w.enrol(world.dung, world.plan), grade="good")
    w.publish(w.enrol(world.dung, older), grade="excellent")
    years = own_years(scope_of(world.dung, only=""))
    assert [(year.label, year.grade) for year in years] == [
        (f"năm {w.PAST}", "good"),
        (f"năm {w.PAST - 1}", "excellent"),
    ]


def seen_by(user):
    """The scope of a user and the branch of the first screen."""
    scope = scope_of(user, only="")
    return scope, own_branch(scope)


def test_branch_facts_are_the_numbers_of_the_lists_they_open(world, client):
    """Neither sister branches nor other programmes count, nor does a newer version of the plan."""
    w.enrol(world.dung, w.plan_of(world.province, w.PAST - 1))
    w.enrol(world.lan, world.plan)
    helped = w.enrol(world.dung, world.plan)
    w.enrol(world.hoa, world.plan, state="draft")
    Review.objects.create(
        enrolment=helped, period="2025_1", standing="needs_help", held_on="2025-03-03"
    )
    w.issued_anew(world.plan)
    facts = {fact.label: fact for fact in branch_facts(*seen_by(world.an))}
    client.force_login(world.an)
    registered, help_ = facts["Phiếu đăng ký đã duyệt"], facts["Cần giúp đỡ (theo trao đổi quý)"]
    assert registered.value == "1/2"
    assert [row.pk for row in client.get(registered.url).context["list"].rows] == [helped.pk]
    assert help_.value == "1"
    assert [row.pk for row in client.get(help_.url).context["list"].rows] == [helped.pk]
    assert branch_facts(*seen_by(world.dung)) == []


def test_tabs_are_four_for_phones_and_none_for_offices(world):
    assert len(tabs(scope_of(world.dung, only=""))) == 4
    assert len(tabs(scope_of(world.an, only=""))) == 4
    assert tabs(scope_of(world.binh, only="")) == []


def test_sidebar_never_offers_what_a_role_may_not_open(world, client):
    for user in (world.an, world.binh, world.dung):
        client.force_login(user)
        for item in sidebar(scope_of(user, only="")):
            assert client.get(item.url).status_code == 200, (user, item.url)


def test_home_costs_the_same_queries_with_three_and_thirty_members(
    world, client, django_assert_num_queries
):
    people = [world.dung, world.hoa]
    for person in people:
        w.enrol(person, world.plan, state="submitted")
    client.force_login(world.an)
    client.get("/")
    with django_assert_num_queries(QUERIES_OF_A_SECRETARY):
        client.get("/")
    for number in range(28):
        w.enrol(w.enlist(f"Nguyễn Văn Tư {number}", world.branch), world.plan, state="submitted")
    assert Enrolment.objects.filter(unit=world.branch).count() == 30
    with django_assert_num_queries(QUERIES_OF_A_SECRETARY):
        client.get("/")


QUERIES_OF_A_SECRETARY = 20


def read_list(user, unit, **facts):
    facts = {"state": "ready", "counts": {"rows": 12}} | facts
    return Batch.objects.create(
        unit=unit,
        file_name="ds.xlsx",
        file_sha256="0" * 64,
        file_size=1,
        uploaded_by=user,
        judged_on=today(),
        **facts,
    )


@pytest.mark.parametrize("state", ["checking", "applied", "undone"])
def test_list_that_does_not_wait_for_anybody_is_no_task(world, state):
    read_list(world.an, world.branch, state=state)
    assert not tasks_of(world.an, "import-")


def test_own_list_that_was_read_waits_on_the_first_screen(world, client):
    batch = read_list(world.an, world.branch)
    read_list(world.binh, world.commune)
    (task,) = tasks_of(world.an, "import-")
    assert (task.url, task.sentence) == (
        f"/nhap-danh-sach/{batch.pk}/",
        "12 dòng đã đọc, chưa nhập ai.",
    )
    assert not tasks_of(world.dung, "import-")
    client.force_login(world.an)
    assert "Xem lại danh sách “ds.xlsx” rồi nhập" in client.get("/").content.decode()


def tasks_of(user, kind):
    screen = first_screen(scope_of(user, only=""))
    tasks = [one for one in (screen.first, *screen.rest) if one is not None]
    return [one for one in tasks if one.key.startswith(kind)]


def test_search_finds_within_the_scope_and_nothing_outside(world, client):
    client.force_login(world.an)
    page = client.get("/tim/?q=ho+dung").content.decode()
    assert world.dung.full_name in page
    assert world.lan.full_name not in client.get("/tim/?q=ngo+thuy").content.decode()


def test_search_with_more_than_fits_leads_to_the_list(world, client):
    client.force_login(world.an)
    assert "?q=ho" not in client.get("/tim/?q=ho").content.decode()
    for _ in range(20):
        enlist("Hồ Minh Đăng", world.branch, account=False)
    assert '/doan-vien/?q=ho"' in client.get("/tim/?q=ho").content.decode()


def test_search_answers_one_letter_and_hostile_text(world, client):
    client.force_login(world.an)
    assert client.get("/tim/?q=a").status_code == 200
    answer = client.get("/tim/", {"q": "<script>alert(1)</script>\x00%_"})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
    assert client.get("/doan-vien/", {"q": "\x00a"}).status_code == 200
    assert client.get("/don-vi/", {"q": "\x00a"}).status_code == 200
