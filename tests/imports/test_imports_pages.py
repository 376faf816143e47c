"""The pages: upload, progress, preview with corrections, applying, undoing, lists."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from sodoan.access.scopes import scope_of
from sodoan.imports.actions.apply import apply
from sodoan.imports.actions.batches import begin_apply
from sodoan.imports.choices import BatchState
from sodoan.imports.models import Batch, ColumnMemory
from sodoan.imports.queries.preview import absent_from
from sodoan.imports.queries.undo import staying_of
from sodoan.people.choices import MembershipKind
from sodoan.people.models import Person
from tests.factories.imports import BatchFactory
from tests.factories.org import AppointmentFactory, PostFactory
from tests.factories.people import MembershipFactory
from tests.imports.reader_files import member
from tests.listed import keeps_its_promises

A1 = "Chi đoàn Khu phố 1"
jobs = pytest.mark.django_db(transaction=True)


def address(name, batch=None):
    return reverse(f"imports:{name}", args=[batch.pk] if batch else [])


@pytest.fixture
def send(login, list_file):
    """`send(user, unit, members)`: what the upload answers."""

    def post(user, unit, members):
        path = list_file(members)
        file = SimpleUploadedFile("Danh sách.xlsx", path.read_bytes())
        return login(user).post(address("new"), {"unit": unit.code, "file": file})

    return post


def test_plain_member_has_no_import(login, dung):
    assert login(dung).get(address("new")).status_code == 403


def test_upload_into_a_foreign_unit_is_refused(units, an, send):
    response = send(an, units.b1, [member(1, A1)])
    assert response.status_code == 422
    assert "trong phạm vi của đồng chí" in response.content.decode()
    assert not Batch.objects.exists()


@pytest.mark.parametrize("content", [b"<html>", "a,b".encode("utf-16"), b"\xd0\xcf\x11\xe0" * 9])
def test_upload_of_a_bad_file_says_why_and_keeps_nothing(units, an, login, content, data_folder):
    file = SimpleUploadedFile("x.xlsx", content)
    response = login(an).post(address("new"), {"unit": units.a1.code, "file": file})
    assert response.status_code == 422
    assert "Save As" in response.content.decode() or "Office đời cũ" in response.content.decode()
    assert not Batch.objects.exists()
    assert not list((data_folder / "imports").iterdir())


def test_upload_offers_the_own_unit(units, an, login):
    page = login(an).get(address("new")).content.decode()
    assert f'value="{units.a1.code}"' in page
    assert units.b1.code not in page


@jobs
def test_walk_from_file_to_people_and_back(units, binh, send, login, run_jobs, contents):
    before = contents()
    rows = [member(1, A1), member(2, A1, c31="09123"), member(3, A1, c4="31/02/2004")]
    response = send(binh, units.a, rows)
    batch = Batch.objects.get()
    page = login(binh).get(response.url).content.decode()
    assert "Đang đọc và kiểm tra" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    run_jobs()
    page = login(binh).get(response.url, follow=True)
    assert page.redirect_chain[-1][0].endswith("?xem=dong&loc=can-xem")
    text = page.content.decode()
    assert "Nhập 2 dòng hợp lệ" in text
    assert "Ngày sinh “31/02/2004” không có thật" in text
    assert "không bị xóa" in text

    fix = {"sua-0-9-born_on": "28/02/2004", "cu-0-9-born_on": "31/02/2004"}
    login(binh).post(address("decide", batch), fix)
    run_jobs()
    assert batch.rows.get(number=9).verdict == "accepted"

    login(binh).post(address("apply", batch))
    run_jobs()
    batch.refresh_from_db()
    assert batch.state == BatchState.APPLIED
    assert Person.objects.filter(phone__startswith="0900").count() == 2
    assert Person.objects.filter(born_on="2004-02-28").exists()
    page = login(binh).get(address("batch", batch)).content.decode()
    assert "Hoàn tác được đến" in page

    question = login(binh).get(address("undo", batch)).content.decode()
    assert "3 người đã thêm" in question
    login(binh).post(address("undo", batch))
    run_jobs()
    assert "Hệ thống trở lại như trước khi nhập" in (
        login(binh).get(address("batch", batch)).content.decode()
    )
    assert contents() == before


def test_undo_asks_with_all_roles_as_the_job_does(units, binh, scope, imported, login):
    post = AppointmentFactory(
        person=binh.person, unit=units.a1, post=PostFactory(key="bi-thu-chi-doan")
    )
    batch = imported(units.a1, [member(1, A1, c27="Ủy viên BCH")], by=scope(binh))
    browser = login(binh)
    session = browser.session
    session["role"] = str(post.unit_id)
    session.save()
    assert staying_of(batch, by=scope_of(binh, only=session["role"]))
    page = browser.get(address("undo", batch)).content.decode()
    assert "chỉ cấp trên của đơn vị được gỡ" not in page


@jobs
def test_unreadable_list_is_told_on_its_page(units, an, login, run_jobs):
    file = SimpleUploadedFile("x.xlsx", b"PK\x03\x04 no zip")
    response = login(an).post(address("new"), {"unit": units.a1.code, "file": file})
    run_jobs()
    page = login(an).get(response.url).content.decode()
    assert "Tệp bị hỏng, không mở được" in page
    assert not Person.objects.filter(phone__startswith="0900").exists()


def test_progress_reloads_the_page_when_the_work_is_done(units, an, login):
    batch = BatchFactory(unit=units.a1, state=BatchState.APPLYING, done=3, total=9)
    response = login(an).get(address("progress", batch))
    assert "3/9" in response.content.decode()
    assert "HX-Refresh" not in response
    Batch.objects.update(state=BatchState.APPLIED)
    assert login(an).get(address("progress", batch))["HX-Refresh"] == "true"


@pytest.fixture
def ready(units, staged, binh, scope):
    rows = [
        member(1, A1),
        member(1, A1, c9="", c31="0911111111"),
        member(2, A1, c31="09123"),
        member(3, "Chi đoàn không có"),
    ]
    return staged(units.a, rows, by=scope(binh))


def row(batch, number):
    return batch.rows.get(number=number)


@jobs
def test_repetition_may_be_declared_another_person(ready, binh, login, run_jobs):
    login(binh).post(address("decide", ready), {"chon": "0-8:new"})
    run_jobs()
    assert row(ready, 8).verdict == "warning"
    login(binh).post(address("apply", ready))
    run_jobs()
    assert Person.objects.filter(search_key="nguyen thi bn").count() == 2


@jobs
def test_skipping_a_row_makes_way_for_its_repetition(ready, binh, login, run_jobs):
    login(binh).post(address("decide", ready), {"chon": "0-7:skip"})
    run_jobs()
    assert (row(ready, 7).choice, row(ready, 8).verdict) == ("skip", "accepted")


@jobs
def test_unit_and_sex_can_be_corrected(units, binh, scope, staged, login, run_jobs):
    batch = staged(units.a, [member(3, "Chi đoàn không có", c4="", c9="")], by=scope(binh))
    fixes = {
        "sua-0-7-unit": units.a2.code,
        "sua-0-7-born_on": "1/9/2004",
        "sua-0-7-sex": "female",
    }
    login(binh).post(address("decide", batch), fixes)
    run_jobs()
    fixed = row(batch, 7)
    assert (fixed.verdict, fixed.unit_id, fixed.sex) == ("accepted", units.a2.pk, "female")


def test_fields_that_are_not_open_cannot_be_typed(ready, binh, login):
    login(binh).post(address("decide", ready), {"sua-0-7-id_number": "1"})
    ready.refresh_from_db()
    assert ready.state == BatchState.READY
    assert not ready.decisions.exists()


def test_accepting_all_warnings_clears_the_list_to_look_at(ready, binh, login):
    login(binh).post(address("decide", ready), {"accept-all": "1"})
    assert row(ready, 9).choice == "accept"
    assert "Cần xem" in login(binh).get(f"{address('batch', ready)}?xem=dong").content.decode()


@jobs
def test_column_can_be_corrected_and_is_remembered(units, binh, scope, staged, login, run_jobs):
    batch = staged(units.a, [member(1, A1, c25="0933333333")], by=scope(binh))
    page = login(binh).get(address("batch", batch), follow=True).context
    place = {column.header: n for n, column in enumerate(page["columns"])}
    login(binh).post(
        address("remap", batch),
        {f"cot-{place['Khen thưởng']}": "phone", f"cot-{place['Điện thoại liên hệ']}": ""},
    )
    run_jobs()
    assert row(batch, 7).phone == "0933333333"
    assert ColumnMemory.objects.filter(unit=units.a).count() == 2
    again = staged(units.a, [member(2, A1, c25="0944444444")], by=scope(binh))
    assert row(again, 7).phone == "0944444444"
    elsewhere = staged(units.b, [member(3, "Chi đoàn Ấp Bắc")])
    assert row(elsewhere, 7).phone == "0900000003"


def test_two_columns_for_one_field_are_refused(ready, binh, login):
    page = login(binh).get(address("batch", ready), follow=True).context
    place = {column.header: n for n, column in enumerate(page["columns"])}
    response = login(binh).post(
        address("remap", ready), {f"cot-{place['Khen thưởng']}": "phone"}, follow=True
    )
    assert "Hai cột cùng nhập vào" in response.content.decode()
    assert not ColumnMemory.objects.exists()


@pytest.mark.parametrize("name", ["batch", "progress", "error_file", "absent", "undo"])
def test_batch_of_another_unit_is_not_there(units, chi, ready, login, name):
    assert login(chi).get(address(name, ready)).status_code == 404


@pytest.mark.parametrize("name", ["decide", "remap", "apply", "cancel"])
def test_batch_of_another_unit_cannot_be_touched(units, chi, ready, login, name):
    assert login(chi).post(address(name, ready)).status_code == 404
    ready.refresh_from_db()
    assert ready.state == BatchState.READY


def test_cancelled_list_is_gone(ready, binh, login):
    login(binh).post(address("cancel", ready))
    ready.refresh_from_db()
    assert ready.state == BatchState.CANCELLED
    assert not ready.rows.exists()


def test_members_missing_from_the_file_are_listed_guests_are_not(
    units, ready, boss, binh, dung, login
):
    guest = MembershipFactory(unit=units.a1, kind=MembershipKind.TEMPORARY).person
    apply(begin_apply(ready, by=boss).pk, by=boss)
    page = login(binh).get(address("absent", ready)).content.decode()
    assert dung.full_name in page
    assert guest.full_name not in page
    assert absent_from(ready).filter(pk__in=linked(ready)).count() == 0 < len(linked(ready))


def test_workbook_of_the_missing_says_births_as_exactly_as_they_are_known(
    units, ready, boss, binh, dung, login
):
    apply(begin_apply(ready, by=boss).pk, by=boss)
    Person.objects.filter(user=dung).update(born_on=date(2003, 5, 1), born_precision="month")
    answer = login(binh).get(address("absent", ready), {"xuat": "xlsx"})
    book = CalamineWorkbook.from_filelike(BytesIO(answer.getvalue()))
    assert [dung.full_name, "05/2003"] in book.get_sheet_by_index(0).to_python()


def linked(batch):
    return list(batch.links.values_list("person_id", flat=True))


def test_error_file_with_its_citizen_numbers_is_for_who_brought_the_list(ready, em, login):
    answer = login(em).get(address("error_file", ready), follow=True)
    assert answer.redirect_chain[0] == (address("batch", ready), 302)
    assert "nhờ người ấy gửi lại" in answer.content.decode()
    assert "Tải tệp lỗi" not in answer.content.decode()


def test_error_file_is_a_download(ready, binh, login):
    response = login(binh).get(address("error_file", ready))
    assert b"".join(response.streaming_content).startswith(b"PK")


def test_national_list_with_sensitive_facts_needs_the_right(units, an, binh, login):
    where, reason = reverse("imports:national"), "Đối chiếu với phần mềm"
    data = {"unit": units.a1.code, "reason": reason}
    assert login(an).post(where, data).status_code == 422
    response = login(binh).post(where, data)
    assert b"".join(response.streaming_content).startswith(b"PK")


@pytest.mark.parametrize("count", [3, 300])
def test_preview_costs_the_same(
    units, binh, scope, staged, login, count, django_assert_num_queries
):
    rows = [member(n, "Chi đoàn không có") for n in range(count)]
    batch = staged(units.a, rows, by=scope(binh))
    client = login(binh)
    page = f"{address('batch', batch)}?xem=dong&co=200"
    client.get(page)
    with django_assert_num_queries(14):
        client.get(page)


def test_lists_keep_their_promises(units, ready, boss, dung, binh, login):
    BatchFactory(unit=ready.unit, file_name="Danh sách năm trước.xlsx")
    client = login(binh)
    for name, cell, read in (
        ("batch_list", 2, lambda batch: batch.file_name),
        ("absent", 0, lambda person: person.full_name),
        ("batch", 2, lambda row: row.full_name),
    ):
        where = address(name, ready if name != "batch_list" else None)
        keeps_its_promises(client, f"{where}?loc=", cell, read)


def test_figures_of_a_finished_import_lead_to_their_rows(units, ready, boss, binh, login):
    apply(begin_apply(ready, by=boss).pk, by=boss)
    client = login(binh)
    assert "?loc=bi-loai#danh-sach" in client.get(address("batch", ready)).content.decode()
    page = client.get(address("batch", ready), {"loc": "bi-loai"})
    assert {row.verdict for row in page.context["rows"]} == {"rejected"}
    assert 'name="sua-' not in page.content.decode()
