"""Posts and kinds of units: who may change them, what is refused, what a retired post does."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from sodoan.audit.queries import Source, history_of
from sodoan.common.clock import today
from sodoan.org.actions import (
    add_post,
    appoint,
    load_reference,
    open_term,
    rename_unit_type,
    update_post,
)
from sodoan.org.choices import Body, Capability, Role, Tier
from sodoan.org.models import Post, UnitType
from sodoan.org.queries import posts_for, roster
from tests.factories.org import AppointmentFactory
from tests.factories.people import MembershipFactory, PersonFactory
from tests.people.test_lists import read_sheet
from tests.race import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(reference):
    return Post.objects.get(key="pho-bi-thu-chi-doan")


def new(by, **changes):
    facts = {
        "label": "Đội trưởng tình nguyện", "tiers": [Tier.BRANCH], "body": Body.STAFF,
        "role": Role.NONE, "is_exclusive": False,
    }  # fmt: skip
    return add_post(by=by, **facts | changes)


def test_catalogue_is_not_changed_by_officers(em, scope, units, post):
    by = scope(em)
    kind = UnitType.objects.get(key="chi-doan")
    for act in (
        lambda: new(by),
        lambda: update_post(post, by=by, label="Khác", is_retired=False),
        lambda: rename_unit_type(kind, by=by, label="Khác"),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.parametrize("label", ["", "  ", "x" * 81, "Bí thư  chi đoàn", "bi thu chi doan"])
def test_post_without_a_name_of_its_own_is_refused(quan, scope, post, label):
    with pytest.raises(ValidationError):
        update_post(post, by=scope(quan), label=label, is_retired=False)
    with pytest.raises(ValidationError):
        new(scope(quan), label=label)


def test_post_without_a_level_is_refused(quan, scope, post):
    with pytest.raises(ValidationError, match="ít nhất một cấp"):
        new(scope(quan), tiers=[])


def test_unit_type_with_the_name_of_another_is_refused(quan, scope, reference):
    kind = UnitType.objects.get(key="bo-phan")
    for label in ("Liên chi đoàn", " ", "x" * 81):
        with pytest.raises(ValidationError):
            rename_unit_type(kind, by=scope(quan), label=label)


def test_nobody_is_put_into_a_retired_post_but_its_holder_keeps_it(binh, quan, scope, units, post):
    held = AppointmentFactory(unit=units.a1, post=post, person=PersonFactory())
    update_post(post, by=scope(quan), label=post.label, is_retired=True)
    person = MembershipFactory(unit=units.a1).person_id
    assert post not in posts_for(units.a1)
    with pytest.raises(ValidationError, match="thôi dùng"):
        appoint(person, by=scope(binh), unit=units.a1, post=post, start=date(2026, 9, 1))
    held.refresh_from_db()
    assert held.during.upper is None
    update_post(post, by=scope(quan), label=post.label, is_retired=False)
    assert appoint(person, by=scope(binh), unit=units.a1, post=post, start=date(2026, 9, 1)).pk


def test_seats_of_a_retired_post_are_not_vacant(binh, quan, scope, units, post):
    seats = {"bi-thu-chi-doan": 1, "pho-bi-thu-chi-doan": 2}
    term = {"label": "2026", "start": date(2026, 1, 1), "end": None, "seats": seats}
    open_term(units.a1, by=scope(binh), body=Body.COMMITTEE, **term)
    held = AppointmentFactory(unit=units.a1, post=post, person=PersonFactory())
    assert lines_of(units.a1) == {"bi-thu-chi-doan": 1, "pho-bi-thu-chi-doan": 1}
    update_post(post, by=scope(quan), label=post.label, is_retired=True)
    assert lines_of(units.a1) == {"bi-thu-chi-doan": 1, "pho-bi-thu-chi-doan": 0}
    held.delete()
    assert lines_of(units.a1) == {"bi-thu-chi-doan": 1}


def lines_of(unit):
    """Vacancies by post, as the roster of today tells them."""
    return {line.post.key: line.vacancies for body in roster(unit, today()) for line in body.lines}


def test_retired_post_leaves_its_name_and_gets_it_back_only_while_free(quan, scope, post):
    by, label = scope(quan), post.label
    update_post(post, by=by, label=label, is_retired=True)
    other = new(by, label=label)
    assert other.key != post.key
    with pytest.raises(ValidationError, match="rồi"):
        update_post(post, by=by, label=label, is_retired=False)


def test_added_post_is_offered_and_gives_what_its_role_gives(binh, quan, scope, units):
    made = new(scope(quan), role=Role.LEAD)
    assert made.key == "doi-truong-tinh-nguyen"
    assert posts_for(units.a1)[-1] == made
    assert new(scope(quan), role=Role.LEAD) == made
    assert Post.objects.filter(label=made.label).count() == 1
    AppointmentFactory(unit=units.b1, post=made, person=binh.person)
    assert scope(binh).covers(Capability.EVALUATE, units.b1.path)


def test_names_given_by_administrators_outlast_a_new_version_with_their_history(quan, scope, post):
    kind = UnitType.objects.get(key="chi-doan")
    was = post.label
    update_post(post, by=scope(quan), label="Phó Bí thư thứ nhất", is_retired=False)
    rename_unit_type(kind, by=scope(quan), label="Chi đoàn cấp thôn")
    load_reference()
    post.refresh_from_db()
    kind.refresh_from_db()
    assert (post.label, kind.label) == ("Phó Bí thư thứ nhất", "Chi đoàn cấp thôn")
    newest = history_of(Source.of(post))[0]
    assert (newest.who, newest.reason) == (quan.full_name, "Sửa chức danh")
    assert [(one.old, one.new) for one in newest.changes] == [(was, "Phó Bí thư thứ nhất")]


@pytest.mark.django_db(transaction=True)
def test_two_posts_of_one_name_at_once_are_one(quan, scope, reference):
    by = scope(quan)
    acts = (lambda: new(by, role=Role.NONE), lambda: new(by, role=Role.STAFF))
    assert race(*acts) == ["done", "refused"]
    assert Post.objects.filter(label="Đội trưởng tình nguyện").count() == 1


def test_pages_refuse_in_words_and_keep_what_was_typed(login, quan, units, post):
    browser = login(quan)
    page = reverse("org:edit_post", args=[post.pk])
    answer = browser.post(page, {"label": "Bí thư chi đoàn"})
    assert answer.status_code == 422
    assert "có chức danh “Bí thư chi đoàn” rồi" in answer.content.decode()
    assert browser.get(reverse("org:edit_post", args=["khong-co"])).status_code == 404
    assert browser.post(reverse("org:add_post"), {"label": "Đội trưởng"}).status_code == 422


def test_pages_change_the_catalogue_and_tell_who_did_it(login, quan, units, post):
    browser = login(quan)
    page = reverse("org:edit_post", args=[post.pk])
    assert browser.post(page, {"label": "Phó thứ nhất", "is_retired": "on"}).status_code == 302
    facts = {"label": "Đội trưởng", "body": "staff", "tiers": ["6"], "role": "none"}
    assert browser.post(reverse("org:add_post"), facts).status_code == 302
    kind = reverse("org:edit_unit_type", args=["chi-doan"])
    assert browser.post(kind, {"label": "Chi đoàn thôn"}).status_code == 302
    shown = browser.get(reverse("org:catalogue")).content.decode()
    for words in ("Phó thứ nhất", "Thôi dùng", "Đội trưởng", "Chi đoàn thôn"):
        assert words in shown
    told = browser.get(page).content.decode()
    assert quan.full_name in told
    assert "Sửa chức danh" in told


def test_history_of_an_added_post_tells_what_was_written_at_first(login, quan):
    browser = login(quan)
    facts = {"label": "Đội trưởng", "body": "staff", "tiers": ["6"], "role": "none"}
    assert browser.post(reverse("org:add_post"), facts | {"body": ""}).status_code == 422
    browser.post(reverse("org:add_post"), facts)
    page = reverse("org:edit_post", args=[Post.objects.get(label="Đội trưởng").pk])
    history = browser.get(page).content.decode().split("Lịch sử thay đổi")[1]
    assert "ô đã ghi" in history
    assert "<dd>Đội trưởng</dd>" in history
    assert "<dd>Cán bộ chuyên trách</dd>" in history


def shown_posts(browser, **asked):
    answer = browser.get(reverse("org:catalogue"), asked)
    return [post.label for post in answer.context["list"].rows]


def test_posts_are_found_without_accents_narrowed_and_sorted(login, quan, scope, units, post):
    update_post(post, by=scope(quan), label=post.label, is_retired=True)
    browser = login(quan)
    assert shown_posts(browser)[-1] == post.label  # those in use come first
    assert shown_posts(browser, loc="thoi-dung") == [post.label]
    assert post.label not in shown_posts(browser, loc="bch")
    assert shown_posts(browser, q="pho bi thu") == ["Phó Bí thư", post.label]
    assert shown_posts(browser, q="pho bi thu", xep="-chuc-danh") == [post.label, "Phó Bí thư"]
    AppointmentFactory(unit=units.a1, post=post, person=PersonFactory())
    assert shown_posts(browser, xep="dang-giu")[0] == post.label


def test_post_export_holds_what_is_listed(login, quan, scope, units, post):
    update_post(post, by=scope(quan), label=post.label, is_retired=True)
    sheet = read_sheet(login(quan).get(reverse("people:post_export"), {"q": "pho bi thu"}))
    head = next(at for at, row in enumerate(sheet) if row[0] == "Chức danh")
    assert [(row[0], row[6]) for row in sheet[head + 1 :]] == [
        ("Phó Bí thư", "Đang dùng"),
        (post.label, "Thôi dùng"),
    ]


@pytest.mark.parametrize("more", [0, 300])
def test_catalogue_costs_the_same_with_many_posts(
    login, quan, units, more, django_assert_num_queries
):
    Post.objects.bulk_create(
        Post(key=f"k{n}", label=f"Chức danh {n}", tiers=[6], body="staff", role="none",
             is_exclusive=False) for n in range(more)
    )  # fmt: skip
    browser = login(quan)
    browser.get(reverse("org:catalogue"))
    with django_assert_num_queries(7):
        browser.get(reverse("org:catalogue"))
