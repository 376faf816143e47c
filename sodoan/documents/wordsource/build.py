"""One function for each paper: the text around the data, in the order it is read."""

from collections.abc import Callable, Mapping
from pathlib import Path

from docx.enum.text import WD_ALIGN_PARAGRAPH

from sodoan.documents.wordsource.frame import Page
from sodoan.documents.wordsource.reports import report, week

_CENTER, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
PROGRAMME = "{{ programme }} năm\N{NO-BREAK SPACE}{{ year }}"
_RATING = "đánh giá, xếp loại đoàn viên năm\N{NO-BREAK SPACE}{{ year }}"


def plan() -> Page:
    """KẾ HOẠCH: the plan of one level."""
    page = Page("Kế hoạch thực hiện chương trình")
    page.head()
    page.title("KẾ HOẠCH", f"Thực hiện {PROGRAMME}")
    page.each("ground", "grounds", "{{ ground }}")
    page.body(f"{{{{ author }}}} xây dựng kế hoạch thực hiện {PROGRAMME}, cụ thể như sau:")
    page.heading("I. MỤC ĐÍCH, YÊU CẦU")
    page.heading("1. Mục đích")
    page.each("purpose", "purposes", "- {{ purpose }}")
    page.heading("2. Yêu cầu")
    page.each("requirement", "requirements", "- {{ requirement }}")
    page.heading("II. ĐỐI TƯỢNG, THỜI GIAN THỰC HIỆN")
    page.heading("1. Đối tượng")
    page.each("subject", "subjects", "{{ subject }}")
    page.heading("2. Thời gian")
    page.each("period", "periods", "- {{ period.line }}.")
    page.heading("III. NỘI DUNG, TIÊU CHÍ RÈN LUYỆN")
    page.each(
        "group",
        "groups",
        "{{ loop.index }}. {{ group.name }}: đăng ký ít nhất {{ group.minimum|count }} tiêu chí.",
    )
    caption = page.line("Bảng tiêu chí", bold=True, align=_CENTER, before=6)
    caption.paragraph_format.keep_with_next = True
    page.table("criteria_table")
    page.tag("{%p if categories %}")
    page.heading("Tiêu chí chuyên môn, nghiệp vụ theo đối tượng")
    page.each("category", "categories", "- {{ category.name }}: {{ category.gist }}")
    page.tag("{%p endif %}")
    page.heading("IV. CÁC BƯỚC THỰC HIỆN")
    page.tag("{%p for step in steps %}")
    page.heading("{{ loop.index }}. Bước {{ loop.index }}: {{ step.name }}")
    page.body("a. Thời gian:").paragraph_format.keep_with_next = True
    page.each("stretch", "step.dates", "- {{ stretch.line }}.")
    page.body("b. Nội dung thực hiện:").paragraph_format.keep_with_next = True
    page.each("task", "step.tasks", "- {{ task }}")
    page.tag("{%p if step.frame %}")
    page.body("c. Khung đánh giá, xếp loại:").paragraph_format.keep_with_next = True
    page.each("line", "step.frame", "- {{ line }}")
    page.tag("{%p endif %}")
    page.tag("{%p endfor %}")
    page.heading("V. TỔ CHỨC THỰC HIỆN")
    page.tag("{%p for duty in duties %}")
    page.heading("{{ loop.index }}. {{ duty.body }}")
    page.each("task", "duty.tasks", "- {{ task }}")
    page.tag("{%p endfor %}")
    page.body("{{ closing }}./.")
    page.foot()
    return page


def registration() -> Page:
    """PHIẾU ĐĂNG KÝ: every member's sheet, each copy on a page of its own."""
    page = Page("Phiếu đăng ký chương trình", numbered=False)
    page.tag("{%p for page in pages %}")
    copy = page.line("{{ page.copy }}", size=12, italic=True, align=_RIGHT)
    copy.paragraph_format.page_break_before = True
    left, right = page.columns(page.width * 0.5, page.width * 0.5)
    page.line("{{ page.sheet.upper_unit }}", into=left, size=13, align=_CENTER, after=0)
    page.line("{{ page.sheet.branch }}", into=left, size=13, bold=True, align=_CENTER, after=0)
    page.line("***", into=left, align=_CENTER, after=0)
    page.organisation(right)
    _own_title(page)
    for text in (
        "Họ và tên: {{ page.sheet.full_name }}",
        "Ngày sinh: {{ page.sheet.born_on|dots }}     Mã đoàn viên: {{ page.sheet.code|dots }}",
        "Đối tượng: {{ page.sheet.category }}     Chức vụ Đoàn: {{ page.sheet.post|dots }}",
        "Nơi làm việc, học tập: {{ page.sheet.workplace|dots }}",
    ):
        page.line(text, size=13, after=2)
    page.table("page.table")
    for text in (
        "Đoàn viên tự xếp loại: {{ page.sheet.self_grade|dots }}",
        "Nhận xét của Ban Chấp hành chi đoàn: {{ page.sheet.branch_comment|dots }}",
        "Chi đoàn đề nghị xếp loại: {{ page.sheet.branch_grade|dots }}",
    ):
        page.line(text, size=13, after=2).paragraph_format.keep_with_next = True
    dated = page.line("{{ page.sheet.date_line }}", size=13, italic=True, align=_RIGHT, after=0)
    dated.paragraph_format.keep_with_next = True
    page.signs(
        (("ĐOÀN VIÊN",), "{{ page.sheet.full_name }}"),
        (("TM. BCH CHI ĐOÀN", "BÍ THƯ"), "{{ page.sheet.secretary }}"),
        (("XÁC NHẬN CỦA", "ĐOÀN CƠ SỞ"), ""),
    )
    page.tag("{%p endfor %}")
    return page


