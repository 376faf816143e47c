"""A list whose header is not recognised: the user points at it, or says that there is none."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from sodoan.imports.actions.batches import upload
from sodoan.imports.actions.review import Review, decide, point_at_headers
from sodoan.imports.actions.stage import stage
from sodoan.imports.choices import BatchState
from sodoan.imports.exports import write_error_file
from sodoan.imports.files import stored_path
from sodoan.imports.models import ColumnMemory
from sodoan.people.models import Person
from tests.imports.reader_files import write_book

HEADER = ["No", "Ai", "Hồi nào", "Gọi số", "Ở đâu", "Loại"]
ROWS = [
    ["1", "Lê Văn An", "03/05/2001", "0912345671", "Chi đoàn Khu phố 1", "Nam"],
    ["2", "Trần Thị Bé", "04/06/2002", "0912345672", "Chi đoàn Khu phố 1", "Nữ"],
    ["3", "Võ Văn Cường", "31/02/2003", "0912345673", "Chi đoàn Khu phố 1", "Nam"],
]
FIELDS = {"Ai": "full_name", "Hồi nào": "born", "Gọi số": "phone", "Ở đâu": "unit", "Loại": "sex"}
LETTERS = {"Cột B": "full_name", "Cột C": "born", "Cột D": "phone", "Cột E": "unit", "Cột F": "sex"}
jobs = pytest.mark.django_db(transaction=True)


def address(name, batch):
    return reverse(f"imports:{name}", args=[batch.pk])


@pytest.fixture
def unread(units, binh, scope, tmp_path):
    """`unread(rows)`: a batch in whose file no list was found; other sheets may follow."""

    def take(rows, **sheets):
        path = write_book(tmp_path / "a.xlsx", {"DS": rows, **sheets})
        batch = upload([path.read_bytes()], by=scope(binh), unit=units.a, name="a.xlsx")
        batch = stage(batch.pk)
        assert batch.error_code == "no_list"
        return batch

    return take


@pytest.fixture
def titled(unread):
    return unread([["ĐOÀN XÃ"], ["Danh sách năm nay"], HEADER, *ROWS])


@pytest.fixture
def remap(login, binh, run_jobs):
    """`remap(batch, fields)`: take columns, by what they are called, on the page of the preview."""

    def choose(batch, fields):
        client = login(binh)
        columns = client.get(address("batch", batch), follow=True).context["columns"]
        chosen = {f"cot-{n}": fields.get(column.header, "") for n, column in enumerate(columns)}
        client.post(address("remap", batch), chosen)
        run_jobs()

    return choose


def test_header_is_for_who_may_import_there(titled, chi, scope):
    with pytest.raises(PermissionDenied):
        point_at_headers(titled, {"DS": 3}, by=scope(chi))


@pytest.mark.parametrize("state", [BatchState.CHECKING, BatchState.APPLIED, BatchState.CANCELLED])
def test_header_is_not_asked_for_at_another_time(titled, boss, state):
    titled.state = state
    titled.save()
    with pytest.raises(ValidationError, match="không chọn dòng tiêu đề được nữa"):
        point_at_headers(titled, {"DS": 3}, by=boss)


def test_file_that_failed_for_another_reason_stays_failed(titled, boss):
    titled.error_code = "corrupt"
    titled.save()
    with pytest.raises(ValidationError):
        point_at_headers(titled, {"DS": 3}, by=boss)


def test_no_row_chosen_is_refused_on_the_page(titled, binh, login):
    response = login(binh).post(address("headers", titled), {"trang-0": "99"})
    assert response.status_code == 422
    assert "chọn dòng tiêu đề của ít nhất một trang tính" in response.content.decode()


def test_rows_of_the_file_are_shown_to_who_brought_it_only(titled, em, binh, login):
    answer = login(em).get(address("headers", titled), follow=True)
    assert "chỉ người đã đưa danh sách lên mở được" in answer.content.decode()
    assert "Lê Văn An" not in answer.content.decode()
    page = login(binh).get(address("headers", titled))
    assert [number for number, _ in page.context["tops"][0].rows] == [1, 2, 3, 4, 5, 6]
    assert "Lê Văn An" in page.content.decode()


def test_rows_decided_on_are_not_made_others(titled, boss):
    point_at_headers(titled, {"DS": 3}, by=boss)
    stage(titled.pk)
    decide(titled, Review(fixes={(0, 4): {"full_name": "Lê Văn An"}}), by=boss)
    batch = stage(titled.pk)
    assert batch.rows.get(number=4).full_name == "Lê Văn An"
    with pytest.raises(ValidationError, match="theo dòng tiêu đề cũ"):
        point_at_headers(titled, {"DS": 2}, by=boss)


def test_row_that_says_nothing_is_no_header(titled, boss):
    point_at_headers(titled, {"DS": 40}, by=boss)
    assert stage(titled.pk).error_code == "no_list"


@jobs
def test_list_below_the_row_pointed_at_is_mapped_imported_and_known_next_time(
    titled, units, binh, scope, login, run_jobs, remap
):
    client = login(binh)
    assert address("headers", titled) in client.get(address("batch", titled)).content.decode()
    client.post(address("headers", titled), {"trang-0": "3"})
    run_jobs()
    page = client.get(address("batch", titled), follow=True).content.decode()
    assert "tiêu đề ở dòng 3" in page
    remap(titled, FIELDS)
    titled.refresh_from_db()
    verdicts = [row.verdict for row in titled.rows.order_by("number")]
    assert verdicts == ["accepted", "accepted", "rejected"]
    client.post(address("apply", titled))
    run_jobs()
    assert Person.objects.filter(full_name="Lê Văn An", phone="0912345671").exists()
    content = stored_path(titled.stored_as).read_bytes()
    again = upload([content], by=scope(binh), unit=units.a, name="b.xlsx")
    assert stage(again.pk).state == BatchState.READY
    assert again.rows.filter(verdict="existing").count() == 2


@jobs
def test_list_without_a_header_is_mapped_by_letters(
    unread, units, binh, login, run_jobs, remap, tmp_path
):
    batch = unread(ROWS)
    client = login(binh)
    client.post(address("headers", batch), {"trang-0": "0"})
    run_jobs()
    assert "không có dòng tiêu đề" in (
        client.get(address("batch", batch), follow=True).content.decode()
    )
    remap(batch, LETTERS)
    found = {row.number: (row.verdict, row.full_name) for row in batch.rows.all()}
    assert found[1] == ("accepted", "Lê Văn An")
    assert found[3][0] == "rejected"
    assert not ColumnMemory.objects.filter(unit=units.a).exists()  # the next list is another one
    batch.refresh_from_db()
    with (tmp_path / "e.xlsx").open("wb") as out:
        assert write_error_file(batch, out) == 1


def test_other_sheets_are_read_as_ever(unread, boss):
    batch = unread([HEADER, *ROWS], KHAC=[["Thống kê"], ["Tổng", "3"]])
    point_at_headers(batch, {"DS": 1}, by=boss)
    batch = stage(batch.pk)
    assert [found["name"] for found in batch.sheets] == ["DS"]
    assert any("“KHAC”" in notice for notice in batch.notices)


def test_header_merged_downwards_is_taken_whole(units, boss, binh, scope, tmp_path):
    rows = [["Ai", "Hồi nào", "", "Ở đâu"], ["", "X", "Y", ""], ["Lê Văn An", "1", "2", "A1"]]
    path = write_book(tmp_path / "m.xlsx", {"DS": rows}, [(0, 0, 1, 0), (0, 1, 0, 2)])
    batch = upload([path.read_bytes()], by=scope(binh), unit=units.a, name="m.xlsx")
    stage(batch.pk)
    point_at_headers(batch, {"DS": 1}, by=boss)
    (found,) = stage(batch.pk).sheets
    assert (found["first"], found["last"], found["rows"]) == (1, 2, 1)
