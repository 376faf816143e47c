"""Points of a subject, per group and in all, from what was recorded for each criterion.

A criterion nobody recorded is not zero: it leaves its group and the total unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sodoan.programmes.engine.schema import Criterion, CriterionKind, Group, Pack

Recorded = int | Fraction | bool | str | Mapping[str, int] | None

_MET_KINDS = {
    CriterionKind.OWN_TEXT,
    CriterionKind.YES_NO,
    CriterionKind.DUTY,
    CriterionKind.PROHIBITION,
}
_ONE_OF = {CriterionKind.OPTIONS, CriterionKind.OTHER_GRADE}
_FIGURES = {CriterionKind.NUMBER, CriterionKind.IMPORTED, CriterionKind.METRIC}


@dataclass(frozen=True)
class Points:
    """Points per group key and in all; None where a criterion was not recorded (`missing`)."""

    groups: Mapping[str, Fraction | None]
    total: Fraction | None
    missing: tuple[str, ...]

    def mapping(self) -> dict[str, Fraction | None]:
        """Return the points under the names rules use."""
        return {"points": self.total, **{f"points.{k}": v for k, v in self.groups.items()}}


def score(pack: Pack, recorded: Mapping[str, Recorded], category: str | None) -> Points:
    """Return the points of one subject.

    `recorded` maps criterion keys to: true/false (met), a count, counts per option, an option
    key, a figure or a share, by the kind of the criterion. Raises ValueError for a value that
    does not fit its kind.
    """
    groups: dict[str, Fraction | None] = {}
    missing: list[str] = []
    for group in pack.groups:
        scored = [c for c in group.offered(category) if gives_points(c)]
        values = {c.key: points_of(c, recorded.get(c.key)) for c in scored}
        lacking = [key for key, value in values.items() if value is None]
        missing.extend(lacking)
        known = [value for value in values.values() if value is not None]
        groups[group.key] = None if lacking else _capped(group, sum(known, Fraction()))
    sums = [value for value in groups.values() if value is not None]
    total = sum(sums, Fraction()) if len(sums) == len(groups) else None
    return Points(groups, total, tuple(missing))


def gives_points(criterion: Criterion) -> bool:
    """Whether the criterion counts towards points."""
    return bool(criterion.options) or criterion.points is not None or criterion.kind in _FIGURES


def points_of(criterion: Criterion, value: Recorded) -> Fraction | None:
    """Return the points of one recorded value; None when nothing was recorded."""
    if value is None:
        return None
    points = _raw_points(criterion, value)
    if criterion.max_points is not None:
        points = min(points, criterion.max_points)
    return points


def _raw_points(criterion: Criterion, value: Recorded) -> Fraction:
    kind, each = criterion.kind, criterion.points or Fraction()
    options = {option.key: option.points for option in criterion.options}
    if kind in _MET_KINDS and isinstance(value, bool):
        return each if value else Fraction()
    if kind in _ONE_OF and isinstance(value, str) and value in options:
        return options[value]
    if kind is CriterionKind.COUNT_POINTS and isinstance(value, Mapping):
        if set(value) <= set(options) and all(count >= 0 for count in value.values()):
            return sum((options[key] * count for key, count in value.items()), Fraction())
    elif isinstance(value, int | Fraction) and not isinstance(value, bool):
        if kind in _FIGURES:
            return Fraction(value) * (Fraction(1) if criterion.points is None else each)
        if kind in {CriterionKind.COUNT_POINTS, CriterionKind.ATTENDANCE_SHARE} and value >= 0:
            return each * value
    raise ValueError(f"Giá trị ghi cho tiêu chí “{criterion.title}” không đúng loại.")


def _capped(group: Group, points: Fraction) -> Fraction:
    if group.max_points is not None:
        points = min(points, group.max_points)
    if group.min_points is not None:
        points = max(points, group.min_points)
    return points
