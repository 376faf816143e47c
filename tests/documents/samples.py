"""Invented people and papers, long names and long lists included."""

from datetime import UTC, date, datetime

from sodoan.documents.papers.activities import ActivityRow, ActivityTable
from sodoan.documents.papers.admission import Admission, AdmittedRow
from sodoan.documents.papers.evaluation import (
    Absence,
    CorrectedRow,
    Correction,
    Decision,
    Minutes,
    ResultRow,
    Unrated,
    VoteRow,
)
from sodoan.documents.papers.parts import DatedBlock, GradeCount, Heading, Signature
from sodoan.documents.papers.plan import (
    Plan,
    PlanCategory,
    PlanCriterion,
    PlanDuty,
    PlanGroup,
    PlanStep,
)
from sodoan.documents.papers.sheets import (
    BranchSummary,
    PledgeGroup,
    PledgeLine,
    RegistrationSheet,
    SummaryRow,
    WallCard,
    WallSheet,
)

LONG_NAME = "Nguyễn Hoàng Phương Thảo Nguyên"
LONG_UNIT = "ĐOÀN TRƯỜNG CAO ĐẲNG KỸ THUẬT VÀ CÔNG NGHỆ THÀNH PHỐ AN HÒA"
GROUPS = (
    "Lý tưởng cách mạng, bản lĩnh chính trị",
    "Đạo đức, tác phong, lối sống",
    "Chuyên môn, nghiệp vụ",
    "Sức khỏe",
)
GRADES = (
    "Hoàn thành xuất sắc",
    "Hoàn thành tốt",
    "Hoàn thành",
    "Không hoàn thành",
)
_FAMILY = ("Nguyễn Hoài", "Lê Thị Vân", "Trần Quốc", "Phạm Thanh", "Huỳnh Minh", "Đặng Kim")
_GIVEN = ("An", "Bảo", "Bình", "Châu", "Duy", "Giang", "Hà", "Khánh", "Linh", "Mai")


def name(at: int) -> str:
    if at == 4:
        return LONG_NAME
    return f"{_FAMILY[at % len(_FAMILY)]} {_GIVEN[at % len(_GIVEN)]}"


def heading(symbol: str = "KH/ĐTN", **more) -> Heading:
    facts = {
        "upper_unit": "BCH ĐOÀN TỈNH AN BÌNH",
        "issuer": "BCH ĐOÀN PHƯỜNG AN HÒA",
        "place": "An Hòa",
        "symbol": symbol,
        "number": 5,
        "issued_on": date(2026, 2, 3),
    }
    return Heading(**facts | more)


def signature(*, deputy: bool = False) -> Signature:
    lines = ("TM. BAN THƯỜNG VỤ", "BÍ THƯ")
    if deputy:
        lines = ("TM. BAN THƯỜNG VỤ", "KT. BÍ THƯ", "PHÓ BÍ THƯ")
    return Signature(lines=lines, name="Lê Thị Minh Nguyệt")


