import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from docx import Document
from PIL import Image

from sodoan.access.scopes import Scope
from sodoan.documents.actions import (
    drop_template,
    file_document,
    register_document,
    replace_template,
    start_register,
    store_attachment,
    store_paper,
    take_number,
    void_document,
)
from sodoan.documents.choices import DocumentKind, MediaType, PaperKey
from sodoan.documents.models import Attachment, PaperTemplate, RegisterEntry
from sodoan.documents.papers.kinds import PAPERS
from sodoan.documents.queries import Citation, entry_of, template_for, voided_among
from sodoan.org.choices import Capability

DAY = date(2026, 2, 3)


def upload(data: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = name
    return file


def photo(colour: str = "red", size=(2000, 10)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "JPEG")
    return written.getvalue()


def word(text: str) -> bytes:
    document = Document()
    document.add_paragraph(text)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def issue(unit, by, **more) -> RegisterEntry:
    facts = {
        "kind": DocumentKind.PLAN,
        "issued_on": DAY,
        "title": "Thực hiện Chương trình Rèn luyện đoàn viên năm 2026",
        "issuer_code": "ĐTN",
        "signer_name": "Lê Thị Minh Nguyệt",
        "signer_post": "Bí thư",
        "recipients": ["Các chi đoàn"],
    }
    return register_document(unit, by=by, **facts | more)


# -- attachments ----------------------------------------------------------------------------------


def test_refused_file_leaves_nothing_behind(ward, officer, data_folder):
    with pytest.raises(ValidationError):
        store_attachment(upload(b"MZ", "a.jpg"), by=officer, unit=ward)
    assert not Attachment.objects.exists()
    assert not (data_folder / "attachments").exists()


def test_attachment_is_kept_by_the_hash_of_what_is_kept(ward, officer, data_folder):
    kept = store_attachment(upload(photo(), "../ảnh.png"), by=officer, unit=ward)
    assert (kept.media_type, kept.name) == (MediaType.JPEG, "ảnh.jpg")
    path = data_folder / "attachments" / kept.sha256[:2] / kept.sha256[2:4] / kept.sha256
    assert kept.path == path
    assert path.stat().st_size == kept.size
    with Image.open(path) as picture:
        assert picture.size == (1600, 8)
    assert [entry.name for entry in path.parent.iterdir()] == [kept.sha256]


def test_equal_content_is_stored_once_for_two_rows(ward, officer, data_folder):
    first = store_attachment(upload(photo(), "a.jpg"), by=officer, unit=ward)
    second = store_attachment(upload(photo(), "b.jpg"), by=officer, unit=ward)
    assert first.path == second.path
    assert (first.name, second.name) == ("a.jpg", "b.jpg")
    assert len([p for p in (data_folder / "attachments").rglob("*") if p.is_file()]) == 1


def test_pdf_is_kept_as_it_is(ward, officer):
    data = b"%PDF-1.7\nx"
    path = store_attachment(upload(data, "a"), by=officer, unit=ward).path
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (data, 0o600)


def test_scope_shows_attachments_of_its_units_only(units, officer, outsider):
    branch = units["branches"][0]
    mine = store_attachment(upload(photo(), "a.jpg"), by=officer, unit=branch)
    seen = Attachment.objects.in_scope(officer, Capability.SUPPORT)
    assert list(seen) == [mine]
    assert not Attachment.objects.in_scope(outsider, Capability.SUPPORT)


def test_hash_that_is_no_hash_breaks_a_constraint(ward):
    with pytest.raises(IntegrityError, match="attachment_sha256_is_hex"), transaction.atomic():
        Attachment.objects.create(sha256="x", media_type="image/png", name="a", size=1, unit=ward)


# -- register -------------------------------------------------------------------------------------


def test_outsider_does_not_register(ward, outsider):
    with pytest.raises(PermissionDenied):
        issue(ward, outsider)
    assert not RegisterEntry.objects.exists()


@pytest.mark.parametrize("wrong", [{"title": " "}, {"issuer_code": ""}, {"issuer_code": "Đ" * 38}])
def test_document_without_title_or_with_a_bad_sign_is_refused(ward, officer, wrong):
    with pytest.raises(ValidationError):
        issue(ward, officer, **wrong)


def test_numbers_run_per_unit_kind_and_year(units, ward, officer):
    assert [issue(ward, officer).number for _ in range(3)] == [1, 2, 3]
    assert issue(ward, officer, kind=DocumentKind.DECISION).number == 1
    assert issue(ward, officer, issued_on=date(2027, 1, 2)).number == 1
    assert issue(units["branches"][0], officer).number == 1


def test_entry_prints_its_code(ward, officer):
    entry = issue(ward, officer, kind=DocumentKind.DECISION, issuer_code="ĐTN-VP")
    assert entry.code == "01-QĐ/ĐTN-VP"


def test_rollback_gives_the_number_back(ward, officer):
    issue(ward, officer)
    with transaction.atomic():
        assert issue(ward, officer).number == 2
        transaction.set_rollback(True)
    assert issue(ward, officer).number == 2


@pytest.mark.django_db(transaction=True)
def test_number_outside_a_transaction_is_refused(units):
    with pytest.raises(RuntimeError):
        take_number(units["wards"][0], kind=DocumentKind.PLAN, year=2026)


@pytest.mark.django_db(transaction=True)
def test_numbers_taken_at_once_have_no_gap_and_no_double(ward, officer):
    def issue_and_close(_):
        try:
            return issue(ward, officer).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(issue_and_close, range(12)))
    assert sorted(numbers) == list(range(1, 13))


