"""The papers by which a unit reports."""

from docx.enum.text import WD_ALIGN_PARAGRAPH

from sodoan.documents.wordsource.frame import Page

_CENTER = WD_ALIGN_PARAGRAPH.CENTER


def report() -> Page:
    """BÁO CÁO of a period: the figures of the form as a table, then its parts in words."""
    page = Page("Báo cáo định kỳ")
    left, _ = page.head()
    page.tag("{%p if is_draft %}", into=left)
    page.line("DỰ THẢO", into=left, bold=True, align=_CENTER, before=4, after=0)
    page.tag("{%p endif %}", into=left)
    page.title("BÁO CÁO", "{{ subject }}", "{{ period }}")
    page.body("{{ author }} báo cáo {{ receiver }} như sau:")
    page.tag("{%p if groups %}")
    page.heading("I. SỐ LIỆU")
    page.table("figures_table")
    page.tag("{%p endif %}")
    page.tag("{%p for part in parts %}")
    page.heading("{{ part.mark }}. {{ part.title|upper }}")
    page.each("paragraph", "part.paragraphs", "{{ paragraph }}")
    page.tag("{%p endfor %}")
    page.tag("{%p if correction %}")
    page.body("{{ correction }}")
    page.tag("{%p endif %}")
    page.body("Trên đây là báo cáo của {{ unit }}./.")
    page.foot()
    return page


def week() -> Page:
    """BÁO CÁO of the office: a scheme in a week, unit by unit, and who is late."""
    page = Page("Báo cáo tuần của mô hình")
    page.head()
    page.title("BÁO CÁO", "Kết quả thực hiện mô hình “{{ scheme }}”", "{{ period }}")
    page.body("Kính gửi: {{ receiver }}")
    page.heading("I. TÌNH HÌNH CHUNG")
    page.body(
        "{{ met|count }}/{{ owing|count }} đơn vị thực hiện đủ hoạt động trong tuần "
        "({{ percent }}%){% if before_owing %}; tuần trước {{ before_met|count }}/"
        "{{ before_owing|count }} đơn vị{% endif %}."
    )
    page.body(
        "Đã tổ chức {{ activities|count }} hoạt động; {{ people|count }} đoàn viên tham gia, "
        "{{ attendances|count }} lượt{% if guests %}; {{ guests|count }} khách, thanh niên ngoài "
        "Đoàn{% endif %}."
    )
    page.heading("II. KẾT QUẢ CỦA CÁC ĐƠN VỊ")
    page.tag("{%p if activities %}")
    page.table("units_table")
    page.tag("{%p else %}")
    page.body("Chưa có đơn vị nào báo cáo hoạt động trong tuần.")
    page.tag("{%p endif %}")
    page.heading("III. ĐƠN VỊ CHƯA THỰC HIỆN ĐỦ")
    page.tag("{%p if late %}")
    page.each("unit", "late", "- {{ unit.line }}.")
    page.tag("{%p else %}")
    page.body("Không có.")
    page.tag("{%p endif %}")
    page.body("Văn phòng trân trọng báo cáo./.").paragraph_format.keep_with_next = True
    page.gap()
    _, right = page.columns(page.width * 0.45, page.width * 0.55)
    page.line("NGƯỜI TỔNG HỢP", into=right, bold=True, align=_CENTER, after=0)
    page.room(right)
    page.line("{{ compiler }}", into=right, bold=True, align=_CENTER, after=0)
    return page
