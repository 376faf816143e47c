"""A programme on its way down: a lower unit adds and tightens, never drops or loosens.

`merge` applies changes one after the other; what would loosen is refused with a sentence and left
as it was. So merging is a fold: `merge(merge(p, a), b)` equals `merge(p, compose(a, b))`, and
`compose` is associative. `child.check_child` proves the promise on two finished packs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sodoan.common import words
from sodoan.programmes.engine.calendars import schedule
from sodoan.programmes.engine.changes import (
    AddBasis,
    AddCondition,
    AddCriterion,
    Change,
    Delta,
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
from sodoan.programmes.engine.checks import NO_MAJORITY, impossible_minimum, outside_cycle
from sodoan.programmes.engine.child import SAMPLE_YEAR, fewer, show_minimum
from sodoan.programmes.engine.conditions import All, Condition
from sodoan.programmes.engine.explain import show_share
from sodoan.programmes.engine.facts import vocabulary
from sodoan.programmes.engine.places import IN_TEXTS, stray_places
from sodoan.programmes.engine.rules import check_condition
from sodoan.programmes.engine.schema import (
    Actor,
    Frozen,
    Group,
    Orientation,
    Origin,
    Pack,
    by_key,
)


class RefusedError(ValueError):
    """A change that is not allowed; the message is the sentence for the officer."""


@dataclass(frozen=True)
class Merged:
    """The pack after all allowed changes, and a sentence for each refused one."""

    pack: Pack
    refusals: tuple[str, ...]


def compose(first: Delta, second: Delta) -> Delta:
    """Return one delta that does what `first` and then `second` do."""
    return Delta(changes=first.changes + second.changes)


def stamp(pack: Pack, origin: Origin) -> Pack:
    """Return the pack with its criteria and orientations marked as coming from this unit."""

    def mark(group: Group) -> Group:
        return group.model_copy(
            update={
                name: tuple(
                    item if item.origin else item.model_copy(update={"origin": origin})
                    for item in getattr(group, name)
                )
                for name in ("criteria", "orientations")
            }
        )

    return pack.model_copy(update={"groups": tuple(mark(group) for group in pack.groups)})


def merge(parent: Pack, delta: Delta, *, year: int = SAMPLE_YEAR) -> Merged:
    """Return the parent's programme as changed by the units below.

    `year` is the cycle year, needed to compare fixed dates with relative ones.
    """
    pack, refusals = parent, []
    for item in delta.changes:
        try:
            pack = _apply(pack, item.change, item.origin, year)
        except RefusedError as refusal:
            refusals.append(str(refusal))
    return Merged(pack, tuple(refusals))


def _apply(pack: Pack, change: Change, origin: Origin, year: int) -> Pack:
    """Return the pack with one change. Raises RefusedError."""
    applied: Pack
    if isinstance(change, MoveDate):
        return _move_date(pack, change, year)
    if isinstance(change, AddCriterion | DropCriterion):
        applied = (
            _add_criterion(pack, change, origin)
            if isinstance(change, AddCriterion)
            else _drop_criterion(pack, change, origin)
        )
    elif isinstance(change, AddCondition):
        applied = _add_condition(pack, change)
    elif isinstance(change, SetText):
        applied = _own_text(pack, change)
    elif isinstance(change, SetComplaint):
        applied = _kinder_complaint(pack, change, origin)
    elif isinstance(change, AddBasis):
        applied = _add_basis(pack, change)
    else:
        path, update = _target(pack, change, origin)
        applied = _replaced(pack, path, update)
    return applied


def _target(
    pack: Pack, change: Change, origin: Origin
) -> tuple[tuple[str, ...], Callable[[Any], dict[str, Any]]]:
    """Return where a change of one keyed part goes, and what it does there."""
    match change:
        case RequireCriterion(criterion=key):
            group = _group_of(pack, key)
            return ("groups", group.key, "criteria", key), lambda _c: {"required": True}
        case SetMinimum(group=key):
            return ("groups", key), lambda g: _raise_minimum(pack, g, change)
        case Orient(group=key, text=text):
            hint = Orientation(text=text, origin=origin)
            return ("groups", key), lambda g: {"orientations": (*g.orientations, hint)}
        case SetDays(step=key, days=days):
            return ("steps", key), lambda s: _fewer_days(s, days, origin)
        case SetShare(step=key):
            return ("steps", key), lambda s: _higher_share(s, change)
        case SetCap(scale=scale, cap=cap):
            return ("scales", scale, "caps", cap), lambda c: _lower_cap(c, change)
    raise AssertionError(change)


def _replaced(part: Any, path: tuple[str, ...], update: Callable[[Any], dict[str, Any]]) -> Any:
    """Return the part with one keyed item deep inside changed; refuses a path to nothing."""
    if not path:
        return part.model_copy(update=update(part))
    field, key, *rest = path
    items: tuple[Frozen, ...] = getattr(part, field)
    if key not in by_key(items):
        raise RefusedError(f"Không có mục “{key}” trong chương trình của cấp trên.")
    changed = tuple(
        _replaced(item, tuple(rest), update) if getattr(item, "key", None) == key else item
        for item in items
    )
    return part.model_copy(update={field: changed})


def _group_of(pack: Pack, criterion: str) -> Group:
    for group in pack.groups:
        if criterion in by_key(group.criteria):
            return group
    raise RefusedError(f"Không có tiêu chí “{criterion}” trong chương trình của cấp trên.")


def _add_criterion(pack: Pack, change: AddCriterion, origin: Origin) -> Pack:
    new = change.criterion
    for names, known, what in (
        (new.categories, by_key(pack.categories), "đối tượng"),
        (new.proofs, by_key(pack.proofs), "loại minh chứng"),
    ):
        for name in names:
            if name not in known:
                raise RefusedError(f"Tiêu chí “{new.title}”: không có {what} tên “{name}”.")
    for measure in new.measures:
        for place in stray_places(measure.sentence, ("n",)):
            raise RefusedError(f"Tiêu chí “{new.title}”: đồng chí viết không có {place}.")
    for group in pack.groups:
        same = by_key(group.criteria).get(new.key)
        if same is None and group.key == change.group:
            same = group.same_title(new)
        if same is not None:
            raise RefusedError(
                f"Nội dung {group.short} đã có tiêu chí “{same.title}”. Đồng chí đặt tên khác."
            )
    stamped = new.model_copy(update={"origin": origin})
    path = ("groups", change.group)
    added: Pack = _replaced(pack, path, lambda g: {"criteria": (*g.criteria, stamped)})
    return added


def _drop_criterion(pack: Pack, change: DropCriterion, origin: Origin) -> Pack:
    key = change.criterion
    group = _group_of(pack, key)
    criterion = by_key(group.criteria)[key]
    if criterion.origin != origin:
        source = criterion.origin.label if criterion.origin else "cấp trên"
        raise RefusedError(
            f"Không bỏ được tiêu chí “{criterion.title}” vì {source} đã ban hành;"
            " đồng chí chỉ có thể thêm hoặc siết chặt."
        )
    kept = tuple(c for c in group.criteria if c.key != key)
    dropped: Pack = _replaced(pack, ("groups", group.key), lambda _g: {"criteria": kept})
    inside = f"groups.{group.key}.criteria.{key}."
    marks = tuple(m for m in pack.to_confirm if not f"{m.path}.".startswith(inside))
    return dropped.model_copy(update={"to_confirm": marks})


def _raise_minimum(pack: Pack, group: Group, change: SetMinimum) -> dict[str, Any]:
    if fewer(change.minimum, group.minimum):
        raise RefusedError(
            f"Nội dung “{group.title}”: cấp trên yêu cầu {show_minimum(group.minimum)} tiêu chí,"
            f" không giảm xuống {show_minimum(change.minimum)} được."
        )
    for sentence in impossible_minimum(pack, group.model_copy(update={"minimum": change.minimum})):
        raise RefusedError(sentence)
    return {"minimum": change.minimum}


def _move_date(pack: Pack, change: MoveDate, year: int) -> Pack:
    def move(phase: Any) -> dict[str, Any]:
        old, new = getattr(phase, change.edge).on(year), change.day.on(year)
        if new > old:
            edge = "bắt đầu" if change.edge == "start" else "kết thúc"
            raise RefusedError(
                f"Giai đoạn “{phase.title}”: cấp trên quy định {edge} {words.full_date(old)},"
                f" không lùi đến {words.full_date(new)} được."
            )
        other = phase.end.on(year) if change.edge == "start" else phase.start.on(year)
        if (new > other) if change.edge == "start" else (new < other):
            raise RefusedError(f"Giai đoạn “{phase.title}” sẽ kết thúc trước khi bắt đầu.")
        return {change.edge: change.day}

    moved: Pack = _replaced(pack, ("calendars", change.calendar, "phases", change.phase), move)
    calendar = by_key(moved.calendars)[change.calendar]
    for _path, sentence in outside_cycle(schedule(calendar, year), year):
        raise RefusedError(sentence)
    _refuse_overlap(moved, change, year)
    return moved


def _refuse_overlap(pack: Pack, change: MoveDate, year: int) -> None:
    phases = by_key(pack.calendars)[change.calendar].phases
    for before, after in pairwise(phases):
        if after.start.on(year) <= before.end.on(year):
            raise RefusedError(
                f"Giai đoạn “{after.title}” sẽ bắt đầu khi “{before.title}” chưa kết thúc."
            )


def _fewer_days(step: Any, days: int, origin: Origin) -> dict[str, Any]:
    if step.actor.is_above(origin.level):
        raise RefusedError(f"Bước “{step.title}” do cấp trên làm và định thời hạn.")
    if step.days is not None and days > step.days:
        raise RefusedError(
            f"Bước “{step.title}”: cấp trên cho {step.days} ngày, không kéo dài đến {days} được."
        )
    return {"days": days}


def _higher_share(step: Any, change: SetShare) -> dict[str, Any]:
    if step.meeting is None:
        raise RefusedError(f"Bước “{step.title}” không phải cuộc họp có biểu quyết.")
    old = getattr(step.meeting, change.what)
    if change.share < old:
        name = "tỷ lệ có mặt" if change.what == "quorum" else "tỷ lệ đồng ý"
        raise RefusedError(
            f"Bước “{step.title}”: cấp trên quy định {name} {show_share(old)},"
            f" không hạ xuống {show_share(change.share)} được."
        )
    if change.what == "majority" and change.share >= 1:
        raise RefusedError(NO_MAJORITY)
    return {"meeting": step.meeting.model_copy(update={change.what: change.share})}


def _own_text(pack: Pack, change: SetText) -> Pack:
    for place in stray_places(change.text, IN_TEXTS.get(change.name, ())):
        raise RefusedError(f"Không có chỗ điền {place}; đồng chí viết hẳn lời vào đó.")
    return pack.model_copy(
        update={"texts": pack.texts.model_copy(update={change.name: change.text})}
    )


def _add_basis(pack: Pack, change: AddBasis) -> Pack:
    if change.text in pack.basis:
        raise RefusedError("Kế hoạch đã có căn cứ này.")
    return pack.model_copy(update={"basis": (*pack.basis, change.text)})


def _kinder_complaint(pack: Pack, change: SetComplaint, origin: Origin) -> Pack:
    if pack.complaint is None:
        raise RefusedError("Chương trình này không có bước khiếu nại.")
    if change.what == "answer_days" and Actor.APPROVER.is_above(origin.level):
        raise RefusedError("Khiếu nại do cấp trên trả lời và định thời hạn.")
    old = getattr(pack.complaint, change.what)
    if change.what == "days" and change.days < old:
        raise RefusedError(
            f"Cấp trên cho đoàn viên {old} ngày để khiếu nại, không rút xuống {change.days} được."
        )
    if change.what == "answer_days" and change.days > old:
        raise RefusedError(
            f"Cấp trên cho {old} ngày để trả lời khiếu nại, không kéo dài đến {change.days} được."
        )
    complaint = pack.complaint.model_copy(update={change.what: change.days})
    return pack.model_copy(update={"complaint": complaint})


def _lower_cap(cap: Any, change: SetCap) -> dict[str, Any]:
    if change.share > cap.share:
        raise RefusedError(
            f"{cap.title}: cấp trên cho tối đa {show_share(cap.share)},"
            f" không nâng lên {show_share(change.share)} được."
        )
    return {"share": change.share}


def _add_condition(pack: Pack, change: AddCondition) -> Pack:
    scale = by_key(pack.scales).get(change.scale)
    if scale is not None:
        faults = check_condition(change.when, vocabulary(pack, scale))
        if faults:
            raise RefusedError(faults[0])
        if change.grade == scale.grades[-1].key:
            raise RefusedError(
                f"Mức “{scale.grades[-1].short}” là mức thấp nhất, thêm điều kiện cho mức này"
                " là nới lỏng."
            )

    def tighten(grade: Any) -> dict[str, Any]:
        return {"when": None if grade.when is None else both(grade.when, change.when)}

    path = ("scales", change.scale, "grades", change.grade)
    tightened: Pack = _replaced(pack, path, tighten)
    return tightened


def both(first: Condition, second: Condition) -> Condition:
    """Return the condition that both hold, without needless nesting."""
    items = first.items if isinstance(first, All) else (first,)
    return All((*items, second))
