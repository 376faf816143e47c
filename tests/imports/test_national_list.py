"""What the national workbook tells of posts and of the training programme, and its code lists."""

import io
from datetime import date, timedelta

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from sodoan.common.periods import period
from sodoan.imports.exports import write_national_list
from sodoan.imports.normalise.codes import code_lists
from sodoan.imports.normalise.places import normalise_issuer
from sodoan.imports.normalise.posts import PostBody, PostKey, normalise_post
from sodoan.imports.queries.national import national_code_lists, national_rows
from sodoan.people.choices import MembershipKind
from sodoan.people.models import Membership, Person
from tests.cast import enlist
from tests.factories.org import AppointmentFactory, PostFactory, UnitFactory, UnitTypeFactory
from tests.factories.people import MembershipFactory
from tests.programmes.world import PAST, enrol, plan_of, publish

DAY = date(PAST, 12, 15)
LATER = timezone.now().date() + timedelta(days=2)


def row_of(user, day=DAY):
    people = Person.objects.filter(pk=user.person.pk)
    [row] = national_rows(people, day, with_sensitive=False)
    return row


def training_of(user, day=DAY):
    return row_of(user, day).get("training", "")


def rating_of(user, day=LATER):
    return row_of(user, day).get("rating", "")


@pytest.fixture
def plan(units):
    return plan_of(units.a, PAST)


def test_training_is_blank_without_a_sheet(dung, plan):
    assert training_of(dung) == ""


@pytest.mark.parametrize(
    ("state", "word"),
    [("draft", ""), ("returned", ""), ("submitted", "Đã đăng ký"), ("accepted", "Đã đăng ký")],
)
def test_training_tells_who_has_registered(dung, plan, state, word):
    enrol(dung, plan, state=state)
    assert training_of(dung) == word


@pytest.mark.parametrize(
    ("day", "word"),
    [
        (date(PAST - 1, 9, 5), "Đã đăng ký"),  # a school year begins the year before
        (date(PAST, 12, 31), "Đã đăng ký"),
        (date(PAST + 1, 1, 1), ""),
    ],
)
def test_training_is_that_of_the_year(dung, plan, day, word):
    enrol(dung, plan)
    assert training_of(dung, day) == word


def test_a_draft_of_next_year_does_not_hide_this_year(dung, plan, units):
    enrol(dung, plan)
    enrol(dung, plan_of(units.a, PAST + 1), state="draft")
    assert training_of(dung) == "Đã đăng ký"


def test_rating_is_blank_before_it_is_published(dung, plan):
    result = publish(enrol(dung, plan))
    assert rating_of(dung, timezone.localdate(result.published_at) - timedelta(days=1)) == ""
    assert rating_of(dung, timezone.localdate(result.published_at)) == "Đã đánh giá"


@pytest.mark.parametrize("population", ["comment_only", "too_new", "exempt", "unrated"])
def test_rating_is_blank_for_who_is_not_rated(dung, plan, population):
    publish(enrol(dung, plan), "", population=population)
    assert rating_of(dung) == ""


@pytest.mark.parametrize("grade", ["excellent", "poor", "kha"])
def test_rating_tells_no_grade_of_any_scale(dung, plan, grade):
    publish(enrol(dung, plan), grade)
    assert rating_of(dung) == "Đã đánh giá"


@pytest.mark.parametrize(
    ("before", "last", "word"),
    [("rated", "comment_only", ""), ("exempt", "rated", "Đã đánh giá")],
)
def test_rating_is_that_of_the_last_year(dung, plan, units, before, last, word):
    newer = plan_of(units.a, PAST + 1)
    for issued, population in ((newer, last), (plan, before)):
        publish(enrol(dung, issued), "good" * (population == "rated"), population=population)
    assert rating_of(dung) == word


def test_an_open_year_does_not_hide_the_last_result(dung, plan, units):
    publish(enrol(dung, plan))
    enrol(dung, plan_of(units.a, PAST + 1))
    assert rating_of(dung) == "Đã đánh giá"


