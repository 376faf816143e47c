"""Places in the words of a pack where the program puts a value: `{cycle}`, `{n}` and the like."""

import re
from collections.abc import Collection

CYCLE = ("cycle",)
IN_TEXTS = {"form_heading": CYCLE, "form_intro": ("least",)}
"""Which of the words of `Texts` have places, and which."""

_PLACE = re.compile(r"\{[^{}]*\}")


def stray_places(text: str, known: Collection[str]) -> list[str]:
    """Return the places of a text nothing will be put in, as written; they would be printed."""
    return [place for place in _PLACE.findall(text) if place[1:-1] not in known]
