import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Pt

from sodoan.documents.choices import PaperKey
from sodoan.documents.papers import kinds
from sodoan.documents.papers.evaluation import VoteRow
from sodoan.documents.papers.sheets import PledgeGroup, WallCard
from sodoan.documents.papers.workbooks import branch_summary_xlsx
from sodoan.documents.rendering.engine import unknown_fields
from sodoan.documents.rendering.errors import TemplateRefusedError
from sodoan.documents.wordsource.build import BUILDERS
from tests.documents import samples
from tests.documents.meetings import meeting
from tests.documents.reporting import report
from tests.documents.weeks import week

PRINTED = {
    "plan": lambda: kinds.plan(samples.plan()),
    "registration": lambda: kinds.registration_sheet(samples.registration()),
    "wall": lambda: kinds.wall_sheet(samples.wall()),
    "summary": lambda: kinds.branch_summary(samples.summary()),
    "minutes": lambda: kinds.minutes(samples.minutes()),
    "decision": lambda: kinds.decision(samples.decision()),
    "correction": lambda: kinds.correction(samples.correction()),
    "admission": lambda: kinds.admission(samples.admission()),
    "activities": lambda: kinds.activities(samples.activities()),
    "meeting": lambda: kinds.meeting(meeting()),
    "report": lambda: kinds.report(report()),
    "week": lambda: kinds.week(week()),
}


def xml_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read("word/document.xml").decode()


def text_of(data: bytes) -> str:
    """All text in reading order, one line a paragraph."""
    paragraphs = re.findall(r"<w:p[ >].*?</w:p>", xml_of(data), re.DOTALL)
    lines = ["".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", paragraph)) for paragraph in paragraphs]
    return "\n".join(line for line in lines if line)


def test_every_paper_has_a_key_a_builder_and_a_sample():
    assert set(kinds.PAPERS) == set(PaperKey.values) == set(BUILDERS) == set(PRINTED)
    assert {kind.key: kind.title for kind in kinds.PAPERS.values()} == dict(PaperKey.choices)


@pytest.mark.parametrize("key", PRINTED)
def test_shipped_template_is_what_its_source_builds(key):
    assert kinds.PAPERS[key].template.read_bytes() == BUILDERS[key]().data()


@pytest.mark.parametrize("key", PRINTED)
def test_shipped_template_names_known_fields_only(key):
    assert unknown_fields(kinds.PAPERS[key].template, kinds.PAPERS[key].fields) == []


@pytest.mark.parametrize("key", PRINTED)
def test_paper_is_printed_byte_for_byte_again(key):
    data = PRINTED[key]()
    assert "{{" not in xml_of(data)
    assert "{%" not in xml_of(data)
    assert PRINTED[key]() == data


@pytest.mark.parametrize("key", PRINTED)
def test_paper_reads_as_in_the_golden_file(key):
    golden = Path(__file__).parent / "golden" / f"{key}.txt"
    assert text_of(PRINTED[key]()) == golden.read_text(encoding="utf-8").rstrip("\n")


@pytest.mark.parametrize("key", PRINTED)
def test_paper_has_the_official_page(key):
    document = Document(io.BytesIO(PRINTED[key]()))
    section = document.sections[0]
    size = {section.page_width, section.page_height}
    assert {round(side.mm) for side in size} == {210, 297}
    assert (section.page_width > section.page_height) == (key in {"summary", "activities"})
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 20]
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert document.styles["Normal"].font.size == Pt(14)


def test_heading_block_follows_the_guideline():
    document = Document(io.BytesIO(PRINTED["plan"]()))
    left, right = document.tables[0].rows[0].cells
    assert [p.text for p in left.paragraphs] == [
        "BCH ĐOÀN TỈNH AN BÌNH",
        "BCH ĐOÀN PHƯỜNG AN HÒA",
        "***",
        "Số: 05-KH/ĐTN",
    ]
    assert [p.runs[0].bold for p in left.paragraphs[:2]] == [None, True]
    title, dated = right.paragraphs
    assert title.text == "ĐOÀN TNCS HỒ CHÍ MINH"
    assert (title.runs[0].bold, title.runs[0].font.size) == (True, Pt(15))
    assert "w:pBdr" in title._p.xml
    assert dated.text == "An Hòa, ngày 03 tháng 02 năm 2026"
    assert dated.runs[0].italic
    indent = document.styles["Noi dung"].paragraph_format.first_line_indent
    assert round(indent.mm, 1) == 10


def test_draft_leaves_number_and_date_open():
    heading = samples.heading(number=None, issued_on=None, upper_unit="")
    text = text_of(kinds.plan(samples.plan(heading=heading)))
    assert text.startswith("BCH ĐOÀN PHƯỜNG AN HÒA\n***\nSố: ……-KH/ĐTN\n")
    assert "An Hòa, ngày .... tháng .... năm ....\n" in text


