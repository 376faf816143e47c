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

    A pledge is the same one when group and criterion agree; pledges of one's own pair up by equal
    text first, then in order.
    """
    pairs = _pair(old, new)
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


def _pair(old: Sequence[Pledge], new: Sequence[Pledge]) -> list[tuple[Pledge | None, Pledge]]:
    """Return each new pledge with the old one it continues, if any."""
    free = list(old)
    found: dict[int, Pledge] = {}
    for same_text in (True, False):
        for place, pledge in enumerate(new):
            if place in found:
                continue
            for candidate in free:
                same = (candidate.group, candidate.criterion) == (pledge.group, pledge.criterion)
                if same and (not same_text or candidate.text == pledge.text):
                    found[place] = candidate
                    free = [other for other in free if other is not candidate]
                    break
    return [(found.get(place), pledge) for place, pledge in enumerate(new)]


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
