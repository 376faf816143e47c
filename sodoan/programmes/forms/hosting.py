"""The comment of the host branch on one member, as typed or stored."""

from collections.abc import Iterable, Mapping
from typing import Any

from sodoan.people.models import Membership


class HostLine:
    """One row of `hosted_in` with its field `g-PERSON`; a field that did not come along stays."""

    def __init__(self, stay: Membership, me: int | None, data: Mapping[str, Any] | None) -> None:
        self.stay = stay
        self.error = ""
        self.stored: str = getattr(stay, "said", None) or ""
        self.is_own = stay.person_id == me
        self.is_open = not self.is_own and not getattr(stay, "is_decided", False)
        self.name = f"g-{stay.person_id}"
        self.is_sent = data is not None and self.name in data
        self.text = self.stored
        if data is not None and self.is_sent:
            self.text = str(data[self.name]).replace("\r\n", "\n").strip()

    @property
    def to_save(self) -> bool:
        """Whether what was typed goes to the action: it differs from what is stored."""
        return self.is_sent and self.text != self.stored


def lines_of(
    stays: Iterable[Membership], me: int | None, data: Mapping[str, Any] | None = None
) -> list[HostLine]:
    """The lines of these rows; `me` is the person who looks at them."""
    return [HostLine(stay, me, data) for stay in stays]
