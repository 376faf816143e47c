"""What the schema alone cannot see: names that must exist, be unique, or agree with each other.

Each fault is (path, sentence); the path leads into the pack as written in the file.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from sodoan.common.words import full_date
from sodoan.programmes.engine.calendars import Schedule, schedule
from sodoan.programmes.engine.conditions import Condition
from sodoan.programmes.engine.facts import Vocabulary, vocabulary
from sodoan.programmes.engine.marks import value_at
from sodoan.programmes.engine.places import CYCLE, IN_TEXTS, stray_places
from sodoan.programmes.engine.rules import check_condition
from sodoan.programmes.engine.schema import (
    Calendar,
    CapBase,
    Criterion,
    CriterionKind,
    Group,
    Pack,
    PopulationState,
    Scale,
    by_key,
)

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]
_SAMPLE_YEAR = 2026
_LONGEST = timedelta(days=366)
NO_MAJORITY = "Không ai vượt được 100%; đồng chí ghi tỷ lệ đồng ý thấp hơn 100%."
_WITH_OPTIONS = {CriterionKind.OPTIONS, CriterionKind.OTHER_GRADE}
_WITH_SOURCE = {CriterionKind.IMPORTED, CriterionKind.METRIC}


def check_references(pack: Pack, year: int | None = None) -> list[tuple[Path, str]]:
    """Return every fault in the names and dates of a pack, in the order of the file.

    With a cycle `year` its dates must also lie in that cycle; a pack file belongs to no year yet.
    """
    return [
        *_unique_everywhere(pack),
        *_check_calendars(pack, year),
        *_check_groups(pack),
        *_check_population(pack),
        *_check_steps(pack),
        *_check_scales(pack),
        *_check_marks(pack),
        *_check_places(pack),
    ]


def _unique(path: Path, items: Sequence[Any], what: str) -> Found:
    seen: set[str] = set()
    for place, item in enumerate(items):
        if item.key in seen:
            yield (*path, place, "key"), f"Khóa “{item.key}” của {what} bị lặp lại."
        seen.add(item.key)


def _unique_everywhere(pack: Pack) -> Found:
    for name, what in (
        ("calendars", "lịch"),
        ("categories", "đối tượng"),
        ("proofs", "loại minh chứng"),
        ("groups", "nội dung"),
        ("facts", "dữ kiện"),
        ("population", "diện xếp loại"),
        ("steps", "bước đánh giá"),
        ("scales", "thang xếp loại"),
        ("papers", "giấy tờ"),
    ):
        yield from _unique((name,), getattr(pack, name), what)
    seen: set[str] = set()
    for place, group in enumerate(pack.groups):
        for number, criterion in enumerate(group.criteria):
            if criterion.key in seen:
                path = ("groups", place, "criteria", number, "key")
                yield path, f"Khóa “{criterion.key}” của tiêu chí bị lặp lại."
            seen.add(criterion.key)
    for place, fact in enumerate(pack.facts):
        if fact.key in vocabulary(pack.model_copy(update={"facts": ()}), pack.scales[0]):
            yield ("facts", place, "key"), f"Dữ kiện “{fact.key}” đã có sẵn, không khai lại được."


def _check_calendars(pack: Pack, year: int | None) -> Found:
    blocks: dict[str, str] = {}
    for place, calendar in enumerate(pack.calendars):
        path = ("calendars", place)
        for block in calendar.blocks:
            if block in blocks:
                yield (*path, "blocks"), f"Khối “{block}” đã theo lịch “{blocks[block]}”."
            blocks[block] = calendar.key
        yield from _unique((*path, "phases"), calendar.phases, "giai đoạn")
        yield from _check_dates(path, calendar, year)


def _check_dates(path: Path, calendar: Calendar, year: int | None) -> Found:
    held = calendar.reviews.phase if calendar.reviews else None
    if held is not None and held not in by_key(calendar.phases):
        yield (*path, "reviews", "phase"), f"Không có giai đoạn tên “{held}”."
        return
    dates = schedule(calendar, year or _SAMPLE_YEAR)
    before = None
    for here, sentence in outside_cycle(dates, year) if year is not None else ():
        yield (*path, *here), sentence
    for number, period in enumerate(dates.phases):
        here = (*path, "phases", number)
        if period.end < period.start:
            yield (*here, "end"), f"Giai đoạn “{period.title}” kết thúc trước khi bắt đầu."
        if before is not None and period.start <= before.end:
            text = f"Giai đoạn “{period.title}” bắt đầu khi “{before.title}” chưa kết thúc."
            yield (*here, "start"), text
        before = period
    if dates.result.end < dates.result.start:
        yield (*path, "result", "end"), "Thời gian tính kết quả kết thúc trước khi bắt đầu."


def outside_cycle(dates: Schedule, year: int) -> Found:
    """Dates that cannot be meant for a cycle: years away from it, or longer than one year."""
    named = [(("phases", place), period) for place, period in enumerate(dates.phases)]
    for path, period in (*named, (("result",), dates.result)):
        for edge, day in (("start", period.start), ("end", period.end)):
            if abs(day.year - year) > 1:
                yield (*path, edge), f"Ngày {full_date(day)} không thuộc kỳ năm {year}."
    first, last = dates.phases[0].start, dates.phases[-1].end
    for path, start, end in (
        (("phases", 0, "start"), first, last),
        (("result", "start"), dates.result.start, dates.result.end),
    ):
        if end - start > _LONGEST:
            words = f"Từ {full_date(start)} đến {full_date(end)} dài hơn một năm"
            yield path, f"{words}; đồng chí xem lại ngày đầu, ngày cuối."


def _check_groups(pack: Pack) -> Found:
    categories, proofs = by_key(pack.categories), by_key(pack.proofs)
    for place, group in enumerate(pack.groups):
        yield from _check_minimum(("groups", place), pack, group)
        for number, criterion in enumerate(group.criteria):
            path = ("groups", place, "criteria", number)
            for name in criterion.categories:
                if name not in categories:
                    yield (*path, "categories"), f"Không có đối tượng tên “{name}”."
            for name in criterion.proofs:
                if name not in proofs:
                    yield (*path, "proofs"), f"Không có loại minh chứng tên “{name}”."
            if group.same_title(criterion, before=number):
                yield (*path, "title"), f"Tiêu chí “{criterion.title}” có hai lần ở nội dung này."
            yield from _check_criterion(path, criterion)


def _check_minimum(path: Path, pack: Pack, group: Group) -> Found:
    if isinstance(group.minimum, int):
        if group.minimum < 0:
            yield (*path, "minimum"), "Số tiêu chí tối thiểu không được âm."
        if group.minimum < group.floor:
            sentence = (
                f"Nội dung {group.short}: chương trình mẫu yêu cầu ít nhất {group.floor} tiêu chí,"
                f" không hạ xuống {group.minimum} được."
            )
            yield (*path, "minimum"), sentence
        for sentence in impossible_minimum(pack, group):
            yield (*path, "minimum"), sentence
    low, high = group.min_points, group.max_points
    if low is not None and high is not None and low > high:
        yield (*path, "min_points"), "Điểm thấp nhất lớn hơn điểm cao nhất của nội dung."


def impossible_minimum(pack: Pack, group: Group) -> Iterator[str]:
    """Say so when nobody, or not everybody, can take as many criteria as the group asks.

    Somebody who may write criteria of their own is held to what is ready for others: a category
    with little ready fills up with its own.
    """
    if not isinstance(group.minimum, int):
        return
    ready = {kind.title: len(group.offered(kind.key)) for kind in pack.categories}
    ready = ready or {"chung": len(group.criteria)}
    most = max(ready, key=lambda title: ready[title])
    least = min(ready, key=lambda title: ready[title])
    who, limit = (most, ready[most]) if group.own_allowed else (least, ready[least])
    if group.minimum > limit and (group.criteria or not group.own_allowed):
        yield (
            f"Nội dung {group.short} chỉ có {limit} tiêu chí cho đối tượng “{who}”;"
            f" đồng chí ghi nhiều nhất {limit}, hoặc thêm tiêu chí trước."
        )


def _check_criterion(path: Path, criterion: Criterion) -> Found:
    yield from _unique((*path, "options"), criterion.options, "lựa chọn")
    if criterion.kind in _WITH_OPTIONS and not criterion.options:
        yield path, f"Tiêu chí “{criterion.title}” cần danh sách options."
    if criterion.kind in _WITH_SOURCE and not criterion.source:
        yield path, f"Tiêu chí “{criterion.title}” cần nêu source."
    for number, measure in enumerate(criterion.measures):
        if "{n}" not in measure.sentence:
            yield (*path, "measures", number, "sentence"), "Câu gợi ý cần có {n} ở chỗ số lượng."


def _conditions(path: Path, when: Condition, known: Vocabulary) -> Found:
    for sentence in check_condition(when, known):
        yield (*path, "when"), sentence


def _check_population(pack: Pack) -> Found:
    known = vocabulary(pack, pack.scales[0])
    for place, rule in enumerate(pack.population):
        if rule.state is PopulationState.UNDECIDED:
            yield ("population", place, "state"), "Diện “undecided” chỉ do chương trình tự đặt."
        yield from _conditions(("population", place), rule.when, known)


def _check_steps(pack: Pack) -> Found:
    for place, step in enumerate(pack.steps):
        if step.meeting is not None and step.meeting.majority >= 1:
            yield ("steps", place, "meeting", "majority"), NO_MAJORITY
        for calendar in pack.calendars:
            if step.phase not in by_key(calendar.phases):
                yield (
                    ("steps", place, "phase"),
                    (f"Lịch “{calendar.title}” không có giai đoạn tên “{step.phase}”."),
                )


def _check_scales(pack: Pack) -> Found:
    if pack.scale not in by_key(pack.scales):
        yield ("scale",), f"Không có thang xếp loại tên “{pack.scale}”."
    for place, scale in enumerate(pack.scales):
        known = vocabulary(pack, scale)
        yield from _unique(("scales", place, "grades"), scale.grades, "mức xếp loại")
        yield from _unique(("scales", place, "caps"), scale.caps, "hạn mức")
        for number, grade in enumerate(scale.grades):
            if grade.when is not None:
                yield from _conditions(("scales", place, "grades", number), grade.when, known)
        yield from _check_caps(("scales", place, "caps"), scale)


def _check_caps(path: Path, scale: Scale) -> Found:
    grades = by_key(scale.grades)
    for number, cap in enumerate(scale.caps):
        for field in ("grades", "base_grades"):
            for name in _unknown(getattr(cap, field), grades):
                yield (*path, number, field), f"Không có mức xếp loại tên “{name}”."
        if (cap.base is CapBase.GRADES) is not bool(cap.base_grades):
            text = "Nêu base_grades khi và chỉ khi base là grades."
            yield (*path, number, "base_grades"), text


def _unknown(names: Iterable[str], known: dict[str, Any]) -> list[str]:
    return [name for name in names if name not in known]


def _check_marks(pack: Pack) -> Found:
    seen: set[str] = set()
    for place, mark in enumerate(pack.to_confirm):
        path = ("to_confirm", place, "path")
        if mark.path in seen:
            yield path, f"Giá trị “{mark.path}” được đánh dấu hai lần."
        seen.add(mark.path)
        try:
            value_at(pack, mark.path)
        except KeyError:
            yield path, f"Không có giá trị nào ở “{mark.path}”."


def _check_places(pack: Pack) -> Found:
    """Places such as {cycle} in words where the program puts nothing."""
    for path, text, known in _worded(pack):
        for place in stray_places(text, known):
            has = ", ".join(f"{{{name}}}" for name in known)
            rest = f"chỉ dùng được {has}" if has else "không có chỗ điền nào ở đây"
            yield path, f"Không điền được {place}: {rest}."


def _worded(pack: Pack) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    """Every text of the pack that people read, with the places it may hold."""
    for name, text in pack.texts:
        yield ("texts", name), text, IN_TEXTS.get(name, ())
    for place, calendar in enumerate(pack.calendars):
        yield ("calendars", place, "label"), calendar.label, ("year", "before", "after")
    for place, group in enumerate(pack.groups):
        for number, criterion in enumerate(group.criteria):
            path = ("groups", place, "criteria", number)
            for index, measure in enumerate(criterion.measures):
                yield (*path, "measures", index, "sentence"), measure.sentence, ("n",)
    for place, fact in enumerate(pack.facts):
        yield ("facts", place, "phrase"), fact.phrase, ("n", "choice")
        yield ("facts", place, "of"), fact.of, ("n", "of")
    for place, scale in enumerate(pack.scales):
        for number, grade in enumerate(scale.grades):
            yield ("scales", place, "grades", number, "record"), grade.record, CYCLE
