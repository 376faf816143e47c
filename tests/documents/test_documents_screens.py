import io
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from docx import Document
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from sodoan.access.scopes import system_scope
from sodoan.documents.actions import file_document, register_document, store_paper
from sodoan.documents.choices import DocumentKind, PaperKey
from sodoan.documents.models import PaperTemplate, RegisterEntry
from sodoan.documents.papers.kinds import PAPERS, print_sample
from tests import cast

units = cast.units  # the cast's tree, not the one of the other tests here


def issue(unit, title="Kế hoạch năm 2026", kind=DocumentKind.PLAN, day=date(2026, 2, 3)):
    by = system_scope()
    with transaction.atomic():
        entry = register_document(
            unit, by=by, kind=kind, issued_on=day, title=title, issuer_code="ĐTN",
            signer_name="Lê Thị Đức", recipients=["Các chi đoàn"],
        )  # fmt: skip
        paper = store_paper(f"PK{title}".encode(), by=by, unit=unit, name=f"{entry.code}.docx")
        return file_document(entry, by=by, attachment=paper)


def word(text, name="mau.docx"):
    document = Document()
    document.add_paragraph(text)
    written = io.BytesIO()
    document.save(written)
    written.seek(0)
    written.name = name
    return written


def text_of(response):
    return "\n".join(p.text for p in Document(io.BytesIO(response.content)).paragraphs)


# -- the register ---------------------------------------------------------------------------------


def test_register_shows_own_units_documents_and_not_a_strangers(client, units, binh):
    mine, below, other = issue(units.a), issue(units.a1, "Của chi đoàn"), issue(units.b, "Nơi khác")
    client.force_login(binh)
    page = client.get("/so-van-ban/").content.decode()
    assert mine.title in page
    assert below.title in page
    assert other.title not in page


def test_register_finds_without_marks_and_filters_by_kind_and_year(client, units, binh):
    issue(units.a, "Kế hoạch rèn luyện")
    issue(units.a, "Công nhận kết quả", DocumentKind.DECISION)
    issue(units.a, "Kế hoạch cũ", day=date(2025, 3, 1))
    client.force_login(binh)

    def titles(query):
        rows = client.get("/so-van-ban/", query).context["list"].rows
        return {row.title for row in rows}

    assert titles({"q": "ren luyen"}) == {"Kế hoạch rèn luyện"}
    assert titles({"q": "duc cong nhan"}) == {"Công nhận kết quả"}
    assert titles({"loai": "QĐ"}) == {"Công nhận kết quả"}
    assert titles({"nam": "2025"}) == {"Kế hoạch cũ"}


def test_register_exports_exactly_what_is_shown(client, units, binh):
    issue(units.a, "Kế hoạch rèn luyện")
    issue(units.a, "Công nhận kết quả", DocumentKind.DECISION)
    client.force_login(binh)
    answer = client.get("/so-van-ban/tai/", {"loai": "QĐ"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    written = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row if cell]
    assert "Công nhận kết quả" in written
    assert "01-QĐ/ĐTN" in written
    assert "Kế hoạch rèn luyện" not in written


def test_issued_file_is_downloaded_under_its_number(client, units, binh):
    entry = issue(units.a)
    client.force_login(binh)
    answer = client.get(f"/so-van-ban/{entry.pk}/tep/")
    assert answer.content == "PKKế hoạch năm 2026".encode()
    assert "no-store" in answer["Cache-Control"]


def test_voiding_asks_for_a_reason_and_keeps_the_entry(client, units, binh):
    entry = issue(units.a)
    client.force_login(binh)
    address = f"/so-van-ban/{entry.pk}/huy/"
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "Sai ngày"}).status_code == 302
    entry.refresh_from_db()
    assert (entry.voided_at is not None, entry.void_reason) == (True, "Sai ngày")
    assert client.post(address, {"reason": "Lần nữa"}).status_code == 422
    assert "Sai ngày" in client.get("/so-van-ban/?loc=da-huy").content.decode()


