"""Proof that a finished programme keeps every demand of the one above it."""

from collections.abc import Iterator

from sodoan.common import words
from sodoan.programmes.engine.conditions import All, Condition
from sodoan.programmes.engine.explain import show_share
from sodoan.programmes.engine.schema import (
    Calendar,
    Criterion,
    Group,
    Pack,
    Scale,
    Step,
    by_key,
)

SAMPLE_YEAR = 2026


def check_child(parent: Pack, child: Pack, *, year: int = SAMPLE_YEAR) -> list[str]:
    """Return a Vietnamese sentence for everything the child drops or loosens.

    `year` is the cycle year, needed to compare fixed dates with relative ones. A scale of the
    child's own is allowed beside the parent's (S0 lets units build their own frame).
    """
    return [
        *_check_whole(parent, child),
        *_check_groups(parent, child),
        *_check_calendars(parent, child, year),
        *_check_steps(parent, child),
        *_check_scales(parent, child),
    ]


def fewer(new: int | str, old: int | str) -> bool:
    """Whether one minimum number of criteria asks for less than another."""
    if "all" in {new, old}:
        return old == "all" and new != "all"
    return int(new) < int(old)


def show_minimum(value: int | str) -> str:
    """Return a minimum in words."""
    return "tất cả" if value == "all" else f"ít nhất {value}"


def _check_whole(parent: Pack, child: Pack) -> Iterator[str]:
    if child.subject is not parent.subject:
        yield "Đối tượng đánh giá khác chương trình của cấp trên."
    for category in by_key(parent.categories).keys() - by_key(child.categories).keys():
        yield f"Bỏ đối tượng “{parent.category(category).title}” của cấp trên."
    if child.population[: len(parent.population)] != parent.population:
        yield "Đổi quy định về diện xếp loại của cấp trên."
    if parent.complaint and (
        child.complaint is None
        or child.complaint.days < parent.complaint.days
        or child.complaint.answer_days > parent.complaint.answer_days
    ):
        yield "Thời hạn khiếu nại kém hơn quy định của cấp trên."


def _check_groups(parent: Pack, child: Pack) -> Iterator[str]:
    groups = by_key(child.groups)
    for old in parent.groups:
        new: Group | None = groups.get(old.key)
        if new is None:
            yield f"Bỏ nội dung “{old.title}” của cấp trên."
            continue
        if fewer(new.minimum, old.minimum):
            yield (
                f"Nội dung “{old.title}”: cấp trên yêu cầu {show_minimum(old.minimum)} tiêu chí,"
                f" nay chỉ còn {show_minimum(new.minimum)}."
            )
        if any(hint not in new.orientations for hint in old.orientations):
            yield f"Nội dung “{old.title}”: bỏ định hướng của cấp trên."
        if (new.max_points, new.min_points) != (old.max_points, old.min_points):
            yield f"Nội dung “{old.title}”: đổi giới hạn điểm của cấp trên."
        kept = by_key(new.criteria)
        for criterion in old.criteria:
            yield from _check_criterion(criterion, kept.get(criterion.key))


def _check_criterion(old: Criterion, new: Criterion | None) -> Iterator[str]:
    if new is None:
        yield f"Bỏ tiêu chí “{old.title}” của cấp trên."
        return
    if old.required and not new.required:
        yield f"Tiêu chí “{old.title}” không còn bắt buộc như cấp trên quy định."
    same = ("title", "kind", "categories", "points", "max_points", "options", "source")
    if any(getattr(old, name) != getattr(new, name) for name in same):
        yield f"Sửa tiêu chí “{old.title}” của cấp trên."


def _check_calendars(parent: Pack, child: Pack, year: int) -> Iterator[str]:
    calendars = by_key(child.calendars)
    for old in parent.calendars:
        new: Calendar | None = calendars.get(old.key)
        if new is None or not set(old.blocks) <= set(new.blocks):
            yield f"Bỏ lịch “{old.title}” của cấp trên."
            continue
        phases = by_key(new.phases)
        for phase in old.phases:
            if phase.key not in phases:
                yield f"Lịch “{old.title}”: bỏ giai đoạn “{phase.title}”."
                continue
            limit, now = phase.end.on(year), phases[phase.key].end.on(year)
            if now > limit:
                yield (
                    f"Lịch “{old.title}”: giai đoạn “{phase.title}” kết thúc"
                    f" {words.full_date(now)}, muộn hơn hạn {words.full_date(limit)}"
                    " của cấp trên."
                )
        if new.result != old.result:
            yield f"Lịch “{old.title}”: đổi thời gian tính kết quả của cấp trên."


def _check_steps(parent: Pack, child: Pack) -> Iterator[str]:
    steps = by_key(child.steps)
    for old in parent.steps:
        new: Step | None = steps.get(old.key)
        if new is None:
            yield f"Bỏ bước “{old.title}” của cấp trên."
            continue
        if old.days is not None and (new.days is None or new.days > old.days):
            yield f"Bước “{old.title}” dài hơn {old.days} ngày cấp trên cho."
        if old.meeting is None:
            continue
        if new.meeting is None or new.meeting.quorum < old.meeting.quorum:
            share = show_share(old.meeting.quorum)
            yield f"Bước “{old.title}”: tỷ lệ có mặt thấp hơn {share} của cấp trên."
        elif new.meeting.majority < old.meeting.majority:
            share = show_share(old.meeting.majority)
            yield f"Bước “{old.title}”: tỷ lệ đồng ý thấp hơn {share} của cấp trên."


def _check_scales(parent: Pack, child: Pack) -> Iterator[str]:
    scales = by_key(child.scales)
    for old in parent.scales:
        new: Scale | None = scales.get(old.key)
        if new is None:
            yield f"Bỏ thang xếp loại “{old.title}” của cấp trên."
            continue
        if [grade.key for grade in new.grades] != [grade.key for grade in old.grades]:
            yield f"Thang “{old.title}”: đổi các mức xếp loại của cấp trên."
            continue
        for before, after in zip(old.grades, new.grades, strict=True):
            lowest = before is old.grades[-1]
            if not _as_strict(before.when, after.when, lowest=lowest):
                yield f"Thang “{old.title}”: điều kiện mức {before.short} bị nới lỏng."
        caps = by_key(new.caps)
        for cap in old.caps:
            now = caps.get(cap.key)
            if now is None or now.model_copy(update={"share": cap.share}) != cap:
                yield f"Thang “{old.title}”: bỏ hoặc đổi hạn mức “{cap.title}” của cấp trên."
            elif now.share > cap.share:
                yield f"{cap.title} cao hơn {show_share(cap.share)} của cấp trên."


def _as_strict(old: Condition | None, new: Condition | None, *, lowest: bool) -> bool:
    """Whether the new condition plainly asks for all the old one does, by its form."""
    if old == new:
        return True
    if lowest or old is None or not isinstance(new, All):
        return False
    wanted = old.items if isinstance(old, All) else (old,)
    return all(item in new.items for item in wanted)
