"""Columns of a file taken for other fields in the preview, list by list."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from sodoan.imports.actions.batches import upload
from sodoan.imports.actions.review import Review, decide, remap
from sodoan.imports.actions.stage import stage
from sodoan.imports.choices import Choice
from sodoan.imports.exports import write_error_file
from sodoan.imports.models import ColumnMemory
from sodoan.imports.queries.preview import columns_of
from sodoan.imports.queries.rows import shown
from sodoan.imports.reader.headers import header_key
from tests.imports.reader_files import write_book

HEADER = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Chi đoàn"]
AN = ["1", "Lê An", "03/05/2001", "Nam", "Khu phố 1"]
BINH = ["1", "Võ Bình", "04/05/2001", "Nam", "Khu phố 1"]


@pytest.fixture
def read(tmp_path, boss):
    """`read(unit, headers and cells of further columns, a sheet each)`: a checked batch."""

    def take(unit, *sheets):
        people = (AN, BINH)
        rows = {
            f"Tờ {place}": [[*HEADER, *more], [*people[place], *more.values()]]
            for place, more in enumerate(sheets)
        }
        path = write_book(tmp_path / "ds.xlsx", rows)
        return stage(upload([path.read_bytes()], by=boss, unit=unit, name="ds.xlsx").pk)

    return take


def chosen(**fields):
    return {header_key(header): field for header, field in fields.items()}


def phones(batch):
    return [row.phone for row in batch.rows.order_by("sheet", "number")]


@pytest.mark.parametrize("second", [{"SĐT": "0911000002"}, {"SĐT": "0911000002", "Zalo": "x"}])
def test_two_columns_of_one_list_for_one_field_are_refused(units, boss, read, second):
    batch = read(units.a, {"Điện thoại": "0911000001", "Zalo": "0922000001"}, second)
    with pytest.raises(ValidationError, match="Điện thoại liên hệ ở trang “Tờ 0”"):
        remap(batch, chosen(Zalo="phone"), by=boss)
    assert not ColumnMemory.objects.exists()


def test_column_freed_on_one_list_only_still_clashes_on_the_other(units, boss, read):
    batch = read(units.a, {"Điện thoại": "1", "Zalo": "2"}, {"SĐT": "1", "Zalo": "2"})
    with pytest.raises(ValidationError, match="ở trang “Tờ 1”"):
        remap(batch, chosen(Zalo="phone") | {header_key("Điện thoại"): ""}, by=boss)


def test_field_nobody_knows_is_refused(units, boss, read):
    with pytest.raises(ValidationError, match="một trường không có"):
        remap(read(units.a, {"Zalo": "1"}), chosen(Zalo="nothing"), by=boss)


LONG = ("Ghi chú của chi đoàn về đoàn viên, gồm " + "hoàn cảnh, nguyện vọng, " * 210)[:5_000]


@pytest.mark.parametrize("header", [LONG, "x" * 200, "x" * 201])
def test_header_of_any_length_is_remembered_and_told_from_a_like_one(units, boss, read, header):
    like = f"{header[:-1]}y"
    batch = read(units.a, {header: "đá bóng", like: "cờ vua"})
    remap(batch, {header_key(header): "note"}, by=boss)
    assert ColumnMemory.objects.get().field == "note"
    assert stage(batch.pk).rows.get().note == "đá bóng"
    assert read(units.a, {like: "cờ vua", header: "đá bóng"}).rows.get().note == "đá bóng"
    assert header_key(header.upper()) == header_key(header)
    assert len(header_key(header)) <= ColumnMemory._meta.get_field("header_key").max_length == 200


def test_page_shows_the_beginning_of_a_long_header(units, binh, login, read):
    batch = read(units.a, {LONG: "đá bóng"})
    text = login(binh).get(reverse("imports:batch", args=[batch.pk]), follow=True).text
    assert LONG[:100] in text
    assert LONG[:200] not in text


def test_lists_that_head_one_field_differently_can_be_mapped_and_are_remembered(units, boss, read):
    lists = (
        {"Điện thoại": "0911000001", "Sở thích": "đá bóng"},
        {"SĐT": "0911000002", "Liên lạc": "0922000002"},
    )
    batch = read(units.a, *lists)
    remap(batch, chosen(**{"Sở thích": "note", "SĐT": "", "Liên lạc": "phone"}), by=boss)
    assert phones(stage(batch.pk)) == ["0911000001", "0922000002"]
    assert batch.rows.get(sheet=0).note == "đá bóng"
    assert phones(read(units.a, *lists)) == ["0911000001", "0922000002"]
    assert phones(read(units.t, *lists)) == ["0911000001", "0911000002"]


def test_header_taken_on_one_list_only_is_shown_as_it_is_taken(units, read):
    batch = read(units.a, {"Điện thoại": "0911000001", "SĐT": ""}, {"SĐT": "0911000002"})
    assert [c.field for c in columns_of(batch)][-2:] == ["phone", "phone"]


def test_likely_name_column_is_told_and_can_be_chosen(units, boss, tmp_path):
    rows = [["STT", "Họ và tên ĐV", "Ngày sinh", "Giới tính", "Tên khác", "Chi đoàn"]]
    rows += [["1", "Lê An", "03/05/2001", "Nam", "Lê Ân", "Khu phố 1"]]
    path = write_book(tmp_path / "ds.xlsx", {"A": rows})
    batch = stage(upload([path.read_bytes()], by=boss, unit=units.a, name="ds.xlsx").pk)
    assert "cột B “Họ và tên ĐV” được hiểu là “Họ và tên”" in " ".join(batch.notices)
    assert batch.rows.get().full_name == "Lê An"
    remap(batch, chosen(**{"Họ và tên ĐV": "", "Tên khác": "full_name"}), by=boss)
    assert stage(batch.pk).rows.get().full_name == "Lê Ân"


def test_decisions_stay_with_their_rows_when_another_list_is_found(units, boss, tmp_path):
    """An earlier sheet becomes a list by what the unit has learnt meanwhile."""
    rows = {
        "Một": [["STT", "ĐV", "Ngày sinh", "Giới tính", "Chi đoàn"], AN],
        "Hai": [HEADER, BINH, ["2", "Hồ Cúc", *BINH[2:]]],
    }
    path = write_book(tmp_path / "ds.xlsx", rows)
    batch = stage(upload([path.read_bytes()], by=boss, unit=units.a, name="ds.xlsx").pk)
    binh, cuc = (row.place for row in batch.rows.order_by("number"))
    decide(batch, Review({cuc: Choice.SKIP}, {binh: {"full_name": "Võ Văn Bình"}}), by=boss)
    ColumnMemory.objects.create(unit=units.a, header_key=header_key("ĐV"), field="full_name")
    batch = stage(batch.pk)
    found = [(r.full_name, r.choice) for r in batch.rows.order_by("sheet", "number")]
    assert found == [("Lê An", ""), ("Võ Văn Bình", ""), ("Hồ Cúc", "skip")]
    assert [r.sheet for r in shown(batch, batch.rows.order_by("pk"))] == ["Một", "Hai", "Hai"]
    decide(batch, Review(fixes={cuc: {"full_name": "Hồ Thị Cúc"}}), by=boss)  # from the old page
    assert stage(batch.pk).rows.filter(full_name="Hồ Thị Cúc").get().place == cuc


def test_list_found_by_what_the_unit_remembers_has_its_error_file(units, boss, tmp_path):
    ColumnMemory.objects.create(unit=units.a, header_key="danhtinh", field="full_name")
    rows = [["STT", "Danh tính", "Ngày sinh", "Giới tính", "Chi đoàn"], AN, ["2", *BINH[1:4], "?"]]
    path = write_book(tmp_path / "ds.xlsx", {"Bìa": [["x"]], "A": rows})
    batch = stage(upload([path.read_bytes()], by=boss, unit=units.a, name="ds.xlsx").pk)
    assert [row.full_name for row in batch.rows.order_by("number")] == ["Lê An", "Võ Bình"]
    ColumnMemory.objects.all().delete()
    with (tmp_path / "errors.xlsx").open("wb") as stream:
        assert write_error_file(batch, stream) == 2
