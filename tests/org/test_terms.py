"""Terms: what is refused, correcting and ending one, its posts, its page and its history."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from sodoan.common.periods import period
from sodoan.org.actions import close_unit, open_term, update_term
from sodoan.org.choices import Body
from sodoan.org.models import Appointment, Post, Seat, Term, Unit
from tests.factories.org import (
    AppointmentFactory,
    PostFactory,
    SeatFactory,
    TermFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
START, END = date(2022, 6, 1), date(2027, 6, 1)
SEATS = {"uv-bch-chi-doan": 3}
FACTS = {"label": "2022-2027", "start": START, "end": END, "seats": SEATS}


@pytest.fixture
def term(units):
    """A running term of branch A1 without an end, as the first one is recorded."""
    made = TermFactory(unit=units.a1)
    SeatFactory(term=made, post=PostFactory(key="uv-bch-chi-doan"), count=5)
    return made


def held(term, start=START, end=None):
    post = PostFactory(key="uv-bch-chi-doan")
    return AppointmentFactory(unit=term.unit, post=post, term=term, during=period(start, end))


def address(term):
    return reverse("org:edit_term", args=[term.pk])


def form_data(**changes):
    data = {"label": "2022-2027", "start": "1/6/2022", "end": "1/6/2027"}
    return data | {"seat_uv-bch-chi-doan": 3} | changes


def test_term_is_changed_from_above_only(an, binh, chi, scope, term, login):
    for user in (an, chi):
        with pytest.raises(PermissionDenied):
            update_term(term, by=scope(user), **FACTS)
    assert login(an).get(address(term)).status_code == 403
    assert login(chi).get(address(term)).status_code == 404
    assert login(binh).get(address(term)).status_code == 200


def test_overlapping_term_is_refused_and_named(binh, scope, term):
    facts = FACTS | {"label": "2026", "start": date(2026, 9, 1), "end": None}
    with pytest.raises(
        ValidationError, match="trùng thời gian với nhiệm kỳ 2022-2027 từ ngày 01/06/2022"
    ):
        open_term(term.unit, by=scope(binh), body=Body.COMMITTEE, **facts)
    assert term.unit.terms.count() == 1


def test_days_over_the_next_term_are_refused(binh, scope, term):
    update_term(term, by=scope(binh), **FACTS)
    open_term(
        term.unit, by=scope(binh), body=Body.COMMITTEE, label="2027-2032", start=END, end=None,
        seats=SEATS,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="trùng thời gian với nhiệm kỳ 2027-2032"):
        update_term(term, by=scope(binh), **FACTS | {"end": date(2027, 6, 2)})
    term.refresh_from_db()
    assert term.during == period(START, END)
    sooner = update_term(term, by=scope(binh), **FACTS | {"end": date(2026, 6, 1)})
    assert sooner.during.upper == date(2026, 6, 1)


@pytest.mark.parametrize("end", [date(2022, 5, 31), START])
def test_term_does_not_end_before_it_has_lasted_a_day(binh, scope, term, end):
    with pytest.raises(ValidationError, match="phải sau ngày 01/06/2022"):
        update_term(term, by=scope(binh), **FACTS | {"end": end})


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2023, 1, 1), None, {"start": date(2023, 1, 2)}),
        (date(2026, 6, 1), None, {"end": date(2026, 6, 1)}),
        (START, date(2026, 6, 2), {"end": date(2026, 6, 1)}),
    ],
    ids=["begins before", "begins after", "ends after"],
)
def test_days_that_leave_out_a_post_of_the_term_are_refused(binh, scope, term, first, last, days):
    name = held(term, first, last).person.full_name
    with pytest.raises(ValidationError, match=f"{name} giữ chức danh .* ra ngoài"):
        update_term(term, by=scope(binh), **FACTS | days)


def test_post_without_an_end_goes_on_when_its_term_ends(binh, scope, term):
    post = held(term, date(2026, 5, 31))
    update_term(term, by=scope(binh), **FACTS | {"end": date(2026, 6, 1)})
    post.refresh_from_db()
    assert (post.term, post.during.upper) == (term, None)


def test_terms_of_a_closed_unit_stay_as_they_are(binh, scope, units):
    unit = UnitFactory(type=units.a1.type, parent=units.a)
    term = TermFactory(unit=unit)
    close_unit(unit, by=scope(binh), closed_on=date(2026, 8, 1), reason="Nhập địa bàn")
    with pytest.raises(ValidationError, match="đã kết thúc ngày 01/08/2026"):
        update_term(term, by=scope(binh), **FACTS | {"end": date(2026, 1, 1)})
    with pytest.raises(ValidationError, match="đã kết thúc ngày 01/08/2026"):
        open_term(unit, by=scope(binh), body=Body.COMMITTEE, **FACTS)


def test_seats_are_replaced(binh, scope, term):
    SeatFactory(term=term, post=PostFactory(key="pho-bi-thu-chi-doan"))
    seats = {"uv-bch-chi-doan": 4, "bi-thu-chi-doan": 1}
    update_term(term, by=scope(binh), **FACTS | {"seats": seats})
    assert dict(term.seats.values_list("post", "count")) == seats


def test_first_term_ends_and_the_next_one_begins_by_the_forms(binh, an, login, term):
    client = login(binh)
    unit = reverse("org:unit", args=[term.unit_id])
    assert address(term) in client.get(unit).content.decode()
    assert address(term) not in login(an).get(unit).content.decode()
    page = client.get(address(term))
    assert page.context["form"]["seat_uv-bch-chi-doan"].value() == 5
    following = form_data(body="bch", label="2027-2032", start="1/6/2027", end="")
    new = reverse("org:open_term", args=[term.unit_id])
    assert client.post(new, following).status_code == 422
    assert client.post(address(term), form_data()).status_code == 302
    assert client.post(new, following).status_code == 302
    assert Term.objects.get(pk=term.pk).during == period(START, END)
    assert Seat.objects.get(term=term).count == 3
    told = client.get(unit).content.decode()
    assert "2027-2032" in told
    assert "đến trước 01/06/2027" in told
    changes = client.get(address(term)).content.decode()
    assert "Sửa nhiệm kỳ" in changes
    assert "<s>5</s> → <b>3</b>" in changes


@pytest.mark.parametrize(
    ("count", "said"),
    [(-3, "ghi từ 0 trở lên."), (201, "ghi từ 200 trở xuống."), ("ba", "ghi một số.")],
)
def test_impossible_number_of_seats_is_refused_in_the_words_of_the_house(
    binh, login, term, count, said
):
    answer = login(binh).post(address(term), form_data(**{"seat_uv-bch-chi-doan": count}))
    assert answer.status_code == 422
    assert f"Đồng chí {said}" in answer.content.decode()


def test_kind_of_body_is_not_chosen_beforehand(em, login, units):
    page = reverse("org:open_term", args=[units.a.pk])
    form = login(em).get(page).context["form"]
    assert form["body"].value() is None
    assert form.fields["body"].choices[0] == ("", "Chọn tổ chức")
    answer = login(em).post(page, {"body": "", "label": "2026-2031", "start": "1/9/2026"})
    assert answer.context["form"].errors["body"] == ["Đồng chí chưa chọn mục nào ở đây."]


def test_unit_between_terms_says_so_instead_of_missing_numbers(binh, an, login, term):
    page = reverse("org:unit", args=[term.unit_id])
    text = login(binh).get(page).content.decode()
    assert "nhiệm kỳ đang diễn ra" not in text
    login(binh).post(address(term), form_data(end="1/6/2023"))
    text = login(binh).get(page).content.decode()
    assert "không có nhiệm kỳ đang diễn ra" in text
    assert "Ngoài nhiệm kỳ" in text
    assert "Chưa ghi số lượng" not in text


def test_history_of_a_term_tells_what_was_written_at_first(binh, login, term):
    text = login(binh).get(address(term)).content.decode()
    history = text.split("Lịch sử thay đổi")[1]
    assert "ô đã ghi" in history
    assert "#i-plus" in history
    assert "<dd>2022-2027</dd>" in history
    assert "<dd>5</dd>" in history


def test_form_keeps_seats_of_posts_that_are_offered_no_more(binh, login, term):
    for key in ("bi-thu", "pho-bi-thu-chi-doan"):
        SeatFactory(term=term, post=PostFactory(key=key), count=2)
    Post.objects.filter(key="pho-bi-thu-chi-doan").update(is_retired=True)
    form = login(binh).get(address(term)).context["form"]
    assert [post.key for post in form.posts] == [
        "bi-thu", "bi-thu-chi-doan", "pho-bi-thu-chi-doan", "uv-bch-chi-doan",
    ]  # fmt: skip


def test_term_without_seats_or_with_a_bad_day_answers_422(binh, login, term):
    for wrong in ({"seat_uv-bch-chi-doan": ""}, {"end": "31/5/2022"}, {"start": ""}):
        assert login(binh).post(address(term), form_data(**wrong)).status_code == 422


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("UPDATE org_term SET during = '[2022-06-01,2023-01-01)' WHERE id = %s", "begins in the"),
        (
            "UPDATE org_term SET during = '[2023-01-02,2026-01-01)' WHERE id = %s",
            "begins in the term",
        ),
        ("UPDATE org_term SET during = '[2022-06-01,2027-01-02)' WHERE id = %s", "closed unit"),
        (
            """INSERT INTO org_term (unit_id, body, label, during)
               SELECT unit_id, 'btv', 'x', '[2022-06-01,2027-01-02)' FROM org_term
                WHERE id = %s""",
            "closed unit",
        ),
    ],
    ids=["ends before a post begins", "begins after", "outlasts", "opened in a closed unit"],
)
def test_database_refuses_days_beyond_posts_and_unit(units, sql, constraint):
    term = TermFactory(unit=units.a1, during=period(START, date(2026, 1, 1)))
    held(term, date(2023, 1, 1), date(2024, 1, 1))
    Unit.objects.filter(pk=units.a1.pk).update(closed_on=date(2027, 1, 1))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        connection.cursor().execute(sql, [term.pk])
    Term.objects.filter(pk=term.pk).update(during=period(START, date(2027, 1, 1)))
    assert Appointment.objects.get(term=term).during.lower == date(2023, 1, 1)
