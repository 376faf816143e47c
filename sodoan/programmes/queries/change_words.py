"""What a unit added or tightened, one sentence a change."""

from sodoan.common.words import full_date
from sodoan.programmes.engine.changes import (
    AddBasis,
    AddCondition,
    AddCriterion,
    Change,
    DropCriterion,
    MoveDate,
    Orient,
    RequireCriterion,
    SetCap,
    SetComplaint,
    SetDays,
    SetMinimum,
    SetShare,
    SetText,
)
from sodoan.programmes.engine.child import show_minimum
from sodoan.programmes.engine.explain import show_share
from sodoan.programmes.engine.facts import vocabulary
from sodoan.programmes.engine.schema import Pack, by_key
from sodoan.programmes.engine.wording import say_condition

TEXTS = {
    "form_heading": "Tiêu đề phiếu đăng ký",
    "form_intro": "Lời dẫn trên phiếu đăng ký",
    "register_hint": "Lời nhắc khi đăng ký",
    "orientation": "Định hướng chung",
}
PLACES_TOLD = {
    "form_heading": "Chỗ {cycle} in năm của chương trình.",
    "form_intro": "Chỗ {least} in số tiêu chí tối thiểu, theo từng nội dung.",
}


def say_change(change: Change, pack: Pack, year: int) -> str:  # noqa: PLR0911 - one a kind
    """Return one change as a sentence; `pack` is the merged programme."""
    match change:
        case AddCriterion(group=group, criterion=criterion):
            return f"Thêm tiêu chí “{criterion.title}” ở nội dung {pack.group(group).short}"
        case RequireCriterion(criterion=key):
            return f"Bắt buộc tiêu chí “{pack.criterion(key).title}”"
        case DropCriterion(criterion=key):
            return f"Bỏ tiêu chí “{key}”"
        case SetMinimum(group=group, minimum=minimum):
            return f"Nội dung {pack.group(group).short}: chọn {show_minimum(minimum)} tiêu chí"
        case MoveDate(calendar=calendar, phase=phase, edge=edge, day=day):
            known = by_key(pack.calendars)[calendar]
            title = by_key(known.phases)[phase].title
            word = "bắt đầu" if edge == "start" else "kết thúc"
            return f"{known.title}: {title} {word} ngày {full_date(day.on(year))}"
        case Orient(group=group, text=text):
            return f"Định hướng {pack.group(group).short}: {text}"
        case SetText(name=name, text=text):
            return f"{TEXTS[name]}: {text}"
        case AddBasis(text=text):
            return f"Căn cứ {text}"
    return _say_grading(change, pack)


def _say_grading(change: Change, pack: Pack) -> str:
    match change:
        case SetDays(step=step, days=days):
            return f"Bước “{pack.step(step).title}” trong {days} ngày"
        case SetShare(step=step, what=what, share=share):
            word = "tỷ lệ có mặt" if what == "quorum" else "tỷ lệ đồng ý"
            return f"Bước “{pack.step(step).title}”: {word} {show_share(share)}"
        case SetComplaint(what=what, days=days):
            word = "Khiếu nại được gửi trong" if what == "days" else "Khiếu nại được trả lời trong"
            return f"{word} {days} ngày"
        case SetCap(scale=scale, cap=cap, share=share):
            title = by_key(pack.scale_of(scale).caps)[cap].title
            return f"{title}: tối đa {show_share(share)}"
        case AddCondition(scale=scale, grade=grade, when=when):
            known = vocabulary(pack, pack.scale_of(scale))
            needs = "; ".join(say_condition(when, known))
            return f"Mức {pack.scale_of(scale).grade(grade).short} cần thêm: {needs}"
    raise AssertionError(change)