def _own_title(page: Page) -> None:
    """The unit's own words on its form: title, what stands below it, the lead."""
    page.line("{{ page.sheet.title }}", bold=True, align=_CENTER, size=15, before=14, after=0)
    page.tag("{%p if page.sheet.subtitle %}")
    page.line("{{ page.sheet.subtitle }}", bold=True, align=_CENTER, after=0)
    page.tag("{%p endif %}")
    page.line("-----", align=_CENTER, after=8)
    page.tag("{%p if page.sheet.intro %}")
    page.line("{{ page.sheet.intro }}", size=12, italic=True, after=6)
    page.tag("{%p endif %}")


def wall() -> Page:
    """PHIẾU TREO: names and commitments of those who agreed, large enough for a wall."""
    page = Page("Phiếu treo đăng ký rèn luyện")
    page.line("ĐOÀN TNCS HỒ CHÍ MINH", size=15, bold=True, align=_CENTER, after=0)
    page.line("{{ branch }}", bold=True, align=_CENTER, after=0)
    page.title("ĐĂNG KÝ RÈN LUYỆN CỦA ĐOÀN VIÊN", PROGRAMME)
    page.table("cards_table")
    return page


def summary() -> Page:
    """BẢNG TỔNG HỢP: all registrations of a branch, landscape."""
    page = Page("Tổng hợp đăng ký chương trình", landscape=True)
    page.head()
    page.title("BẢNG TỔNG HỢP", f"Đăng ký {PROGRAMME}", "{{ branch }}")
    page.table("members_table")
    page.body(
        "Tổng số: {{ members|count }} đoàn viên; đã đăng ký: {{ registered|count }} đoàn viên."
    )
    page.foot()
    return page


def minutes() -> Page:
    """BIÊN BẢN: the meeting that evaluates and rates."""
    page = Page("Biên bản họp chi đoàn đánh giá, xếp loại đoàn viên")
    page.head()
    page.title("BIÊN BẢN", f"Họp chi đoàn {_RATING}")
    page.heading("I. THỜI GIAN, ĐỊA ĐIỂM, THÀNH PHẦN")
    page.body("1. Thời gian: {{ started_line }}.")
    page.body("2. Địa điểm: {{ place }}.")
    page.body("3. Chủ trì: đồng chí {{ chair }}. Thư ký: đồng chí {{ secretary }}.")
    page.tag("{%p if guests %}")
    page.body(
        "4. Khách mời: {% for guest in guests %}{{ guest }}"
        "{% if loop.last %}.{% else %}; {% endif %}{% endfor %}"
    )
    page.tag("{%p endif %}")
    page.body(
        "Tổng số: {{ members|count }} đoàn viên; có mặt: {{ present|count }}; {{ quorum_line }}."
    )
    page.tag("{%p if absent %}")
    page.body("Vắng mặt: {{ absent|length|count }} đoàn viên, gồm:")
    page.each("person", "absent", "- {{ person.full_name }}: {{ person.reason }}")
    page.tag("{%p endif %}")
    page.heading("II. NỘI DUNG")
    page.each("paragraph", "proceedings", "{{ paragraph }}")
    page.heading("III. KẾT QUẢ BIỂU QUYẾT")
    page.table("votes_table")
    page.tag("{%p if unrated %}")
    page.heading("Đoàn viên được góp ý, không xếp loại")
    page.table("unrated_table")
    page.tag("{%p endif %}")
    page.heading("IV. KẾT LUẬN")
    page.body(
        "Chi đoàn thống nhất đề nghị: {% for total in totals %}{{ total.grade }}: "
        "{{ total.people|count }} đoàn viên ({{ total.share }})"
        "{% if loop.last %}.{% else %}; {% endif %}{% endfor %}"
    )
    page.each("paragraph", "conclusion", "{{ paragraph }}")
    end = page.body(
        "Cuộc họp kết thúc lúc {{ ended_line }}. Biên bản đã được đọc lại cho mọi người cùng nghe "
        "và thống nhất thông qua./."
    )
    end.paragraph_format.keep_with_next = True
    left, _ = page.signs((("THƯ KÝ",), "{{ secretary }}"), (("CHỦ TRÌ",), "{{ chair }}"))
    page.line("", into=left)
    page.recipients(left)
    return page


