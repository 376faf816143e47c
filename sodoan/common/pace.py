"""How long a running piece of work still takes, told from its pace so far. Pure: no clock."""

from datetime import timedelta
from math import ceil

_TOO_EARLY = timedelta(seconds=3)
_MINUTE = 60
_IN_HOURS_FROM = 90  # minutes


def time_left(done: int, total: int, took: timedelta) -> str:
    """Return the words for what is left when `done` of `total` steps `took` so long.

    `còn dưới 1 phút`, `còn khoảng 12 phút`, `còn khoảng 2 giờ`; "" while it cannot be told:
    nothing done yet, all done, or a pace of the first seconds only.
    """
    if not 0 < done < total or took < _TOO_EARLY:
        return ""
    seconds = took.total_seconds() * (total - done) / done
    if seconds < _MINUTE:
        return "còn dưới 1 phút"
    minutes = ceil(seconds / _MINUTE)
    if minutes < _IN_HOURS_FROM:
        return f"còn khoảng {minutes} phút"
    return f"còn khoảng {round(minutes / _MINUTE)} giờ"
