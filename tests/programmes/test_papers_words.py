"""What the papers say on top and at the end: place, code, grounds, closing words."""

from datetime import date

import pytest

from sodoan.documents.actions import register_document
from sodoan.documents.choices import DocumentKind
from sodoan.documents.letterhead import heading, place_of, usual_code
from sodoan.programmes.queries.papers import branch_summary, wall_sheet
from sodoan.programmes.queries.plan_papers import plan_context
from tests.factories.org import UnitFactory, UnitTypeFactory
from tests.programmes import above
from tests.programmes import world as w
from tests.programmes.test_papers_downloads import agree, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Đoàn phường An Hòa", "An Hòa"),
        ("Đoàn xã Tân Phú Đông", "Tân Phú Đông"),
        ("Đoàn TNCS Hồ Chí Minh đặc khu Côn Đảo", "Côn Đảo"),
        ("Tỉnh đoàn Trường Giang", "Trường Giang"),
    ],
)
def test_place_is_the_name_without_the_form(reference, name, expected):
    unit = UnitFactory(type=UnitTypeFactory(key="xa"), name=name)
    branch_ = UnitFactory(type=UnitTypeFactory(key="chi-doan"), name="Chi đoàn 1", parent=unit)
    assert place_of(branch_) == expected


@pytest.mark.parametrize(
    ("above_", "name", "expected"),
    [
        ("Đoàn xã Tân Phú", "Đoàn trường THPT Nguyễn Du", "Tân Phú"),
        ("Tỉnh đoàn Trường Giang", "Đoàn Trường Đại học Thạnh Hưng", "Trường Giang"),
        ("Tỉnh đoàn Trường Giang", "Đoàn Công ty Tân Thành", "Trường Giang"),
        ("Tỉnh đoàn Trường Giang", "Đoàn khối các cơ quan tỉnh", "Trường Giang"),
        ("Đoàn TNCS Hồ Chí Minh Thành phố Cần Thơ", "Đoàn phường Cái Răng", "Cái Răng"),
        ("Đoàn trường THPT Nguyễn Du", "Chi đoàn giáo viên", "……"),
    ],
)
def test_place_of_a_school_or_a_firm_is_that_of_the_unit_above(reference, above_, name, expected):
    upper = UnitFactory(type=UnitTypeFactory(key="tinh"), name=above_)
    unit = UnitFactory(type=UnitTypeFactory(key="truong"), name=name, parent=upper)
    branch_ = UnitFactory(type=UnitTypeFactory(key="chi-doan"), name="Chi đoàn 10A", parent=unit)
    assert place_of(branch_) == expected


def test_the_code_offered_is_the_latest_else_that_of_the_level(world):
    units = (world.province, world.commune, world.branch)
    assert [usual_code(unit) for unit in units] == ["TĐTN", "ĐTN", "ĐTN"]
    register_document(
        world.province, by=w.scope(above.province_officer(world)), kind=DocumentKind.PLAN,
        issued_on=date(2025, 1, 2), title="Khác", issuer_code="TĐTN-TCKT", signer_name="Em",
    )  # fmt: skip
    assert usual_code(world.province) == "TĐTN-TCKT"


def test_plan_of_a_branch_turns_to_its_members(world):
    own = w.plan_below(world.plan, world.branch)
    an = above.account(world, "an")
    text = text_of(an.get(f"/giay-to/ke-hoach/{own.pk}.docx"))
    assert "Ban Chấp hành Chi đoàn Khu phố 1 đề nghị toàn thể đoàn viên" in text
    assert "đề nghị các đơn vị" not in text
    upper = text_of(above.account(world, "binh").get(f"/giay-to/ke-hoach/{world.plan.pk}.docx"))
    assert "Ban Thường vụ Đoàn xã An Hòa đề nghị các đơn vị, chi đoàn" in upper


def duties(plan):
    return {duty.body: duty.tasks for duty in plan_context(plan, date(2025, 1, 2)).duties}


def test_plan_of_a_province_leaves_approval_to_the_grassroots(world):
    told = duties(w.plan_of(world.province, 2026))
    assert list(told) == [world.province.name, "Cơ sở Đoàn", "Chi đoàn", "Đoàn viên"]
    assert not any("xếp loại" in task for task in told[world.province.name])
    own = told["Cơ sở Đoàn"]
    assert own[0].startswith("Xây dựng kế hoạch thực hiện")
    assert own[-2].startswith("Duyệt hoặc trả lại, công bố kết quả xếp loại")
    assert own[-1] == "Báo cáo Đoàn tỉnh Thử Nghiệm kết quả thực hiện đúng thời gian quy định."