def decision() -> Page:
    """QUYẾT ĐỊNH and, on a new page, its list."""
    subject = f"công nhận kết quả {_RATING}"
    page = Page("Quyết định công nhận kết quả đánh giá, xếp loại đoàn viên")
    page.head()
    page.title("QUYẾT ĐỊNH", f"Về việc {subject}")
    page.each("ground", "grounds", "{{ ground }}")
    page.line("{{ issuer_line }}", bold=True, align=_CENTER, before=8, after=0)
    page.line("QUYẾT ĐỊNH:", bold=True, align=_CENTER)
    page.body(
        lead="Điều 1.",
        text="Công nhận kết quả đánh giá, xếp loại năm {{ year }} đối với "
        "{{ people|count }} đoàn viên của {{ unit }} (có danh sách kèm theo), trong đó: "
        "{% for total in totals %}{{ total.grade }}: {{ total.people|count }} đoàn viên "
        "({{ total.share }}){% if loop.last %}.{% else %}; {% endif %}{% endfor %}",
    )
    page.body("Quyết định này có hiệu lực kể từ ngày ký{{ replaces_line }}.", lead="Điều 2.")
    page.body("{{ executors }} chịu trách nhiệm thi hành Quyết định này./.", lead="Điều 3.")
    page.foot()
    _list(page, f"Đoàn viên được {subject}", "results_table")
    return page


def correction() -> Page:
    """QUYẾT ĐỊNH that corrects published results and, on a new page, its list."""
    subject = f"điều chỉnh kết quả {_RATING}"
    page = Page("Quyết định điều chỉnh kết quả đánh giá, xếp loại đoàn viên")
    page.head()
    page.title("QUYẾT ĐỊNH", f"Về việc {subject}")
    page.each("ground", "grounds", "{{ ground }}")
    page.line("{{ issuer_line }}", bold=True, align=_CENTER, before=8, after=0)
    page.line("QUYẾT ĐỊNH:", bold=True, align=_CENTER)
    page.body(
        "Điều chỉnh kết quả đánh giá, xếp loại năm {{ year }} đối với {{ people|count }} đoàn viên "
        "của {{ unit }} (có danh sách kèm theo).",
        lead="Điều 1.",
    )
    page.body("Quyết định này có hiệu lực kể từ ngày ký.{{ kept_line }}", lead="Điều 2.")
    page.body("{{ executors }} chịu trách nhiệm thi hành Quyết định này./.", lead="Điều 3.")
    page.foot()
    _list(page, f"Đoàn viên được {subject}", "corrections_table")
    return page


def admission() -> Page:
    """QUYẾT ĐỊNH that admits members and, on a new page, its list."""
    subject = "chuẩn y kết nạp đoàn viên"
    page = Page(f"Quyết định {subject}")
    page.head()
    page.title("QUYẾT ĐỊNH", f"Về việc {subject}")
    page.each("ground", "grounds", "{{ ground }}")
    page.line("{{ issuer_line }}", bold=True, align=_CENTER, before=8, after=0)
    page.line("QUYẾT ĐỊNH:", bold=True, align=_CENTER)
    page.body(
        "Chuẩn y kết nạp {{ people|count }} đoàn viên vào Đoàn TNCS Hồ Chí Minh "
        "(có danh sách kèm theo).",
        lead="Điều 1.",
    )
    page.body(
        "Quyết định này có hiệu lực kể từ ngày ký. Các chi đoàn tổ chức lễ kết nạp"
        "{{ ceremony_line }} theo Điều lệ và Hướng dẫn thực hiện Điều lệ Đoàn.",
        lead="Điều 2.",
    )
    page.body("{{ executors }} chịu trách nhiệm thi hành Quyết định này./.", lead="Điều 3.")
    page.foot()
    _list(page, "Đoàn viên được chuẩn y kết nạp", "members_table")
    return page