def test_register_goes_on_from_the_paper_one(ward, officer):
    start_register(ward, by=officer, kind=DocumentKind.PLAN, year=2026, last_number=17)
    assert issue(ward, officer).number == 18
    with pytest.raises(ValidationError):
        start_register(ward, by=officer, kind=DocumentKind.PLAN, year=2026, last_number=30)


def test_register_in_use_is_not_set_again(ward, officer):
    issue(ward, officer)
    with pytest.raises(ValidationError):
        start_register(ward, by=officer, kind=DocumentKind.PLAN, year=2026, last_number=17)
    assert issue(ward, officer).number == 2


def test_voided_document_keeps_its_number(ward, officer):
    entry = issue(ward, officer)
    with pytest.raises(ValidationError):
        void_document(entry, by=officer, reason=" ")
    void_document(entry, by=officer, reason="Ghi nhầm ngày")
    with pytest.raises(ValidationError):
        void_document(entry, by=officer, reason="Lần nữa")
    paper = store_paper(word("x"), by=officer, unit=ward, name="kh")
    with pytest.raises(ValidationError):
        file_document(entry, by=officer, attachment=paper)
    assert issue(ward, officer).number == 2


def test_only_a_citation_of_the_voided_document_itself_is_void(ward, units, officer):
    entry = issue(ward, officer)
    later = issue(ward, officer, issued_on=DAY.replace(year=2027))  # number 1 again
    assert (entry.code, later.code) == ("01-KH/ĐTN", "01-KH/ĐTN")
    own = frozenset({ward.pk})
    cited = Citation(own, "01-KH/ĐTN", DAY)
    others = {
        Citation(frozenset({units["wards"][1].pk}), "01-KH/ĐTN", DAY),
        Citation(own, "02-KH/ĐTN", DAY),
        Citation(own, "01-KH/TĐTN", DAY),
        Citation(own, "01-KH/ĐTN", later.issued_on),
        Citation(own, "Nghị quyết tháng 3", DAY),
    }
    assert voided_among([], DocumentKind.PLAN) == set()
    assert voided_among({cited, *others}, DocumentKind.PLAN) == set()
    void_document(entry, by=officer, reason="Ghi nhầm ngày")
    assert voided_among({cited, *others}, DocumentKind.PLAN) == {cited}
    assert voided_among({cited}, DocumentKind.DECISION) == set()
    assert entry_of(ward, DocumentKind.PLAN, "01-KH/ĐTN", DAY) == entry
    assert entry_of(ward, DocumentKind.PLAN, "01-KH/ĐTN", later.issued_on) == later