def test_post_of_another_unit_is_none_in_the_branch(binh, units):
    assert row_of(binh)["post"] == "Đoàn viên"
    branch_post = enlist("Lý Gia Khang", units.a1, "bi-thu-chi-doan", post_in=units.a2)
    assert row_of(branch_post)["post"] == "Đoàn viên"


def test_post_of_the_branch_counts_beside_one_above(dung, units):
    for key, unit in (("bi-thu", units.a), ("pho-bi-thu-chi-doan", units.a1)):
        AppointmentFactory(person=dung.person, unit=unit, post=PostFactory(key=key))
    assert row_of(dung)["post"] == "Phó bí thư chi đoàn"


def test_post_that_has_ended_is_none(an):
    an.person.appointments.update(during=period(date(2020, 9, 1), DAY))
    assert row_of(an, DAY)["post"] == "Đoàn viên"
    assert row_of(an, DAY - timedelta(days=1))["post"] == "Bí thư chi đoàn"


def test_post_where_somebody_stays_for_a_time_is_none_at_home(an, units):
    Membership.objects.filter(person=an.person).update(kind=MembershipKind.TEMPORARY)
    MembershipFactory(person=an.person, unit=units.a2)
    assert row_of(an)["post"] == "Đoàn viên"


@pytest.mark.parametrize(
    ("post", "word"),
    [
        ("bi-thu-chi-doan", "Bí thư chi đoàn cơ sở"),
        ("uv-bch-chi-doan", "Ủy viên BCH chi đoàn cơ sở"),
    ],
)
def test_post_in_a_base_branch_has_its_own_words(units, post, word):
    base = UnitFactory(type=UnitTypeFactory(key="chi-doan-co-so"), parent=units.a)
    assert row_of(enlist("Lý Gia Khang", base, post))["post"] == word


def test_post_has_the_words_of_the_list(units):
    holder = enlist("Lý Gia Khang", units.a1, "uv-bch-chi-doan")
    assert row_of(holder)["post"] == "Ủy viên BCH chi đoàn"


def test_whole_workbook_holds_what_the_lists_offer(an, plan, units):
    publish(enrol(an, plan))
    stream = io.BytesIO()
    write_national_list(stream, units.a1, LATER, with_sensitive=False)
    book = CalamineWorkbook.from_filelike(io.BytesIO(stream.getvalue()))
    row = book.get_sheet_by_index(0).to_python(skip_empty_area=False)[6]
    lists = book.get_sheet_by_name("DATA").to_python()
    offered = {column[0]: set(column[1:]) for column in zip(*lists, strict=True)}
    assert (row[24], row[27]) == ("Đã đánh giá", "Bí thư chi đoàn")
    assert row[24] in offered["Đánh giá, xếp loại đoàn viên"]
    assert row[27] in offered["Chức vụ trong chi đoàn"]


@pytest.mark.parametrize("count", [3, 300])
def test_national_list_is_one_statement(units, plan, count, django_assert_num_queries):
    MembershipFactory.create_batch(count, unit=units.a1)
    people = Person.objects.in_unit(units.a1.path, DAY)
    with django_assert_num_queries(1):
        assert len(list(national_rows(people, DAY, with_sensitive=True))) == count


def test_code_lists_are_those_of_the_workbook():
    lists = national_code_lists()
    assert {key: len(lists[key]) for key in ("id_issued_by", "it_level", "language_level")} == {
        "id_issued_by": 64, "it_level": 2, "language_level": 6,
    }  # fmt: skip
    assert lists["rating"] == ["Đã đánh giá", "Chưa đánh giá"]
    assert all(len(words) == len(set(words)) for words in lists.values())


def test_what_the_lists_offer_is_read_as_it_stands():
    lists = national_code_lists()
    for name in lists["id_issued_by"]:
        cell = normalise_issuer(name)
        assert (cell.value, cell.issues) == (name, ())
    for text in lists["post"]:
        cell = normalise_post(text, today=DAY)
        assert (cell.value.body, cell.issues) == (PostBody.YOUTH_UNION, ())
        assert cell.value.key is not PostKey.OTHER
    assert code_lists()["rating"].read("Khá").value == "good"  # lists of one's own are still read