def test_plan_reads_from_grounds_to_recipients():
    text = text_of(PRINTED["plan"]())
    order = [
        "KẾ HOẠCH",
        "Thực hiện Chương trình Rèn luyện đoàn viên năm\N{NO-BREAK SPACE}2026",
        "-----",
        "Căn cứ Kế hoạch số 12-KH/TĐTN-TCKT",
        "I. MỤC ĐÍCH, YÊU CẦU",
        "II. ĐỐI TƯỢNG, THỜI GIAN THỰC HIỆN",
        "- Các chi đoàn địa bàn dân cư: từ 01/01/2026 đến hết 30/9/2026.",
        "III. NỘI DUNG, TIÊU CHÍ RÈN LUYỆN",
        "4. Sức khỏe: đăng ký ít nhất 02 tiêu chí.",
        "Cấp bổ sung",
        "Đoàn phường",
        "IV. CÁC BƯỚC THỰC HIỆN",
        "3. Bước 3: Đánh giá",
        "V. TỔ CHỨC THỰC HIỆN",
        "báo cáo đúng thời gian./.",
        "Nơi nhận:",
        "- Ban Thường vụ Tỉnh đoàn;",
        "- Lưu VP.",
        "TM. BAN THƯỜNG VỤ",
        "BÍ THƯ",
        "Lê Thị Minh Nguyệt",
    ]
    at = 0
    for part in order:
        at = text.index(part, at) + len(part)


def test_registration_sheet_comes_in_two_copies_on_pages_of_their_own():
    data = PRINTED["registration"]()
    text = text_of(data)
    assert text.count("PHIẾU ĐĂNG KÝ") == 2
    assert text.index("Bản đoàn viên giữ") < text.index("Bản Ban Chấp hành chi đoàn giữ")
    assert xml_of(data).count("<w:pageBreakBefore/>") == 2
    for heading in (
        "Nội dung",
        "Việc làm cụ thể",
        "Thời gian, chỉ tiêu",
        "Tự đánh giá",
        "Nhận xét của chi đoàn",
    ):
        assert text.count(f"{heading}\n") >= 2


def test_plan_to_which_nobody_added_names_no_level():
    added = samples.plan()
    plain = [replace(one, added_by="") for one in added.groups[0].criteria]
    groups = [replace(group, criteria=tuple(plain)) for group in added.groups]
    assert "Cấp bổ sung" in text_of(kinds.plan(added))
    text = text_of(kinds.plan(samples.plan(groups=tuple(groups))))
    assert "Cấp bổ sung" not in text
    assert plain[0].text in text


@pytest.mark.parametrize("name", ["summary", "wall"])
def test_long_rows_of_a_branch_go_on_over_the_page(name):
    rows = xml_of(PRINTED[name]()).split("<w:tblHeader/>")[-1].split("</w:tbl>")[0]
    assert rows.count("<w:tr>") > rows.count("<w:cantSplit/>") == 1  # the last, with the signature


def test_registration_sheet_without_lines_leaves_room_to_write():
    groups = (PledgeGroup(name="Sức khỏe", lines=()),)
    data = kinds.registration_sheet(samples.registration(groups=groups, born_on=""))
    assert "Ngày sinh: ………" in text_of(data)
    assert xml_of(data).count("<w:cantSplit/>") == 2 * (3 + 2)  # header and two lines; two blocks


def test_batch_of_sheets_holds_every_member():
    sheets = [samples.registration(full_name=samples.name(at), copies=1) for at in range(1, 5)]
    text = text_of(kinds.registration_sheets(sheets))
    assert text.count("PHIẾU ĐĂNG KÝ") == 4
    assert samples.LONG_NAME in text


def test_wall_card_cannot_be_made_without_agreement():
    with pytest.raises(TypeError, match="agreed_on"):
        WallCard(full_name="Lê An", commitments=("Chạy bộ.",))


def test_wall_sheet_shows_names_and_commitments_only():
    text = text_of(PRINTED["wall"]())
    assert samples.LONG_NAME in text
    assert "1. Chạy bộ 3 buổi mỗi tuần." in text
    assert "01/02/2026" not in text


def test_summary_counts_the_registered():
    text = text_of(PRINTED["summary"]())
    assert "Tổng số: 30 đoàn viên; đã đăng ký: 29 đoàn viên." in text
    assert "Nội dung đăng ký" in text


def test_activity_table_counts_people_and_attendances_apart():
    text = text_of(PRINTED["activities"]())
    assert "Tổng số: 06 hoạt động; 31 đoàn viên tham gia, 129 lượt; 03 khách" in text
    none = samples.activities(0, people=0)
    assert "00 lượt." in text_of(kinds.activities(none))


