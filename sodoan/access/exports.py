"""Slips as cards for an A4 sheet."""

from collections.abc import Sequence
from dataclasses import dataclass

import segno
from django.utils.safestring import SafeString, mark_safe

from sodoan.access.actions import PrintedSlip


@dataclass(frozen=True)
class Card:
    """One card: the slip and its QR as inline SVG."""

    slip: PrintedSlip
    qr: SafeString


def cards(slips: Sequence[PrintedSlip], address: str) -> list[Card]:
    """Cards in the order given. The QR holds the address and the code, nothing about the person.

    The code stands behind `#`, which browsers keep to themselves: it is in no log of any server.
    """
    return [Card(slip, qr_svg(f"{address}#ma={slip.code}")) for slip in slips]


def qr_svg(text: str) -> SafeString:
    """A QR code as inline SVG without styles, so that it passes a strict content policy."""
    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(scale=1, border=2, svgclass="qr", lineclass=None, omitsize=True)
    return mark_safe(svg)  # noqa: S308 - drawn here from modules, holds no text of users
