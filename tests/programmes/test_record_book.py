"""The record book, its QR code, and telling that something in it is wrong."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from sodoan.common.periods import period
from sodoan.documents.actions import register_document, start_register, void_document
from sodoan.documents.choices import DocumentKind
from sodoan.notices.models import Notice
from sodoan.org.actions import rename_unit
from sodoan.people.actions import admit_by_decision
from sodoan.people.actions.batch import NewMember
from sodoan.people.choices import Sex
from sodoan.people.models import Person
from sodoan.programmes.actions import approval
from sodoan.programmes.queries.record import dated, sign_book
from tests.cast import enlist
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
MINE = "/so-cua-toi/"
SCRIPT = "<script>alert(1)</script>{{ 7 }}"


def book_of(user):
    return reverse("programmes:record_book_of", args=[user.person.pk])


def test_book_of_somebody_else_is_not_found(world):
    assert w.browser(world.hoa).get(book_of(world.dung)).status_code == 404
    assert w.browser(world.chi).get(book_of(world.dung)).status_code == 404
    assert w.browser(None).get(book_of(world.dung)).status_code == 302


def test_account_without_a_person_has_no_book(world):
    Person.objects.filter(user=world.dung).update(user=None)
    for answer in (
        w.browser(world.dung).get(MINE),
        w.browser(world.dung).post(MINE, {"text": "Sai"}),
    ):
        assert "không gắn với đoàn viên nào" in answer.content.decode()
        assert "Hồ Gia Dung" not in answer.content.decode().split("<main")[1]


def test_officers_in_scope_and_the_member_open_the_book(world):
    for who in (world.an, world.binh, world.dung):
        page = w.browser(who).get(book_of(world.dung))
        assert page.status_code == 200
        assert "Hồ Gia Dung" in page.content.decode()
    assert (
        "Báo thông tin chưa đúng"
        not in w.browser(world.an).get(book_of(world.dung)).content.decode()
    )


def test_decided_complaint_leaves_both_grades_in_book_sheet_and_history(world):
    result = w.publish(w.enrol(world.dung, world.plan), "completed", published_at=timezone.now())
    complaint = approval.file_complaint(result, by=w.scope(world.dung), text="Thiếu minh chứng")
    answer = "Đã đối chiếu sổ chi đoàn."
    said = {"answer": answer, "grade": "good", "comment": result.comment}
    approval.answer_complaint(complaint, by=w.scope(world.binh), **said)
    both = "Xem xét lại theo khiếu nại: Hoàn thành → Tốt"
    sheet = w.browser(world.dung).get(reverse("programmes:sheet", args=[result.enrolment_id])).text
    assert both in sheet
    assert "Công bố kết quả: Hoàn thành" in sheet
    for page in (w.browser(world.dung).get(MINE), w.browser(world.dung).get(f"{MINE}?in=1")):
        assert both in page.text
        assert "Xếp loại Tốt: hoàn thành 8" not in page.text  # the reason of another day
    assert w.browser(world.dung).get(f"{MINE}?in=1").text.count(both) == 1
    contest = reverse("programmes:complain", args=[result.pk])
    assert "Xếp loại Tốt: hoàn thành 8" not in w.browser(world.dung).get(contest).text
    history = reverse("programmes:enrolment_history", args=[result.enrolment_id])
    told = w.browser(world.an).get(history).text
    assert "Phạm Ngọc Bình" in told
    assert answer in told
    assert "Trả lời khiếu nại" in told  # why the grade changed


def test_running_year_shows_no_grade(world):
    enrolment = w.enrol(world.dung, world.plan)
    w.prove(enrolment.pledges.first())
    w.prove(enrolment.pledges.last(), state="rejected")
    page = w.browser(world.dung).get(MINE).content.decode()
    assert "Đang thực hiện" in page
    assert "1/8 tiêu chí có minh chứng đạt" in page
    assert "Đều đặn" not in page


def test_published_year_shows_grade_comment_decision_and_day(world):
    result = w.publish(w.enrol(world.dung, world.plan), comment=SCRIPT)
    page = w.browser(world.dung).get(MINE).content.decode()
    assert "Quyết định 42-QĐ/ĐTN" in page
    assert "Đoàn xã An Hòa duyệt xếp loại" in page
    assert f"{timezone.localtime(result.approved_at):%d/%m/%Y}" in page
    assert re.search(r'class="st t-ok">.*?</svg>Tốt', page)
    assert "<script>alert" not in page
    assert "{{ 7 }}" in page


def registered(world, day):
    """The 42nd decision of the commune in the register of that day's year."""
    by, kind = w.scope(world.binh), DocumentKind.DECISION
    start_register(world.commune, by=by, kind=kind, year=day.year, last_number=41)
    return register_document(
        world.commune, by=by, kind=kind, issued_on=day, title="Công nhận kết quả",
        issuer_code="ĐTN", signer_name="Phạm Ngọc Bình",
    )  # fmt: skip


