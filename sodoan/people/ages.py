"""Age bounds of membership as data, and the arithmetic on them. No ORM."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).resolve().parent / "data" / "ages.yaml"


@dataclass(frozen=True)
class AgeRules:
    """Bounds in full years: admission today, joining in the past, staying after thirty."""

    admission_from: int
    joined_from: int
    admission_to: int
    stays_to: int


@cache
def age_rules() -> AgeRules:
    """The bounds in force, from `data/ages.yaml`."""
    return AgeRules(**yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def age_on(born_on: date, day: date) -> int:
    """Full years lived on a day; a person born on 29/2 grows older on 1/3 in common years."""
    had_birthday = (day.month, day.day) >= (born_on.month, born_on.day)
    return day.year - born_on.year - (not had_birthday)
