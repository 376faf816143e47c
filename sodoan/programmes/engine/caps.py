"""How many of a grade a unit may give: base, limit, used, remaining."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sodoan.common import words
from sodoan.programmes.engine.explain import show_share
from sodoan.programmes.engine.schema import Cap, CapBase, Rounding, Scale


@dataclass(frozen=True, slots=True)
class CapStatus:
    """Where a unit stands against one cap; all are numbers of people."""

    base: int
    limit: int
    used: int
    sentence: str

    @property
    def remaining(self) -> int:
        """Places still free; 0 when none is."""
        return max(0, self.limit - self.used)

    @property
    def over(self) -> int:
        """People beyond the limit; 0 when within it."""
        return max(0, self.used - self.limit)


def cap_limit(cap: Cap, base: int) -> int:
    """Return the most people a base of this size allows, between 0 and the base."""
    exact = cap.share * base
    rounded = {
        Rounding.DOWN: math.floor(exact),
        Rounding.UP: math.ceil(exact),
        Rounding.NEAREST: math.floor(exact + Fraction(1, 2)),
    }[cap.rounding]
    return min(base, max(rounded, cap.minimum))


def cap_status(  # noqa: PLR0913 - the numbers a cap is made of
    cap: Cap,
    scale: Scale,
    counts: Mapping[str, int],
    *,
    rated: int,
    everybody: int,
    given: Mapping[str, int] | None = None,
) -> CapStatus:
    """Return how a unit stands against a cap.

    `counts` has the number of people per grade proposed or given so far (a missing grade has
    none), `rated` those in the rating, `everybody` all members of the unit. Only those in `given`
    use up the cap where it is there (grades already decided).
    """
    base = {
        CapBase.ALL: everybody,
        CapBase.RATED: rated,
        CapBase.GRADES: sum(counts.get(grade, 0) for grade in cap.base_grades),
    }[cap.base]
    limit = cap_limit(cap, base)
    spent = counts if given is None else given
    used = sum(spent.get(grade, 0) for grade in cap.grades)
    return CapStatus(base, limit, used, _say(cap, scale, base, limit, used))


def base_words(cap: Cap, scale: Scale) -> str:
    """Return the words for whom the percentage is taken of."""
    if cap.base is CapBase.ALL:
        return "người trong đơn vị"
    if cap.base is CapBase.RATED:
        return "người được xếp loại"
    if [grade.key for grade in scale.grades[: len(cap.base_grades)]] == [*cap.base_grades]:
        return f"người dự kiến từ {scale.grade(cap.base_grades[-1]).short} trở lên"
    names = ", ".join(scale.grade(key).short for key in cap.base_grades)
    return f"người dự kiến {names}"


def _say(cap: Cap, scale: Scale, base: int, limit: int, used: int) -> str:
    rounding = {
        Rounding.DOWN: "làm tròn xuống",
        Rounding.UP: "làm tròn lên",
        Rounding.NEAREST: "làm tròn đến số gần nhất",
    }[cap.rounding]
    least = f", ít nhất {cap.minimum} người" if cap.minimum else ""
    if not base and not used:
        return (
            f"{show_share(cap.share)} của {base_words(cap, scale)}; {rounding}{least}. Chưa có ai."
        )
    if used > limit:
        end = f"Quá hạn mức {words.number(used - limit)} người"
    elif used == limit:
        end = "Đã hết suất"
    else:
        end = f"Còn {words.number(limit - used)} suất"
    return (
        f"{show_share(cap.share)} của {words.number(base)} {base_words(cap, scale)}; "
        f"{rounding}{least}: tối đa {words.number(limit)}. {end}."
    )