def plan(**more) -> Plan:
    criteria = tuple(
        PlanCriterion(
            text=f"Tham gia đầy đủ các buổi sinh hoạt chuyên đề của chi đoàn, lần thứ {at}.",
            measure="Ít nhất 02 buổi mỗi quý",
            added_by="Đoàn phường" if at == 3 else "",
        )
        for at in range(1, 5)
    )
    facts = {
        "heading": heading(),
        "signature": signature(),
        "recipients": (
            "Ban Thường vụ Tỉnh đoàn",
            "Thường trực Đảng ủy phường",
            "Các chi đoàn trực thuộc",
            "Lưu VP",
        ),
        "programme": "Chương trình Rèn luyện đoàn viên",
        "year": "2026",
        "author": "Ban Thường vụ Đoàn phường An Hòa",
        "grounds": (
            "Căn cứ Kế hoạch số 12-KH/TĐTN-TCKT ngày 15/01/2026 của Ban Thường vụ Tỉnh đoàn.",
        ),
        "purposes": ("Nâng cao chất lượng đoàn viên, qua đó nâng cao chất lượng tổ chức Đoàn.",),
        "requirements": ("Việc đăng ký và đánh giá phải thiết thực, khách quan, tránh hình thức.",),
        "subjects": ("Toàn thể đoàn viên đang sinh hoạt tại các chi đoàn trực thuộc.",),
        "categories": (
            PlanCategory(name="Công nhân, lao động", gist="nâng cao tay nghề, đề xuất sáng kiến."),
            PlanCategory(name="Học sinh, sinh viên", gist="trung thực trong học tập và thi cử."),
        ),
        "periods": (
            DatedBlock(
                block="Các chi đoàn địa bàn dân cư",
                starts_on=date(2026, 1, 1),
                ends_on=date(2026, 9, 30),
            ),
            DatedBlock(block="Khối trường học", ends_on=date(2026, 5, 20)),
        ),
        "groups": tuple(PlanGroup(name=g, minimum=2, criteria=criteria) for g in GROUPS),
        "steps": tuple(
            PlanStep(
                name=step,
                dates=(
                    DatedBlock(block="Khối trường học", ends_on=date(2026, 5, 20)),
                    DatedBlock(block="Các chi đoàn khác", ends_on=date(2026, 9, 30)),
                ),
                tasks=(
                    "Ban Chấp hành chi đoàn định hướng, thu và tổng hợp phiếu đăng ký.",
                    "Đoàn viên thảo luận, đăng ký việc làm cụ thể, ít nhất 02 tiêu chí.",
                ),
                frame=("Hoàn thành tốt nhiệm vụ: 80% tiêu chí đạt.",) if step == "Đánh giá" else (),
            )
            for step in ("Đăng ký", "Hỗ trợ thực hiện, rèn luyện", "Đánh giá")
        ),
        "duties": (
            PlanDuty(body="Đoàn phường", tasks=("Hướng dẫn, kiểm tra các chi đoàn thực hiện.",)),
            PlanDuty(body="Chi đoàn", tasks=("Triển khai đến từng đoàn viên.",)),
        ),
        "closing": (
            "Trên đây là kế hoạch thực hiện Chương trình Rèn luyện đoàn viên năm 2026. Ban Thường "
            "vụ Đoàn phường đề nghị các chi đoàn triển khai thực hiện và báo cáo đúng thời gian"
        ),
    }
    return Plan(**facts | more)


def registration(**more) -> RegistrationSheet:
    lines = (
        PledgeLine(action="Học 6 bài lý luận chính trị dành cho đoàn viên", target="Trước 30/6"),
        PledgeLine(
            action="Viết 01 tin tốt, 01 câu chuyện đẹp mỗi tháng trên trang của chi đoàn",
            target="12 tin trong năm",
        ),
    )
    facts = {
        "upper_unit": "ĐOÀN PHƯỜNG AN HÒA",
        "branch": "CHI ĐOÀN KHU PHỐ 3",
        "title": "PHIẾU ĐĂNG KÝ",
        "subtitle": "Chương trình Rèn luyện đoàn viên năm 2026",
        "intro": "Mỗi nội dung chọn ít nhất 02 tiêu chí.",
        "year": "2026",
        "full_name": LONG_NAME,
        "born_on": "08/03/2002",
        "category": "Công nhân, lao động",
        "groups": tuple(PledgeGroup(name=group, lines=lines) for group in GROUPS),
        "place": "An Hòa",
        "code": "AH-2019-0347",
        "secretary": "Trần Quốc Bảo",
    }
    return RegistrationSheet(**facts | more)


def wall(people: int = 8) -> WallSheet:
    cards = tuple(
        WallCard(
            full_name=name(at),
            commitments=(
                "Chạy bộ 3 buổi mỗi tuần.",
                "Giúp 01 em nhỏ trong khu phố học bài mỗi cuối tuần.",
                "Không vi phạm luật giao thông.",
            ),
            agreed_on=date(2026, 2, 1),
        )
        for at in range(people)
    )
    return WallSheet(
        branch="CHI ĐOÀN KHU PHỐ 3, ĐOÀN PHƯỜNG AN HÒA",
        programme="Chương trình Rèn luyện đoàn viên",
        year="2026",
        cards=cards,
    )