def activities() -> Page:
    """BÁO CÁO KẾT QUẢ of a scheme in a month, landscape, in the form of S2."""
    page = Page("Kết quả hoạt động trong tháng", landscape=True)
    page.head()
    page.title("BÁO CÁO KẾT QUẢ", "Thực hiện mô hình “{{ scheme }}”", "{{ unit }}, {{ period }}")
    page.table("activities_table")
    page.body(
        "Tổng số: {{ activities|count }} hoạt động; {{ people|count }} đoàn viên tham gia, "
        "{{ attendances|count }} lượt{% if guests %}; {{ guests|count }} khách, "
        "thanh niên ngoài Đoàn{% endif %}."
    ).paragraph_format.keep_with_next = True
    page.gap()
    left, right = page.columns(page.width * 0.45, page.width * 0.55)
    page.line("CÁN BỘ TỔNG HỢP", into=left, bold=True, align=_CENTER, after=0)
    page.tag("{%p for line in signature.lines %}", into=left)
    page.line("", into=left, after=0)  # so that both names stand on one line
    page.tag("{%p endfor %}", into=left)
    page.room(left)
    page.line("{{ compiler }}", into=left, bold=True, align=_CENTER, after=0)
    page.sign(right, "signature", below="(Ký tên, đóng dấu)")
    return page


def meeting() -> Page:
    """BIÊN BẢN of an ordinary meeting, in the form of a branch's book of minutes."""
    page = Page("Biên bản sinh hoạt, họp")
    page.head()
    page.title("BIÊN BẢN", "{{ subject }}")
    page.heading("I. THỜI GIAN, ĐỊA ĐIỂM, THÀNH PHẦN")
    page.body("1. Thời gian: {{ time_line }}.")
    page.body("2. Địa điểm: {{ place|dots }}.")
    page.body("3. Chủ trì: đồng chí {{ chair }}. Thư ký: đồng chí {{ secretary }}.")
    page.body(
        "4. Thành phần: {{ unit }}, tổng số {{ members|count }} đoàn viên; có mặt: "
        "{{ present|count }}; vắng có lý do: {{ excused|length|count }}; vắng không lý do: "
        "{{ absent|count }}{% if guests %}; khách: {{ guests|count }}{% endif %}."
    )
    page.tag("{%p if excused %}")
    page.body("Vắng có lý do:")
    page.each("person", "excused", "- {{ person.full_name }}: {{ person.reason }}")
    page.tag("{%p endif %}")
    page.heading("II. CHƯƠNG TRÌNH")
    page.tag("{%p if agenda %}")
    page.each("point", "agenda", "{{ loop.index }}. {{ point }}")
    page.tag("{%p else %}")
    page.body("{{ subject }}.")
    page.tag("{%p endif %}")
    page.heading("III. NỘI DUNG THẢO LUẬN")
    page.each("paragraph", "discussion", "{{ paragraph }}")
    page.heading("IV. KẾT LUẬN")
    page.each("paragraph", "conclusions", "{{ paragraph }}")
    page.tag("{%p if decisions %}")
    page.heading("V. NGHỊ QUYẾT")
    page.table("decisions_table")
    page.tag("{%p endif %}")
    end = page.body(
        "Cuộc họp kết thúc lúc {{ end_line }} cùng ngày. Biên bản đã được đọc lại cho mọi người "
        "cùng nghe và thống nhất thông qua./."
    )
    end.paragraph_format.keep_with_next = True
    page.signs((("THƯ KÝ",), "{{ secretary }}"), (("CHỦ TRÌ",), "{{ chair }}"))
    return page


def _list(page: Page, heading: str, table: str) -> None:
    """Add the list of a decision on a new page, signed as the decision is."""
    top = page.line("DANH SÁCH", bold=True, align=_CENTER, size=15, after=0)
    top.paragraph_format.page_break_before = True
    page.line(heading, bold=True, align=_CENTER, after=0)
    page.line("{{ attached_line }}", italic=True, align=_CENTER, size=13)
    page.table(table)
    end = page.line("Danh sách có {{ people|count }} đoàn viên.", italic=True, size=13)
    end.paragraph_format.keep_with_next = True
    left, right = page.columns(page.width * 0.45, page.width * 0.55)
    page.line("", into=left)
    page.sign(right, "signature")


BUILDERS: Mapping[str, Callable[[], Page]] = {
    "plan": plan,
    "registration": registration,
    "wall": wall,
    "summary": summary,
    "minutes": minutes,
    "decision": decision,
    "correction": correction,
    "admission": admission,
    "activities": activities,
    "meeting": meeting,
    "report": report,
    "week": week,
}


def write_all(folder: Path) -> None:
    """Write every template into a folder as KEY.docx."""
    for key, builder in BUILDERS.items():
        (folder / f"{key}.docx").write_bytes(builder().data())
