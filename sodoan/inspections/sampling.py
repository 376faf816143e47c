"""Drawing by lot, so that anybody can repeat it: pure, from a seed.

The lot of a record is a hash of the seed and its key; the smallest lots are drawn. Nobody can
choose them, and records that were not drawn may come or go without changing who was.
"""

import hashlib
from collections.abc import Iterable


def lot(seed: str, key: int) -> str:
    """The lot of one record."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def draw(rows: Iterable[tuple[int, int]], *, seed: str, size: int, per_unit: int) -> list[int]:
    """Keys drawn out of `rows` (key, unit), in the order of their lots.

    The first `per_unit` of every unit are always in, even when that makes more than `size`; the
    others are drawn out of all until there are `size`.
    """
    ranked = sorted((lot(seed, key), key, unit) for key, unit in rows)
    taken: dict[int, int] = {}
    first: list[tuple[str, int, int]] = []
    others: list[tuple[str, int, int]] = []
    for one in ranked:
        unit = one[2]
        taken[unit] = taken.get(unit, 0) + 1
        (first if taken[unit] <= per_unit else others).append(one)
    chosen = [*first, *others[: max(0, size - len(first))]]
    return [key for _, key, _ in sorted(chosen)]