def summary(people: int = 30, **more) -> BranchSummary:
    rows = tuple(
        SummaryRow(
            full_name=name(at),
            category="Công nhân, lao động" if at % 2 else "Học sinh, sinh viên",
            commitments=("Học 6 bài lý luận chính trị", "Không vi phạm", "Thi tay nghề", "Chạy bộ"),
            registered_on=None if at == 2 else date(2026, 2, 10),
            note="Đi làm xa" if at == 2 else "",
        )
        for at in range(people)
    )
    facts = {
        "heading": heading(
            "……/……", upper_unit="BCH ĐOÀN PHƯỜNG AN HÒA", issuer="CHI ĐOÀN KHU PHỐ 3", number=None
        ),
        "recipients": ("Ban Chấp hành Chi đoàn Khu phố 3 (theo dõi)", "Lưu"),
        "signature": Signature(lines=("TM. BAN CHẤP HÀNH", "BÍ THƯ"), name="Trần Quốc Bảo"),
        "branch": "Chi đoàn Khu phố 3",
        "programme": "Chương trình Rèn luyện đoàn viên",
        "year": "2026",
        "groups": GROUPS,
        "rows": rows,
    }
    return BranchSummary(**facts | more)


def minutes(people: int = 30, **more) -> Minutes:
    rows = tuple(
        VoteRow(
            full_name=name(at),
            self_grade="Tốt",
            votes=(3, 22, 1, 0),
            blank=0,
            proposal="Tốt",
            comment="Nhiệt tình, cần tập thể thao đều hơn." if at % 5 == 0 else "",
        )
        for at in range(people)
    )
    facts = {
        "heading": heading(
            "BB/CĐ", upper_unit="BCH ĐOÀN PHƯỜNG AN HÒA", issuer="CHI ĐOÀN KHU PHỐ 3"
        ),
        "recipients": ("Ban Thường vụ Đoàn phường An Hòa (báo cáo)", "Lưu"),
        "branch": "Chi đoàn Khu phố 3",
        "year": "2026",
        "started_at": datetime(2026, 10, 18, 12, 0, tzinfo=UTC),
        "ended_at": datetime(2026, 10, 18, 13, 45, tzinfo=UTC),
        "place": "Nhà văn hóa khu phố 3",
        "chair": "Trần Quốc Bảo",
        "secretary": "Lê Thị Vân Anh",
        "members": 30,
        "present": 26,
        "needed": 20,
        "absent": (
            Absence(full_name="Bùi Tiến Đạt", reason="đi công tác"),
            Absence(full_name="Võ Mạnh Cường", reason="ốm"),
        ),
        "guests": ("Đồng chí Lê Thị Minh Nguyệt, Bí thư Đoàn phường",),
        "proceedings": (
            "Đồng chí bí thư chi đoàn nêu mục đích, cách đánh giá và biểu quyết.",
            "Từng đoàn viên tự đánh giá; tập thể góp ý; biểu quyết bằng phiếu.",
        ),
        "grades": GRADES,
        "rows": rows,
        "unrated": (
            Unrated(
                full_name="Ngô Khánh Duy",
                reason="Đảng viên chính thức",
                opinion="Gương mẫu, giúp đỡ đoàn viên mới.",
            ),
        ),
        "totals": (
            GradeCount(grade="Hoàn thành xuất sắc nhiệm vụ", people=4, share="14,8%"),
            GradeCount(grade="Hoàn thành tốt nhiệm vụ", people=23, share="85,2%"),
        ),
        "conclusion": ("Chi đoàn chuyển hồ sơ về Đoàn phường trước ngày 25/10/2026.",),
    }
    return Minutes(**facts | more)