def test_document_gets_its_file(ward, officer, outsider):
    entry = issue(ward, officer)
    paper = store_paper(word("x"), by=officer, unit=ward, name="05-KH/ĐTN.docx")
    with pytest.raises(PermissionDenied):
        file_document(entry, by=outsider, attachment=paper)
    file_document(entry, by=officer, attachment=paper)
    entry.refresh_from_db()
    assert entry.attachment.name == "05-KH-ĐTN.docx"
    assert entry.attachment.path.stat().st_size == entry.attachment.size


def test_entry_cannot_be_deleted_even_in_sql(ward, officer):
    entry = issue(ward, officer)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM documents_registerentry WHERE id = %s", [entry.pk])
    assert RegisterEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("number = 0", "register_number_is_positive"),
        ("year = 2025", "register_year_is_issue_year"),
        ("voided_at = now()", "register_void_has_reason"),
        ("void_reason = 'x'", "register_void_has_reason"),
        ("number = 2", "register_number_is_unique"),
    ],
)
def test_register_constraints_hold_in_sql(ward, officer, change, constraint):
    entry = issue(ward, officer)
    issue(ward, officer)
    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE documents_registerentry SET {change} WHERE id = {entry.pk}")


# -- templates ------------------------------------------------------------------------------------


def test_outsider_does_not_replace_templates(ward, outsider):
    with pytest.raises(PermissionDenied):
        replace_template(ward, by=outsider, kind=PaperKey.PLAN, file=upload(word("x"), "a.docx"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"no word file", "không phải văn bản Word"),
        (word("{{ year }} {{ nam }} {{ heading.so }}"), "heading.so, nam"),
        (word("{{ 7 * 7 }}"), "lệnh không được phép"),
    ],
)
def test_unusable_template_is_refused_with_the_reason(ward, officer, data, said):
    with pytest.raises(ValidationError, match=said):
        replace_template(ward, by=officer, kind=PaperKey.PLAN, file=upload(data, "a.docx"))
    assert not PaperTemplate.objects.exists()


@pytest.mark.parametrize("kind", PaperKey.values)
def test_shipped_template_may_be_uploaded_as_ones_own(ward, officer, kind):
    data = PAPERS[kind].template.read_bytes()
    replace_template(ward, by=officer, kind=kind, file=upload(data, "mau.docx"))
    assert template_for(ward, kind) == data


def test_nearest_template_up_the_tree_wins(units, ward, officer):
    branch, elsewhere = units["branches"]
    assert template_for(branch, PaperKey.PLAN) is None
    replace_template(ward, by=officer, kind=PaperKey.PLAN, file=upload(word("ward"), "a.docx"))
    ward_template = template_for(branch, PaperKey.PLAN)
    assert ward_template == template_for(ward, PaperKey.PLAN)
    assert template_for(elsewhere, PaperKey.PLAN) is None
    assert template_for(branch, PaperKey.WALL) is None
    own = replace_template(
        branch, by=officer, kind=PaperKey.PLAN, file=upload(word("branch"), "b.docx")
    )
    assert template_for(branch, PaperKey.PLAN) != ward_template
    drop_template(own, by=officer)
    assert template_for(branch, PaperKey.PLAN) == ward_template


def test_template_is_replaced_not_doubled(ward, officer):
    for text in ("one", "two"):
        replace_template(ward, by=officer, kind=PaperKey.PLAN, file=upload(word(text), "a.docx"))
    assert PaperTemplate.objects.count() == 1


def test_member_sees_only_the_files_they_uploaded(ward, officer):
    from sodoan.common.permissions import allowed

    file = store_attachment(upload(photo(), "a.jpg"), by=officer, unit=ward)
    file.uploaded_by_id = 7
    assert allowed(Scope(user_id=7, person_id=None, on=DAY), "documents.view_attachment", file)
    assert not allowed(Scope(user_id=8, person_id=None, on=DAY), "documents.view_attachment", file)
    assert not allowed(
        Scope(user_id=None, person_id=None, on=DAY), "documents.view_attachment", file
    )
    assert allowed(officer, "documents.view_attachment", file)
