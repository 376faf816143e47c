"""Readable history: labels, names, masks; also of rows changed by SQL; no query per change."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from sodoan.audit.history import acting
from sodoan.audit.queries import Source, history_of
from sodoan.org.actions import open_term, rename_unit
from sodoan.org.models import Appointment, Placement, Seat
from sodoan.people.actions import transfer, update_person, update_sensitive
from sodoan.people.choices import Category
from sodoan.people.models import Membership, Person, SensitiveProfile
from tests.factories.people import MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db


def said(entries):
    return [(change.label, change.old, change.new) for entry in entries for change in entry.changes]


def exported(answer):
    """The rows below the title and the headings."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()[3:]


def test_update_names_who_why_and_field(dung, an, scope):
    update_person(
        dung.person,
        by=scope(an),
        changes={"category": Category.WORKER, "born_on": date(2001, 2, 3)},
        reason="Theo căn cước",
    )
    newest = history_of(Source.of(dung.person))[0]
    assert (newest.who, newest.reason, newest.kind) == (an.full_name, "Theo căn cước", "update")
    assert newest.label == "Sửa đoàn viên"
    assert set(said([newest])) == {
        ("đối tượng đoàn viên", "Đối tượng khác", "Công nhân, lao động"),
        ("ngày sinh", "08/03/2002", "03/02/2001"),
    }


def test_changes_by_sql_are_there_without_an_author(units):
    person = PersonFactory(full_name="Lý Hải Yến")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET occupation = 'Thợ may', sort_key = 'x'")
    newest, oldest = history_of(Source.of(person))
    assert (newest.who, said([newest])) == ("Hệ thống", [("nghề nghiệp hiện nay", "", "Thợ may")])
    assert oldest.kind == "insert"


def test_bulk_update_is_there_with_its_batch(an):
    people = [PersonFactory() for _ in range(3)]
    with acting(user_id=an.pk, batch="imports:7"):
        Person.objects.filter(pk__in=[p.pk for p in people]).update(note="Đã đối chiếu")
    for person in people:
        newest = history_of(Source.of(person))[0]
        assert (newest.who, newest.batch) == (an.full_name, "đợt nhập số 7")


def test_reason_of_an_inner_deed_ends_with_it(an, dung):
    """Within one request or load each deed keeps its own reason; who and batch stay."""
    first, second, third = (PersonFactory() for _ in range(3))
    with acting(user_id=an.pk, reason="Việc ngoài", batch="NHAP-8"):
        Person.objects.filter(pk=first.pk).update(note="Một")
        with acting(user_id=None, reason="Việc trong"):
            Person.objects.filter(pk=second.pk).update(note="Hai")
        Person.objects.filter(pk=third.pk).update(note="Ba")
    found = [history_of(Source.of(one))[0] for one in (first, second, third)]
    assert [one.reason for one in found] == ["Việc ngoài", "Việc trong", "Việc ngoài"]
    assert {(one.who, one.batch) for one in found} == {(an.full_name, "đợt NHAP-8")}


def test_update_that_changes_nothing_shown_is_left_out(an):
    person = PersonFactory()
    Person.objects.filter(pk=person.pk).update(sort_key="zzz")
    assert [entry.kind for entry in history_of(Source.of(person))] == ["insert"]


def test_sensitive_values_and_hashes_never_show(dung, an, scope):
    update_sensitive(
        dung.person, by=scope(an), changes={"id_number": "079202001234", "religion": "Cao Đài"}
    )
    entries = history_of(
        Source.of(dung.person), Source.rows(SensitiveProfile, pgh_obj_id=dung.person.pk)
    )
    text = str(entries)
    assert "079202001234" not in text
    assert "Cao Đài" not in text
    assert "hash" not in text
    assert dung.person.id_number_hash not in text
    labels = {label for label, _, _ in said(entries)}
    assert {"tôn giáo", "số CMND/CCCD (mã hóa)"} <= labels


