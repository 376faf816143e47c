"""Admission by decision: refusals first, then number, members and paper."""

import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from sodoan.common.clock import today
from sodoan.documents.models import RegisterEntry
from sodoan.people.actions import admit_by_decision
from sodoan.people.actions.batch import NewMember, RowsRefused
from sodoan.people.choices import Sex
from sodoan.people.models import Membership, Person

pytestmark = pytest.mark.django_db


def born(years):
    day = today()
    return date(day.year - years, 1, 1)


@pytest.fixture
def row(units):
    def make(name="Đỗ Minh Khôi", **changes):
        facts = {"sex": Sex.MALE, "born_on": born(18), "branch": units.a1}
        return NewMember(full_name=name, **facts | changes)

    return make


@pytest.fixture
def decide(binh, scope, units):
    def send(*members, by=binh, unit=units.a, on=None, **more):
        head = {"decided_on": on or today(), "issuer_code": "ĐTN"}
        return admit_by_decision(unit, by=scope(by), members=members, **head | more)

    return send


def refused(decide, *members):
    before = Person.objects.count()
    with pytest.raises(RowsRefused) as caught:
        decide(*members)
    assert Person.objects.count() == before
    assert not RegisterEntry.objects.exists()
    return {at: " ".join(messages) for at, messages in caught.value.errors.items()}


def test_branch_secretary_is_refused(decide, row, an, units):
    with pytest.raises(PermissionDenied):
        decide(row(), by=an)
    with pytest.raises(PermissionDenied):
        decide(row(), by=an, unit=units.a1)


def test_province_is_no_deciding_unit(decide, row, em, units):
    with pytest.raises(PermissionDenied):
        decide(row(), by=em, unit=units.t)


def test_decision_of_tomorrow_is_refused(decide, row):
    with pytest.raises(ValidationError, match="ở sau hôm nay"):
        decide(row(), on=today() + timedelta(days=1))


@pytest.mark.parametrize("many", [0, 51])
def test_empty_and_too_long_lists_are_refused(decide, row, many):
    with pytest.raises(ValidationError, match="từ 1 đến 50"):
        decide(*[row()] * many)


def test_under_age_is_told_at_its_row_and_nobody_is_admitted(decide, row):
    errors = refused(decide, row(), row("Trần Thu Hà", born_on=born(13)))
    assert list(errors) == [1]
    assert "mới 13 tuổi, chưa đủ 16 tuổi" in errors[1]


def test_somebody_known_is_refused(decide, row, dung):
    known = dung.person
    errors = refused(decide, row(known.full_name, born_on=known.born_on))
    assert "trùng họ tên và ngày sinh" in errors[0]


def test_same_person_twice_names_the_first_row(decide, row):
    assert "với dòng 1" in refused(decide, row(), row("đỗ minh khôi"))[1]


def test_namesake_is_admitted_once_confirmed_but_never_a_known_number(decide, row, dung):
    known = dung.person
    same = {"born_on": born(18), "phone": known.phone or "0912345678"}
    Person.objects.filter(pk=known.pk).update(phone=same["phone"])
    entry = decide(row("Trần Văn Mới", confirmed=True, **same))
    assert Membership.objects.get(decision_no=entry.code).person_id != known.pk
    number = {"id_number": "079208001234"}
    decide(row("Lê Hoàng An", **number))
    with pytest.raises(RowsRefused) as caught:
        decide(row("Bùi Gia Huy", confirmed=True, **number))
    assert caught.value.questions == set()


def test_branch_of_another_union_is_refused(decide, row, units):
    assert "không thuộc" in refused(decide, row(branch=units.b1))[0]


def test_decision_numbers_admits_and_files_the_paper(decide, row, units):
    entry = decide(
        row(), row("Trần Thu Hà", sex=Sex.FEMALE, branch=units.a2), last_number=6,
        ceremony_on=date(2026, 12, 22),
    )  # fmt: skip
    assert entry.code == "07-QĐ/ĐTN"
    rows = Membership.objects.filter(decision_no=entry.code).order_by("unit__name")
    assert [(r.unit, r.during.lower, r.person.admission_no) for r in rows] == [
        (units.a1, today(), entry.code),
        (units.a2, today(), entry.code),
    ]
    paper = Document(io.BytesIO(entry.attachment.path.read_bytes()))
    text = "\n".join(p.text for p in paper.paragraphs)
    assert "Về việc chuẩn y kết nạp đoàn viên" in text
    assert "lễ kết nạp vào ngày 22/12/2026" in text
    cells = [cell.text for table in paper.tables for r in table.rows for cell in r.cells]
    assert {"Đỗ Minh Khôi", "Trần Thu Hà", "Chi đoàn Khu phố 2", "Nữ"} <= set(cells)


def test_same_list_again_returns_the_same_decision(decide, row):
    first = decide(row(), row("Trần Thu Hà"))
    assert decide(row(), row("Trần Thu Hà")) == first
    assert Membership.objects.filter(decision_no=first.code).count() == 2
    assert RegisterEntry.objects.count() == 1