def voided(world, entry):
    return void_document(entry, by=w.scope(world.binh), reason="Ghi nhầm ngày")


def test_voided_decision_is_cited_no_more(world):
    entry = registered(world, timezone.localdate())
    w.publish(w.enrol(world.dung, world.plan))
    member = w.browser(world.dung)
    for page in (MINE, f"{MINE}?in=1"):
        assert "Quyết định 42-QĐ/ĐTN" in member.get(page).text
    voided(world, entry)
    for page in (MINE, f"{MINE}?in=1"):
        shown = member.get(page).text
        assert "Đoàn xã An Hòa duyệt xếp loại" in shown
        assert "42-QĐ/ĐTN" not in shown


def test_decision_with_the_number_of_another_years_voided_one_is_cited(world):
    day = timezone.localdate()
    registered(world, day)
    voided(world, registered(world, day.replace(year=day.year - 1, day=1)))
    w.publish(w.enrol(world.dung, world.plan))
    assert "Quyết định 42-QĐ/ĐTN" in w.browser(world.dung).get(MINE).text


def admitted(world, day):
    """Somebody admitted into the branch by a decision of that day, the decision, the book."""
    new = NewMember(
        full_name="Đỗ Minh Khôi", sex=Sex.MALE, born_on=date(day.year - 18, 1, 1),
        branch=world.branch,
    )  # fmt: skip
    entry = admit_by_decision(
        world.commune, by=w.scope(world.binh), members=[new], decided_on=day, issuer_code="ĐTN"
    )
    person = Person.objects.get(full_name="Đỗ Minh Khôi")
    return person, entry, reverse("programmes:record_book_of", args=[person.pk])


def test_voided_admission_is_cited_no_more(world):
    _, entry, page = admitted(world, timezone.localdate())
    assert entry.code in w.browser(world.an).get(page).text
    voided(world, entry)
    assert entry.code not in w.browser(world.an).get(page).text
    assert PLACE not in w.browser(world.an).get(page).text


PLACE = "Nơi kết nạp"


@pytest.mark.parametrize(
    "changes",
    [
        {"joined_on": date(2019, 3, 26)}, {"joined_precision": "month"}, {"joined_on": None},
        {"admission_no": "9-QĐ/ĐTN"}, {"admission_no": ""},
    ],
)  # fmt: skip
def test_place_of_an_admission_elsewhere_is_not_guessed(world, changes):
    person, _, page = admitted(world, timezone.localdate())
    Person.objects.filter(pk=person.pk).update(**changes)
    for address in (page, f"{page}?in=1"):
        assert PLACE not in w.browser(world.an).get(address).text


def test_place_of_admission_is_told_as_it_was_called_that_day(world):
    day = timezone.localdate() - timedelta(days=2)
    _, _, page = admitted(world, day)
    rename_unit(
        world.branch, by=w.scope(world.binh), name="Chi đoàn Khu phố 9", since=day + timedelta(1)
    )
    for address in (page, f"{page}?in=1"):
        text = w.browser(world.an).get(address).text
        assert "Chi đoàn Khu phố 9, Đoàn xã An Hòa" in text
        told = text.partition(PLACE)[2][:120]
        assert "Chi đoàn Khu phố 1, Đoàn xã An Hòa" in told