def test_relations_are_named(khoi, binh, scope, units):
    transfer(khoi, by=scope(binh), to_unit=units.a2, on=date(2026, 9, 1))
    entries = history_of(Source.rows(Membership, person_id=khoi.pk))
    assert "Thêm sinh hoạt Đoàn: Chi đoàn Khu phố 2" in [entry.label for entry in entries]
    assert (
        "thời gian", "từ 01/09/2020", "từ 01/09/2020 đến trước 01/09/2026"
    ) in said(entries)  # fmt: skip
    assert ("lý do kết thúc", "", "Chuyển sinh hoạt") in said(entries)


def test_deleted_rows_stay_in_the_history(binh, scope, units):
    term = open_term(
        units.a1, by=scope(binh), body="bch", label="2026", start=date(2026, 1, 1), end=None,
        seats={"uv-bch-chi-doan": 3},
    )  # fmt: skip
    term.seats.all().delete()
    newest, oldest = history_of(Source.rows(Seat, term_id=term.pk))
    assert newest.label == "Xóa số lượng theo chức danh: Ủy viên Ban Chấp hành chi đoàn"
    assert newest.changes == ()
    assert oldest.kind == "insert"


def test_history_is_newest_first_and_limited(an):
    person = PersonFactory()
    for number in range(5):
        Person.objects.filter(pk=person.pk).update(note=str(number))
    entries = history_of(Source.of(person), limit=3)
    assert [change.new for entry in entries for change in entry.changes] == ["4", "3", "2"]


def test_long_history_takes_no_more_queries(khoi, binh, scope, units):
    sources = [
        Source.of(khoi),
        Source.rows(Membership, person_id=khoi.pk),
        Source.rows(Appointment, person_id=khoi.pk),
    ]
    with acting(user_id=binh.pk):
        Person.objects.filter(pk=khoi.pk).update(note="một")
    with CaptureQueriesContext(connection) as few:
        history_of(*sources)
    with acting(user_id=binh.pk):
        for number in range(30):
            Person.objects.filter(pk=khoi.pk).update(note=str(number))
            row = MembershipFactory(person=khoi, unit=units.b1, kind="honorary")
            Membership.objects.filter(pk=row.pk).delete()
    with CaptureQueriesContext(connection) as many:
        assert len(history_of(*sources, limit=500)) > 90
    assert len(many) == len(few) == 6


def test_unit_history_has_its_placements(binh, scope, units):
    rename_unit(units.a1, by=scope(binh), name="Chi đoàn Ấp Một", since=date(2026, 7, 1))
    entries = history_of(Source.of(units.a1), Source.rows(Placement, unit_id=units.a1.pk))
    assert ("tên đơn vị", "Chi đoàn Khu phố 1", "Chi đoàn Ấp Một") in said(entries)
    assert entries[0].reason == "Đổi tên đơn vị"


@pytest.fixture
def khoi(units):
    person = PersonFactory(full_name="Đỗ Minh Khôi")
    MembershipFactory(person=person, unit=units.a1)
    return person


def test_long_history_is_searched_in_any_word_order_and_by_kind(dung, an, scope, login):
    for day in range(1, 12):
        update_person(
            dung.person, by=scope(an), changes={"born_on": date(2001, 2, day)}, reason=f"Lần {day}"
        )
    client = login(an)
    page = f"/doan-vien/{dung.person.pk}/lich-su/"
    found = client.get(page, {"q": "11 LAN", "loc": "update"}).content.decode()
    assert "Lần 11" in found
    assert "Lần 10" not in found
    assert "Lần 11" not in client.get(page, {"loc": "insert"}).content.decode()


def test_history_comes_out_as_it_is_narrowed(units, dung, an, binh, scope, login):
    for job in ("Thợ may", "Thợ điện"):
        update_person(dung.person, by=scope(an), changes={"occupation": job}, reason="Theo đơn")
    rename_unit(units.a1, by=scope(binh), name="Chi đoàn Khu phố Một", since=scope(binh).on)
    client = login(binh)
    for page, words, expected in (
        (reverse("people:history", args=[dung.person.pk]), "dien tho", "Thợ may → Thợ điện"),
        (reverse("org:history", args=[units.a1.pk]), "mot pho khu", "Chi đoàn Khu phố Một"),
    ):
        link = client.get(page, {"q": words, "loc": "update"}).context["shown"].export_url
        rows = exported(client.get(link if link.startswith("/") else page + link))
        assert len(rows) == 1
        assert expected in rows[0][3]
