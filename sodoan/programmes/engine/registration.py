"""Pledges of a subject: what a registration still lacks, and the ready sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sodoan.common import words
from sodoan.programmes.engine.clarity import judge_text
from sodoan.programmes.engine.dated import Span, due_fault
from sodoan.programmes.engine.schema import Group, Measure, Pack, Proof

SHORTEST_TEXT = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Pledge:
    """One criterion taken, in the subject's own words.

    `criterion` is a criterion key, or empty for a criterion of one's own; `proof` a proof key.
    `stored` is the key of the row it continues, if any: it tells which criterion of one's own was
    reworded, and is no part of what is promised.
    """

    group: str
    criterion: str = ""
    text: str = ""
    quantity: int | None = None
    unit: str = ""
    due_on: date | None = None
    proof: str = ""
    stored: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to repair: in a group (`index` None) or in one pledge of the given list.

    A blocking problem stops the signing; any other is advice.
    """

    group: str
    index: int | None
    blocking: bool
    sentence: str
    field: str = ""


def check_registration(  # noqa: PLR0913 - the frame of a year
    pack: Pack,
    pledges: Sequence[Pledge],
    category: str | None,
    *,
    first_day: date | None = None,
    last_day: date | None = None,
    between: Span | None = None,
) -> list[Problem]:
    """Return what is missing or doubtful, group by group; empty when all is well.

    `first_day` is the first day of registration, `last_day` the last of the support phase: every
    pledge is due between them. Words that name a day not `between` these two are advised on.
    """
    problems: list[Problem] = []
    known = {group.key for group in pack.groups}
    for index, pledge in enumerate(pledges):
        if pledge.group not in known:
            text = "Nội dung này không có trong chương trình."
            problems.append(Problem(pledge.group, index, blocking=True, sentence=text))
    for group in pack.groups:
        own = [(index, pledge) for index, pledge in enumerate(pledges) if pledge.group == group.key]
        problems.extend(_check_group(group, [pledge for _index, pledge in own], category))
        seen: set[str] = set()
        for index, pledge in own:
            sentence, field = _blocking_fault(group, pledge, category, seen, (first_day, last_day))
            seen.add(_identity(pledge))
            if sentence:
                fault = Problem(group.key, index, blocking=True, sentence=sentence, field=field)
                problems.append(fault)
                continue
            clarity = judge_text(
                pledge.text,
                quantity=pledge.quantity,
                due_on=pledge.due_on,
                proof=pledge.proof,
                between=between,
            )
            if not clarity.clear:
                advice = Problem(group.key, index, blocking=False, sentence=clarity.sentence)
                problems.append(advice)
    return problems


def _check_group(group: Group, pledges: list[Pledge], category: str | None) -> list[Problem]:
    problems = []
    least = group.least(category)
    if len(pledges) < least:
        text = (
            f"Nội dung “{group.title}” cần ít nhất {least} tiêu chí; "
            f"bạn mới chọn {len(pledges)}, còn thiếu {least - len(pledges)}."
        )
        problems.append(Problem(group.key, None, blocking=True, sentence=text))
    taken = {pledge.criterion for pledge in pledges}
    for criterion in group.offered(category):
        if criterion.required and criterion.key not in taken:
            text = f"Tiêu chí “{criterion.title}” là bắt buộc, bạn chưa chọn."
            problems.append(Problem(group.key, None, blocking=True, sentence=text))
    return problems


def _blocking_fault(
    group: Group,
    pledge: Pledge,
    category: str | None,
    seen: set[str],
    between: tuple[date | None, date | None],
) -> tuple[str, str]:
    """Return the sentence for the first thing to repair in a pledge, and its field; or nothing."""
    offered = {criterion.key for criterion in group.offered(category)}
    letters = sum(letter.isalpha() for letter in pledge.text)
    faults = (
        (
            not pledge.criterion and not group.own_allowed,
            f"Nội dung “{group.title}” không nhận tiêu chí tự viết.",
            "text",
        ),
        (
            bool(pledge.criterion) and pledge.criterion not in offered,
            _why_not_offered(group, pledge.criterion),
            "text",
        ),
        (
            letters < SHORTEST_TEXT,
            "Bạn chưa viết việc cụ thể mình sẽ làm ở tiêu chí này.",
            "text",
        ),
        (
            _identity(pledge) in seen,
            "Tiêu chí này đã có trong phiếu. Bạn gộp lại thành một việc.",
            "text",
        ),
        (
            pledge.quantity is not None and pledge.quantity < 1,
            "Số lượng phải từ 1 trở lên.",
            "quantity",
        ),
    )
    late = due_fault(pledge.due_on, *between)
    found = ((sentence, field) for wrong, sentence, field in faults if wrong)
    return next(found, (late, "due_on" if late else ""))


def _why_not_offered(group: Group, criterion: str) -> str:
    if any(one.key == criterion for one in group.criteria):
        return "Tiêu chí này không dành cho đối tượng của bạn."
    return "Tiêu chí này không còn trong kế hoạch. Bạn bỏ chọn rồi chọn tiêu chí khác."


def _identity(pledge: Pledge) -> str:
    """Return what two entries for the same thing have in common."""
    return pledge.criterion or pledge.text.strip().casefold()


def suggest_sentence(
    measure: Measure,
    *,
    quantity: int | None = None,
    due_on: date | None = None,
    proof: Proof | None = None,
) -> str:
    """Return the ready sentence: `Tham gia ít nhất 2 buổi … trước 30/09/2026, tính theo …`."""
    text = measure.sentence.rstrip(". ").replace("{n}", words.number(quantity or measure.quantity))
    if due_on:
        text += f" trước {words.full_date(due_on)}"
    return f"{text}, {proof.phrase}." if proof else f"{text}."