def posted(units, **changes):
    return {
        "decided_on": f"{today():%d/%m/%Y}", "issuer_code": "ĐTN",
        "grounds": "Căn cứ Điều lệ Đoàn;\r\n\r\nXét tờ trình của chi đoàn,",
        "form-TOTAL_FORMS": "5", "form-INITIAL_FORMS": "0",
        "form-0-full_name": "Đỗ Minh Khôi", "form-0-sex": "male",
        "form-0-born_on": f"{born(18):%d/%m/%Y}", "form-0-branch": str(units.a1.pk),
    } | changes  # fmt: skip


def test_page_admits_and_shows_the_decision(login, binh, units):
    client = login(binh)
    answer = client.post(reverse("people:admit_many", args=[units.a.pk]), posted(units))
    entry = RegisterEntry.objects.get()
    assert answer.headers["Location"] == reverse("people:admitted", args=[entry.pk])
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Đỗ Minh Khôi" in page
    paper = Document(io.BytesIO(entry.attachment.path.read_bytes()))
    text = "\n".join(p.text for p in paper.paragraphs)
    assert "Xét tờ trình của chi đoàn," in text
    assert "Ban Chấp hành các chi đoàn," not in text
    assert reverse("documents:entry_file", args=[entry.pk]) in page


def test_page_shows_a_birth_date_as_exactly_as_it_is_known(login, binh, decide, row):
    entry = decide(row())
    Person.objects.filter(full_name="Đỗ Minh Khôi").update(born_precision="year")
    page = " ".join(login(binh).get(reverse("people:admitted", args=[entry.pk])).text.split())
    assert f">{born(18):%Y} · Chi đoàn Khu phố 1" in page
    assert f"{born(18):%d/%m/%Y}" not in page


def test_page_tells_errors_at_the_row_with_422(login, binh, units):
    address = reverse("people:admit_many", args=[units.a.pk])
    young = posted(units, **{"form-0-born_on": f"{born(13):%d/%m/%Y}"})
    answer = login(binh).post(address, young)
    assert answer.status_code == 422
    assert "13 tuổi" in str(answer.context["rows"].forms[0].non_field_errors())
    assert not RegisterEntry.objects.exists()


@pytest.mark.parametrize("number", ["10000", "2147483647", "99999999999"])
def test_paper_number_no_register_reaches_is_told_below_its_field(login, binh, units, number):
    address = reverse("people:admit_many", args=[units.a.pk])
    answer = login(binh).post(address, posted(units, last_number=number))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"last_number": ["Đồng chí ghi từ 9999 trở xuống."]}
    assert "Đỗ Minh Khôi" in answer.content.decode()
    assert not RegisterEntry.objects.exists()


def test_page_asks_about_a_namesake_and_takes_the_answer(login, binh, units, dung):
    address = reverse("people:admit_many", args=[units.a.pk])
    client = login(binh)
    Person.objects.filter(pk=dung.person.pk).update(phone="0912345678")
    data = posted(units, **{"form-0-phone": "0912345678"})
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert 'name="form-0-confirmed"' in answer.content.decode()
    assert 'name="form-1-confirmed"' not in answer.content.decode()
    assert client.post(address, data | {"form-0-confirmed": "on"}).status_code == 302


def test_more_rows_come_without_script_and_keep_what_was_typed(login, binh, units):
    address = reverse("people:admit_many", args=[units.a.pk])
    answer = login(binh).post(address, posted(units, more="1"))
    assert answer.status_code == 200
    assert len(answer.context["rows"].forms) == 10
    assert "Đỗ Minh Khôi" in answer.content.decode()


@pytest.mark.parametrize("confirmed", [True, False])
def test_two_rows_alike_are_one_person_and_no_tick_makes_them_two(decide, row, confirmed):
    errors = refused(decide, row(), row(confirmed=confirmed))
    assert list(errors) == [1]
    assert "với dòng 1" in errors[1]
    with pytest.raises(RowsRefused) as caught:
        decide(row(confirmed=True), row("đỗ minh khôi", confirmed=True))
    assert caught.value.questions == set()


def test_two_people_with_one_phone_are_told_how_to_go_on(decide, row):
    errors = refused(decide, row(phone="0912345678"), row("Đỗ Minh Khang", phone="0912345678"))
    assert "để trống số điện thoại" in errors[1]


def test_branches_are_held_all_at_once_before_the_names(decide, row, units):
    with CaptureQueriesContext(connection) as queries:
        decide(row(branch=units.a2), row("Trần Thu Hà", branch=units.a1))
    sent = [query["sql"] for query in queries]
    held = next(sql for sql in sent if "FOR SHARE" in sql and "org_unit" in sql)
    assert all(str(unit.pk) in held.split("ANY")[1] for unit in (units.a1, units.a2))
    assert sent.index(held) < next(at for at, sql in enumerate(sent) if "pg_advisory" in sql)
