"""The check list before a programme is published."""

from collections.abc import Collection
from dataclasses import dataclass

from sodoan.programmes.engine.checks import check_references
from sodoan.programmes.engine.child import SAMPLE_YEAR, check_child
from sodoan.programmes.engine.marks import open_marks, show_value, value_at
from sodoan.programmes.engine.schema import Pack


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list; a blocking one that is not ok forbids publication."""

    ok: bool
    blocking: bool
    sentence: str


def checklist(
    pack: Pack,
    confirmed: Collection[str] = (),
    parent: Pack | None = None,
    year: int | None = None,
) -> list[Check]:
    """Return the list: faults, values to confirm, the parent's demands, thin categories."""
    checks = [
        Check(ok=False, blocking=True, sentence=text)
        for _path, text in check_references(pack, year)
    ]
    checks.extend(
        Check(
            ok=False,
            blocking=True,
            sentence=f"Cần xác nhận: {show_value(value_at(pack, mark.path))}. {mark.note}",
        )
        for mark in open_marks(pack, confirmed)
    )
    checks.append(_groups(pack))
    if parent is not None:
        refusals = check_child(parent, pack, year=year or SAMPLE_YEAR)
        checks.extend(Check(ok=False, blocking=True, sentence=text) for text in refusals)
        if not refusals:
            text = "Không bỏ và không nới lỏng yêu cầu nào của cấp trên."
            checks.append(Check(ok=True, blocking=True, sentence=text))
    checks.extend(_thin_categories(pack))
    return checks


def can_publish(checks: Collection[Check]) -> bool:
    """Whether nothing on the list forbids publication."""
    return all(check.ok for check in checks if check.blocking)


def _groups(pack: Pack) -> Check:
    empty = [group.short for group in pack.groups if not group.criteria and not group.own_allowed]
    if empty:
        text = f"Chưa có tiêu chí ở nội dung: {', '.join(empty)}."
        return Check(ok=False, blocking=True, sentence=text)
    least = min(len(group.criteria) for group in pack.groups)
    text = f"Đủ {len(pack.groups)} nội dung, mỗi nội dung từ {least} tiêu chí."
    return Check(ok=True, blocking=True, sentence=text)


def _thin_categories(pack: Pack) -> list[Check]:
    """Warn where a category has fewer ready criteria than it must take."""
    checks = []
    for category in pack.categories:
        for group in pack.groups:
            offered, least = len(group.offered(category.key)), group.least(category.key)
            if offered < least:
                text = (
                    f"Đối tượng “{category.title}” mới có {offered} tiêu chí ở nội dung "
                    f"{group.short}, cần chọn {least}."
                )
                checks.append(Check(ok=False, blocking=False, sentence=text))
    return checks
