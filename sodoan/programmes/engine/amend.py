"""What changed between two versions of a registration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sodoan.common import words
from sodoan.programmes.engine.registration import Pledge


@dataclass(frozen=True, slots=True)
class Change:
    """One pledge added, removed or changed; a sentence without the pledge's title."""

    kind: Literal["added", "removed", "changed"]
    old: Pledge | None
    new: Pledge | None
    sentence: str


def diff_pledges(old: Sequence[Pledge], new: Sequence[Pledge]) -> list[Change]:
    """Return the changes, in the order of the new version, removals last.

    A pledge is the same one when group and criterion agree. Pledges of one's own pair up by the row
    they continue, then by equal text; in order only where versions do not name their rows.
    """
    pairs = pair_pledges(old, new)
    paired = {id(before) for before, _after in pairs if before is not None}
    changes = []
    for before, after in pairs:
        if before is None:
            changes.append(Change("added", None, after, f"Thêm: {after.text}"))
        elif before != after:
            changes.append(Change("changed", before, after, _say(before, after)))
    changes.extend(
        Change("removed", before, None, f"Bỏ: {before.text}")
        for before in old
        if id(before) not in paired
    )
    return changes


def pair_pledges(
    old: Sequence[Pledge], new: Sequence[Pledge]
) -> list[tuple[Pledge | None, Pledge]]:
    """Return each new pledge with the old one it continues, if any."""
    free = list(old)
    named = any(pledge.stored is not None for pledge in old)
    found: dict[int, Pledge] = {}
    for continues in (_same_row, _same_text, _any_of_its_kind):
        if continues is _any_of_its_kind and named:
            free = [pledge for pledge in free if pledge.criterion]
        for place, pledge in enumerate(new):
            if place in found:
                continue
            for candidate in free:
                same = (candidate.group, candidate.criterion) == (pledge.group, pledge.criterion)
                if same and continues(candidate, pledge):
                    found[place] = candidate
                    free = [other for other in free if other is not candidate]
                    break
    return [(found.get(place), pledge) for place, pledge in enumerate(new)]


def _same_row(old: Pledge, new: Pledge) -> bool:
    return old.stored is not None and old.stored == new.stored


def _same_text(old: Pledge, new: Pledge) -> bool:
    return old.text == new.text


def _any_of_its_kind(_old: Pledge, _new: Pledge) -> bool:
    return True


def _say(old: Pledge, new: Pledge) -> str:
    parts = []
    if old.text != new.text:
        parts.append(f"việc làm: “{old.text}” thành “{new.text}”")
    if (old.quantity, old.unit) != (new.quantity, new.unit):
        parts.append(f"số lượng: {_amount(old)} thành {_amount(new)}")
    if old.due_on != new.due_on:
        before, after = words.full_date(old.due_on), words.full_date(new.due_on)
        parts.append(f"thời hạn: {before} thành {after}")
    if old.proof != new.proof:
        parts.append("cách kiểm chứng")
    return f"Đổi {'; '.join(parts)}"


def _amount(pledge: Pledge) -> str:
    return f"{words.number(pledge.quantity)} {pledge.unit}".strip()