@pytest.mark.parametrize("entries", [3, 300])
def test_register_queries_do_not_grow(client, units, binh, entries):
    RegisterEntry.objects.bulk_create(
        RegisterEntry(
            unit=units.a, kind=DocumentKind.PLAN, year=2026, number=n + 1, symbol="KH/ĐTN",
            issued_on=date(2026, 2, 3), title=f"Kế hoạch {n}", signer_name="Lê Thị Đức",
        )
        for n in range(entries)
    )  # fmt: skip
    client.force_login(binh)
    client.get("/so-van-ban/")
    with CaptureQueriesContext(connection) as made:
        client.get("/so-van-ban/?co=200")
    assert len(made) == QUERIES, [query["sql"] for query in made]


QUERIES = 8


_TEXT = qn("w:t")


# -- templates ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PaperKey.values)
def test_shipped_template_prints_a_sample_without_gaps(kind):
    paper = Document(io.BytesIO(print_sample(kind)))
    words = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "{{" not in words
    assert "{%" not in words
    assert "None" not in words
    text = "".join(run.text or "" for run in paper.element.body.iter(_TEXT))
    assert not PAPERS[kind].code or f"Số: 03-{PAPERS[kind].code}/ĐTN" in text


def test_list_says_whose_template_each_paper_is_printed_with(client, units, an, binh):
    client.force_login(binh)
    client.post(f"/mau-giay-to/{units.a.pk}/plan/", {"file": word("{{ heading.issuer }}")})
    client.force_login(an)
    answer = client.get("/mau-giay-to/")
    assert answer.context["unit"] == units.a1
    page = answer.content.decode()
    assert "Mẫu của Đoàn xã An Hòa" in page
    assert "Mẫu gốc của Sổ Đoàn" in page


def test_unknown_fields_are_listed_and_nothing_changes(client, units, binh):
    client.force_login(binh)
    address = f"/mau-giay-to/{units.a.pk}/plan/"
    answer = client.post(address, {"file": word("{{ heading.issuer }} {{ sech }} {{ nam.hoc }}")})
    assert answer.status_code == 422
    assert "giấy tờ này không có: nam.hoc, sech." in answer.content.decode()
    assert not PaperTemplate.objects.exists()


def test_uploaded_file_can_be_tried_without_being_put_in_force(client, units, binh):
    client.force_login(binh)
    address = f"/mau-giay-to/{units.a.pk}/plan/"
    answer = client.post(address, {"file": word("Mẫu của {{ heading.issuer }}"), "try": "1"})
    assert text_of(answer) == "Mẫu của BCH ĐOÀN PHƯỜNG AN HÒA"
    assert not PaperTemplate.objects.exists()


def test_template_is_replaced_downloaded_and_dropped_again(client, units, binh):
    client.force_login(binh)
    address = f"/mau-giay-to/{units.a.pk}/plan/"
    assert client.post(address, {"file": word("Nay: {{ year }}")}).status_code == 302
    assert text_of(client.get(f"{address}tai/dang-dung/")) == "Nay: {{ year }}"
    assert text_of(client.get(f"{address}tai/xem-thu/")) == "Nay: 2026"
    shipped = PAPERS["plan"].template.read_bytes()
    assert client.get(f"{address}tai/goc/").content == shipped
    client.post(f"{address}bo/")
    assert client.get(f"{address}tai/dang-dung/").content == shipped
    page = client.get(address).content.decode()
    assert "Xóa mẫu giấy tờ" in page
    assert "Phạm Ngọc Bình" in page


def test_file_that_is_no_word_file_is_refused_plainly(client, units, binh):
    client.force_login(binh)
    file = io.BytesIO(b"MZ")
    file.name = "mau.docx"
    answer = client.post(f"/mau-giay-to/{units.a.pk}/plan/", {"file": file})
    assert answer.status_code == 422
    assert "không phải văn bản Word" in answer.content.decode()
    assert client.post(f"/mau-giay-to/{units.a.pk}/plan/").status_code == 422
    assert client.get(f"/mau-giay-to/{units.a.pk}/sai/").status_code == 404