def test_plan_of_a_commune_approves_itself(world):
    told = duties(world.plan)
    assert list(told) == [world.commune.name, "Chi đoàn", "Đoàn viên"]
    assert any(task.startswith("Duyệt hoặc trả lại") for task in told[world.commune.name])
    assert told[world.commune.name][-1] == "Tổng hợp số liệu, báo cáo cấp trên."


def test_plan_of_a_section_does_not_approve(world):
    kind = UnitTypeFactory(key="lien-chi-doan")
    unit = UnitFactory(type=kind, name="Liên chi đoàn Khoa Toán", parent=world.commune)
    told = duties(w.plan_below(world.plan, unit))
    assert list(told) == [unit.name, "Chi đoàn", "Đoàn viên"]
    assert not any("Duyệt" in task for task in told[unit.name])


def test_papers_carry_the_name_and_the_rhythm_of_their_programme(world):
    pack = w.s0()
    calendars = tuple(
        one.model_copy(update={"reviews": one.reviews.model_copy(update={"every": "month"})})
        for one in pack.calendars
    )
    own = pack.model_copy(update={"title": "Chương trình Đọc sách", "calendars": calendars})
    plan = w.issued_anew(world.plan, effective=own.model_dump_json())
    row = w.enrol(world.dung, plan)
    text = text_of(above.account(world, "binh").get(f"/giay-to/ke-hoach/{plan.pk}.docx"))
    assert f"Thực hiện Chương trình Đọc sách năm\N{NO-BREAK SPACE}{w.PAST}" in text
    assert "trao đổi với từng đoàn viên hằng tháng" in text
    assert "trao đổi hằng tháng, họp đánh giá" in text
    agree(world.dung, True)
    row.refresh_from_db()
    told = branch_summary(world.branch, [row], date(w.PAST, 2, 3))
    assert told.programme == wall_sheet(world.branch, [row]).programme == "Chương trình Đọc sách"


def test_papers_of_both_calendars_carry_the_year_of_the_programme(world):
    rows = [w.enrol(world.dung, world.plan), w.enrol(world.hoa, world.plan)]
    rows[0].block = "school"
    years = [
        branch_summary(world.branch, some, date(w.PAST, 2, 3)).year for some in (rows[:1], rows)
    ]
    assert years == [f"học {w.PAST - 1}-{w.PAST}", str(w.PAST)]


def test_papers_say_where_a_content_asks_for_more(world):
    pack = w.s0()
    groups = (pack.groups[0].model_copy(update={"minimum": 3}), *pack.groups[1:])
    own = pack.model_copy(update={"groups": groups})
    plan = w.issued_anew(world.plan, effective=own.model_dump_json())
    said = "Mỗi nội dung chọn ít nhất 02 tiêu chí; Lý tưởng ít nhất 03. Việc làm ghi cụ thể"
    binh = above.account(world, "binh")
    assert said in text_of(binh.get(f"/giay-to/ke-hoach/{plan.pk}.docx"))
    row = w.enrol(world.dung, plan)
    assert said in text_of(above.account(world, "dung").get(f"/giay-to/phieu/{row.pk}.docx"))


def test_decision_cites_the_plan_of_the_unit_that_decides(world):
    issued = {"number": "06-KH/ĐTN", "issued_on": date(2025, 1, 7)}
    world.plan = w.issued_anew(world.plan, **issued)
    pack = w.s0().model_copy(update={"basis": (*w.s0().basis, "Việc riêng của chi đoàn")})
    own = w.plan_below(
        world.plan, world.branch, number="01-KH/ĐTN", effective=pack.model_dump_json()
    )
    round_ = above.sent_round(
        world, world.branch, world.commune, ["good"], state="approved", result="approved", plan=own
    )
    text = text_of(above.account(world, "binh").get(f"/giay-to/dot/{round_.pk}/quyet-dinh.docx"))
    assert "Căn cứ Kế hoạch số 06-KH/ĐTN ngày 07/01/2025 của Ban Thường vụ Đoàn xã An Hòa" in text
    assert "01-KH/ĐTN" not in text
    assert "Việc riêng của chi đoàn" not in text


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (DocumentKind.MINUTES, ("Số: ……-BB/……", "Số: ……-BB/ĐTN-KP1")),
        (None, ("Số: ……-……/……", "Số: ……-……/ĐTN-KP1")),
    ],
)
def test_branch_papers_carry_a_sign_and_take_the_code_from_the_register(kind, expected):
    world = w.build()
    assert heading(world.branch, kind=kind).number_line == expected[0]
    register_document(
        world.branch, by=w.scope(world.an), kind=DocumentKind.REPORT, issued_on=date(2025, 3, 1),
        title="Báo cáo", issuer_code="ĐTN-KP1", signer_name="Trần Quốc An",
    )  # fmt: skip
    assert heading(world.branch, kind=kind).number_line == expected[1]
