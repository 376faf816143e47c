"""A report on paper: what is printed of which version, who may have it."""

from decimal import Decimal
from io import BytesIO

from django.core.files.base import ContentFile
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from sodoan.documents.actions import replace_template
from sodoan.people.models import Membership
from sodoan.reports.actions.handing import accept_report
from sodoan.reports.actions.opening import issue_form
from sodoan.reports.models import Obligation
from sodoan.reports.packfile import shipped_reports
from sodoan.reports.queries.papers import subject_of
from sodoan.reports.sheet import Typed
from tests.cast import enlist
from tests.reports.conftest import JULY


def paper_url(obligation, ending="docx", **data):
    address = reverse("reports:paper", args=[obligation.pk, ending])
    return address + "?" + "&".join(f"{key}={value}" for key, value in data.items())


def text_of(answer):
    """All text of a paper, cells of tables too, in lines."""
    assert answer.status_code == 200
    document = Document(BytesIO(answer.content))
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_elsewhere_there_is_no_paper(owed, units, chi, dung, an, hand_in, login):
    mine = owed(units.a1)
    hand_in(mine, an, money=Typed(Decimal(1)))
    for who in (chi, dung):
        assert login(who).get(paper_url(mine)).status_code == 404
        assert login(who).get(paper_url(mine, **{"du-thao": 1})).status_code == 404


def test_what_was_not_handed_in_is_only_a_draft_of_its_unit(owed, units, binh, an, login):
    mine = owed(units.a1)
    assert login(an).get(paper_url(mine)).status_code == 404
    assert login(binh).get(paper_url(mine, **{"du-thao": 1})).status_code == 403
    assert "DỰ THẢO" in text_of(login(an).get(paper_url(mine, **{"du-thao": 1})))


def test_no_other_format_and_no_other_version(owed, units, an, hand_in, login):
    mine = owed(units.a1)
    hand_in(mine, an, money=Typed(Decimal(1)))
    client = login(an)
    for data in ({"lan": 2}, {"lan": 0}, {"lan": "x"}):
        assert client.get(paper_url(mine, **data)).status_code == 404
    assert client.get(paper_url(mine, "pdf")).status_code == 404


def test_what_records_fulfil_has_no_paper(units, scheme, em, an, binh, scope, login):
    pack = shipped_reports()["s2_weekly"]
    issue_form(units.t, by=scope(em), pack=pack, start=JULY)
    owed = Obligation.objects.filter(unit=units.a).first()
    assert login(binh).get(paper_url(owed)).status_code == 404
    assert login(binh).get(paper_url(owed, **{"du-thao": 1})).status_code == 404


def test_a_version_is_printed_as_it_was_handed_in(owed, units, an, binh, hand_in, scope, login):
    mine = owed(units.a1)
    first = {"money": Typed(Decimal(2)), "members": Typed(Decimal(40), "Có 39 bạn vừa đến")}
    hand_in(mine, an, texts={"remarks": "Đều tay.\n\nĐúng hạn."}, **first)
    accept_report(mine, by=scope(binh))
    enlist("Vũ Văn Nam", units.a1, account=False)
    Membership.objects.filter(person__full_name="Vũ Văn Nam").update(during="[2026-01-01,)")
    mine.refresh_from_db()
    hand_in(mine, an, "Ghi nhầm kinh phí.", {"remarks": " "}, money=Typed(Decimal(3)))
    client = login(binh)
    old, new = (text_of(client.get(paper_url(mine, lan=at))) for at in (1, 2))
    assert text_of(client.get(paper_url(mine))) == new
    for text in ("BÁO CÁO", "Tháng 7 năm 2026", "Đều tay.", "Đúng hạn.", "\n2,0\n", "\n40\n"):
        assert text in old
    assert "Số hệ thống: 1. Lý do: Có 39 bạn vừa đến" in old
    assert "DỰ THẢO" not in old
    assert "Báo cáo này thay" not in old
    assert "\n3,0\n" in new
    assert "Báo cáo này thay bản đã nộp lần 1. Lý do sửa: Ghi nhầm kinh phí." in new
    assert "NHẬN XÉT" not in new  # nothing was written there
    assert units.a.name in old


def test_figures_come_as_numbers_and_reasons_never_as_formulas(owed, units, an, hand_in, login):
    mine = owed(units.a1)
    hand_in(mine, an, money=Typed(Decimal("1.5")), members=Typed(Decimal(9), "=1+1"))
    book = BytesIO(login(an).get(paper_url(mine, "xlsx")).content)
    rows = CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).to_python()
    told = {row[2]: row[4] for row in rows if len(row) > 4}
    assert told["Kinh phí"] == 1.5
    assert told["Tổng số đoàn viên"] == 9
    assert told["Người hiến máu"] == ""
    assert any("Lý do: =1+1" in str(cell) for row in rows for cell in row)


def test_a_unit_prints_it_with_its_own_template(owed, units, an, binh, hand_in, scope, login):
    mine = owed(units.a1)
    hand_in(mine, an, money=Typed(Decimal(1)))
    word, file = Document(), BytesIO()
    word.add_paragraph("Mẫu riêng: {{ unit }}, {{ period }}")
    word.save(file)
    named = ContentFile(file.getvalue(), "mau.docx")
    replace_template(units.a, by=scope(binh), kind="report", file=named)
    text = text_of(login(an).get(paper_url(mine)))
    assert text == f"Mẫu riêng: {units.a1.name}, Tháng 7 năm 2026"


def test_the_table_of_the_month_goes_with_the_form_of_its_scheme(
    units, scheme, form, em, binh, scope, hand_in, login
):
    issue_form(units.t, by=scope(em), pack=shipped_reports()["s2_monthly"], start=JULY)
    mine = Obligation.objects.get(
        unit=units.a, period__form__key="s2_monthly", period__label="Tháng 8/2026"
    )
    hand_in(mine, binh)
    page = login(binh).get(reverse("reports:report", args=[mine.pk])).content.decode()
    table = reverse("activities:month_table", args=[units.a.pk, "docx"])
    assert f"{table}?mo_hinh={scheme.pk}&amp;thang=2026-08" in page
    other = Obligation.objects.get(
        unit=units.a, period__form__key="monthly", period__label="Tháng 7/2026"
    )
    hand_in(other, binh)
    assert table not in login(binh).get(reverse("reports:report", args=[other.pk])).content.decode()


def test_the_title_goes_on_after_bao_cao():
    packs = shipped_reports()
    assert subject_of(packs["monthly"]) == "Công tác Đoàn"
    assert subject_of(packs["s2_monthly"]).startswith("Kết quả thực hiện mô hình")
    other = packs["monthly"].model_copy(update={"title": "Báo cáo"})
    assert subject_of(other) == "Báo cáo"