def test_memberships_are_told_from_the_newest(world):
    now = world.dung.person.memberships.get()
    world.dung.person.memberships.create(
        unit=world.sister, during=period(date(2018, 3, 1), date(2020, 9, 1)), ended_by="transfer"
    )
    page = w.browser(world.dung).get(MINE).content.decode()
    where = page.index("Nơi sinh hoạt")
    assert page.index(now.unit.name, where) < page.index(world.sister.name, where)
    assert "từ 01/03/2018 đến 01/09/2020 · Chuyển sinh hoạt" in page


def leave(world, how, *, before=()):
    """The member ends at home in June 2026, after a stay elsewhere; `before` ended in 2019."""
    rows = world.dung.person.memberships
    rows.update(during=period(date(2020, 9, 1), date(2026, 6, 1)), ended_by=how)
    stay = period(date(2025, 1, 1), date(2025, 6, 1))
    rows.create(unit=world.sister, kind="temporary", during=stay, ended_by="returned")
    for end in before:
        rows.create(
            unit=world.sister, during=period(date(2018, 3, 1), date(2019, 9, 1)), ended_by=end
        )


@pytest.mark.parametrize(
    ("how", "before", "state", "public"),
    [
        ("maturity", [], "Trưởng thành", "Trưởng thành"),
        ("removed", ["maturity"], "Xóa tên", "Không còn là đoàn viên"),
        ("expelled", [], "Khai trừ", "Không còn là đoàn viên"),
        ("deceased", [], "Đã từ trần", "Đã từ trần"),
        ("transfer", ["removed"], "Đã chuyển đi", "Đã chuyển đi"),
        ("correction", ["maturity"], "Trưởng thành", "Trưởng thành"),
        ("correction", [], "Hiện không sinh hoạt", "Hiện không sinh hoạt"),
        ("", [], "Hiện không sinh hoạt", "Hiện không sinh hoạt"),
    ],
)
def test_state_of_who_left_is_how_the_last_home_membership_ended(world, how, before, state, public):
    leave(world, how, before=before)
    with time_machine.travel("2026-08-01T08:00:00Z"):
        book = w.browser(world.dung).get(MINE).text
        printed = w.browser(world.dung).get(f"{MINE}?in=1").text
        token = sign_book(world.dung.person)
        shown = w.browser(None).get(reverse("programmes:verify", args=[token])).text
    assert f"</svg>{state}</span>" in book
    assert f"<dt>Tình trạng</dt><dd>{state}</dd>" in printed
    assert f"</svg>{public}</span>" in shown


def test_state_of_who_comes_back_on_a_day_ahead_is_awaiting(world):
    leave(world, "maturity")
    world.dung.person.memberships.create(unit=world.branch, during=period(date(2026, 9, 1)))
    with time_machine.travel("2026-08-01T08:00:00Z"):
        assert "</svg>Chờ chuẩn y</span>" in w.browser(world.dung).get(MINE).text


def test_years_cost_the_same_however_many(world, django_assert_num_queries):
    w.publish(w.enrol(world.dung, world.plan))
    client = w.browser(world.dung)
    client.get(MINE)
    with django_assert_num_queries(11):
        client.get(MINE)
    for year in range(2015, 2023):
        w.publish(w.enrol(world.dung, w.plan_of(world.commune, year)))
    with django_assert_num_queries(11):
        client.get(MINE)


def test_printed_book_is_a_whole_page_with_the_code(world):
    w.publish(w.enrol(world.dung, world.plan), comment=SCRIPT)
    page = w.browser(world.dung).get(f"{MINE}?in=1").content.decode()
    assert "Sổ đoàn viên của Hồ Gia Dung" in page
    assert "<svg" in page
    assert "<script>alert" not in page
    assert "Chi đoàn nhận xét: “&lt;script&gt;" in page  # also when the day is not known