def decision(people: int = 60, **more) -> Decision:
    rows = tuple(
        ResultRow(
            full_name=name(at),
            branch=f"Chi đoàn Khu phố {at // 30 + 1}",
            grade="Hoàn thành tốt nhiệm vụ",
        )
        for at in range(people)
    )
    facts = {
        "heading": heading("QĐ/ĐTN", number=42, issued_on=date(2026, 11, 15)),
        "signature": signature(deputy=True),
        "recipients": ("Ban Thường vụ Tỉnh đoàn (báo cáo)", "Như Điều 3", "Lưu VP"),
        "year": "2026",
        "issuer_line": "BAN THƯỜNG VỤ ĐOÀN PHƯỜNG AN HÒA",
        "unit": "Đoàn phường An Hòa",
        "grounds": (
            "Căn cứ Điều lệ Đoàn TNCS Hồ Chí Minh;",
            "Căn cứ Kế hoạch số 05-KH/ĐTN ngày 03/02/2026 của Ban Thường vụ Đoàn phường An Hòa;",
            "Xét đề nghị của Ban Chấp hành các chi đoàn trực thuộc,",
        ),
        "executors": "Văn phòng Đoàn phường, các chi đoàn và đoàn viên có tên tại Điều 1",
        "totals": (GradeCount(grade="Hoàn thành tốt nhiệm vụ", people=60, share="100%"),),
        "rows": rows,
    }
    return Decision(**facts | more)


def correction(**more) -> Correction:
    base = decision(1)
    facts = {
        "heading": base.heading,
        "signature": base.signature,
        "recipients": base.recipients,
        "year": base.year,
        "issuer_line": base.issuer_line,
        "unit": base.unit,
        "grounds": (*base.grounds[:2], "Xét khiếu nại của đoàn viên và kết quả xem xét lại,"),
        "executors": "Ban Chấp hành các chi đoàn và các đồng chí có tên trong danh sách",
        "corrects": "41-QĐ/ĐTN ngày 15/11/2026",
        "rows": (
            CorrectedRow(
                full_name=LONG_NAME,
                branch="Chi đoàn Khu phố 3",
                old_grade="Hoàn thành nhiệm vụ",
                grade="Hoàn thành tốt nhiệm vụ",
            ),
        ),
    }
    return Correction(**facts | more)


def admission(people: int = 12, **more) -> Admission:
    base = decision(people)
    rows = tuple(
        AdmittedRow(
            full_name=row.full_name,
            sex="Nữ" if at % 2 else "Nam",
            born_on=date(2009, 5, 1 + at % 28),
            branch=f"Chi đoàn Khu phố {at // 8 + 1}",
        )
        for at, row in enumerate(base.rows)
    )
    facts = {
        "heading": base.heading,
        "signature": base.signature,
        "recipients": base.recipients,
        "issuer_line": base.issuer_line,
        "unit": base.unit,
        "grounds": (base.grounds[0], base.grounds[2]),
        "executors": "Ban Chấp hành các chi đoàn và đoàn viên có tên trong danh sách",
        "ceremony_on": date(2026, 11, 20),
        "rows": rows,
    }
    return Admission(**facts | more)


def activities(held: int = 6, **more) -> ActivityTable:
    rows = tuple(
        ActivityRow(
            day=date(2026, 10, 1 + 5 * at),
            week=date(2026, 10, 1 + 5 * at).isocalendar().week,
            place="Trụ sở Đoàn phường",
            present=24 - at,
            content="Môi trường: Tổng vệ sinh phòng làm việc, chăm sóc cây xanh",
            form="Ra quân tập trung",
            result="Dọn sạch khuôn viên" if at else "Dọn sạch khuôn viên; thu 12 kg giấy",
            guests=3 if at == 2 else 0,
        )
        for at in range(held)
    )
    facts = {
        "heading": heading(""),
        "signature": signature(),
        "scheme": "30 phút hành động",
        "period": "tháng 10 năm 2026",
        "unit": "Đoàn phường An Hòa",
        "compiler": "Trần Quốc Bảo",
        "rows": rows,
        "people": 31,
    }
    return ActivityTable(**facts | more)
