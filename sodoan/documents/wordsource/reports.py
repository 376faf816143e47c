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