@pytest.mark.parametrize(
    ("precision", "words"), [("day", "08/03/2002"), ("month", "03/2002"), ("year", "2002")]
)
def test_dates_are_shown_as_exactly_as_they_are_known(precision, words):
    assert dated(date(2002, 3, 8), precision) == words
    assert dated(None, precision) == ""


def test_printed_book_has_no_day_or_month_of_birth_that_nobody_knows(world):
    for precision, words in (("year", "2002"), ("month", "03/2002"), ("day", "08/03/2002")):
        Person.objects.filter(pk=world.dung.person.pk).update(born_precision=precision)
        page = w.browser(world.dung).get(f"{MINE}?in=1").text
        assert f"<dt>Ngày sinh</dt><dd>{words}</dd>" in page


def test_code_shows_name_branch_and_state_and_nothing_else(world):
    person = world.dung.person
    Person.objects.filter(pk=person.pk).update(phone="0908214637", address="12 Trần Phú")
    token = sign_book(person)
    assert "Dung" not in token
    response = w.browser(None).get(reverse("programmes:verify", args=[token]))
    page = response.content.decode()
    assert response.status_code == 200
    for shown in ("Hồ Gia Dung", "Chi đoàn Khu phố 1", "Đang sinh hoạt"):
        assert shown in page
    for hidden in ("08/03/2002", "2002", "0908214637", "Trần Phú", "Công nhân", "Xếp loại"):
        assert hidden not in page
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize(("seconds", "status"), [(590, 200), (602, 410)])
def test_code_holds_for_ten_minutes(world, seconds, status):
    token = sign_book(world.dung.person)
    with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
        response = w.browser(None).get(reverse("programmes:verify", args=[token]))
    assert response.status_code == status
    assert ("Mã đã hết hạn" in response.content.decode()) == (status == 410)


@pytest.mark.parametrize("change", ["x{}", "{}x", "1"])
def test_forged_code_shows_nobody(world, change):
    token = change.format(sign_book(world.dung.person))
    response = w.browser(None).get(reverse("programmes:verify", args=[token]))
    assert response.status_code == 410
    assert "Hồ Gia Dung" not in response.content.decode()


def test_wrong_fact_is_told_to_the_secretary(world):
    client = w.browser(world.dung)
    empty = client.post(MINE, {"text": " "})
    assert empty.status_code == 422
    assert not Notice.objects.exists()
    assert client.post(MINE, {"text": SCRIPT}).url == MINE
    notice = Notice.objects.get()
    assert (notice.user, notice.body) == (world.an, SCRIPT)
    assert notice.url == book_of(world.dung)


def test_secretarys_own_wrong_fact_goes_one_level_up(world):
    w.browser(world.an).post(MINE, {"text": "Sai ngày vào Đoàn"})
    assert Notice.objects.get().user == world.binh


def test_nobody_to_tell_is_said(world):
    alone = enlist("Bùi Lẻ Loi", w.UnitFactory(name="Chi đoàn không bí thư"))
    response = w.browser(alone).post(MINE, {"text": "Sai số thẻ"})
    assert response.status_code == 422
    assert "chưa có ai phụ trách" in response.content.decode()


@pytest.mark.parametrize(
    ("block", "label"), [("other", "năm 2025"), ("school", "năm học 2024-2025")]
)
def test_year_is_named_by_the_calendar_on_screen_in_print_and_behind_the_code(
    world, client, block, label
):
    sheet = w.enrol(world.dung, world.plan)
    sheet.block = block
    sheet.save()
    w.publish(sheet)
    browser = w.browser(world.dung)
    assert f'<b class="num">{label.capitalize()}</b>' in browser.get(MINE).text
    assert f'<b class="num">{label.capitalize()}</b>' in browser.get("/").text
    assert f"<h3>{label.capitalize()}<" in browser.get(f"{MINE}?in=1").text
    token = sign_book(world.dung.person, on_paper=True)
    assert f"<dt>Xếp loại {label}</dt>" in client.get(f"/xac-minh/{token}/").text