def test_meeting_counts_who_came_and_who_did_not():
    text = text_of(PRINTED["meeting"]())
    assert "tổng số 24 đoàn viên; có mặt: 20; vắng có lý do: 02; vắng không lý do: 02" in text
    assert "V. NGHỊ QUYẾT" in text
    bare = text_of(kinds.meeting(meeting(0, excused=(), guests=0, agenda=(), ends_at="")))
    for gone in ("V. NGHỊ QUYẾT", "Vắng có lý do:\n", "khách"):
        assert gone not in bare
    assert "kết thúc lúc …" in bare


def test_both_names_below_the_activity_table_stand_on_one_line():
    for deputy in (False, True):
        paper = samples.activities(signature=samples.signature(deputy=deputy))
        cells = Document(io.BytesIO(kinds.activities(paper))).tables[-1].rows[0].cells
        left, right = ([p.text for p in cell.paragraphs] for cell in cells)
        assert len(left) == len(right)
        assert (left[0], left[-1]) == ("CÁN BỘ TỔNG HỢP", "Trần Quốc Bảo")
        assert right[-6:] == ["(Ký tên, đóng dấu)", "", "", "", "", "Lê Thị Minh Nguyệt"]


def test_minutes_say_quorum_absences_and_conclusion():
    text = text_of(PRINTED["minutes"]())
    assert "có mặt: 26; đủ điều kiện tiến hành họp (cần từ 20 đoàn viên)." in text
    assert "- Bùi Tiến Đạt: đi công tác" in text
    assert "Hoàn thành tốt nhiệm vụ: 23 đoàn viên (85,2%)." in text
    assert "Số phiếu (26 người có mặt)" in text
    assert text.index("THƯ KÝ") < text.index("CHỦ TRÌ")


@pytest.mark.parametrize(("present", "verdict"), [(19, "không đủ"), (20, "đủ")])
def test_quorum_is_met_from_the_needed_number_on(present, verdict):
    assert samples.minutes(present=present).quorum_line.startswith(f"{verdict} điều kiện")


def test_minutes_without_absences_or_guests_leave_them_out():
    text = text_of(kinds.minutes(samples.minutes(absent=(), guests=(), unrated=())))
    assert "Vắng mặt" not in text
    assert "Khách mời" not in text
    assert "không xếp loại" not in text


def test_decision_numbers_its_list_through_the_branches():
    text = text_of(PRINTED["decision"]())
    assert "(Kèm theo Quyết định số 42-QĐ/ĐTN ngày 15 tháng 11 năm 2026)" in text
    assert text.index("Chi đoàn Khu phố 2 (30 đoàn viên)\n31\n") > 0
    assert text.index("TM. BAN THƯỜNG VỤ\nKT. BÍ THƯ\nPHÓ BÍ THƯ") > 0


def test_long_list_stays_one_table_with_a_repeated_header():
    data = kinds.decision(samples.decision(people=300))
    assert xml_of(data).count("<w:tblHeader/>") == 1
    assert (
        xml_of(data).count("<w:cantSplit/>") == 1 + 300 + 10 + 3
    )  # header, people, branches, blocks


def test_wrong_context_is_a_programming_error():
    with pytest.raises(TypeError, match="Plan"):
        kinds.print_paper("plan", samples.decision())


def test_own_template_is_used_instead_of_the_shipped_one():
    document = Document()
    document.add_paragraph("Kế hoạch năm {{ year }}")
    own = io.BytesIO()
    document.save(own)
    assert text_of(kinds.plan(samples.plan(), own.getvalue())) == "Kế hoạch năm 2026"


def test_broken_own_template_is_refused():
    with pytest.raises(TemplateRefusedError):
        kinds.plan(samples.plan(), b"PK\x03\x04")


def test_hostile_member_text_stays_text_in_every_paper():
    name = "{{ 7*7 }} </w:t> \x07&"
    rows = tuple(replace(row, full_name=name) for row in samples.decision(2).rows)
    text = text_of(kinds.decision(samples.decision(rows=rows)))
    assert text.count("{{ 7*7 }} &lt;/w:t&gt; &amp;") == 2


def test_branch_summary_workbook_is_stable():
    first = branch_summary_xlsx(samples.summary())
    assert branch_summary_xlsx(samples.summary()) == first
    assert first.startswith(b"PK")


def test_member_not_voted_on_yet_has_no_zeros():
    waiting = VoteRow(full_name="Võ An", self_grade="Tốt", votes=(0, 0, 0, 0), blank=0, proposal="")
    text = text_of(kinds.minutes(replace(samples.minutes(1), rows=(waiting,))))
    assert "Võ An" in text.splitlines()
    assert "0" not in text.splitlines()
