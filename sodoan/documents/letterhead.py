"""What the papers of a unit carry on top and at the foot: names, place, sign, signer.

Facts of the unit tree and of today's appointments in the words of the guideline on document
format (29-HD/TWĐTN-VP). The code of an issuing body ("ĐTN-TCKT") is not written in the tree: it
is taken from what the unit's register already holds, else asked for when a document is issued.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sodoan.common.words import keep_end
from sodoan.documents.choices import DocumentKind
from sodoan.documents.models import RegisterEntry
from sodoan.documents.papers.parts import Heading, Signature
from sodoan.documents.rendering.text import DOTS
from sodoan.org.choices import Role, Tier
from sodoan.org.models import Appointment, Unit

_OF_A_PLACE = re.compile(
    r"^(?:(?:BCH|Ban Chấp hành)\s+)?(?:(?:Tỉnh|Thành|Huyện|Quận|Thị|Phường|Xã)\s+đoàn"
    r"|Đoàn(?:\s+(?:TNCS|Thanh niên Cộng sản)(?:\s+(?:Hồ Chí Minh|HCM))?|\s+Thanh niên|\s+TN)?"
    r"\s+(?:tỉnh|thành phố|TP\.?|huyện|quận|thị xã|thị trấn|phường|xã|đặc khu))\s+(?P<place>.+)$",
    re.IGNORECASE,
)
_PLACES = frozenset({"tinh", "huyen", "xa"})  # types of units that are named after a place
_CODES = {Tier.CENTRAL: "TWĐTN", Tier.PROVINCE: "TĐTN"}


@dataclass(frozen=True)
class Signer:
    """Who signs for a unit today; without one the line is left to be filled in."""

    name: str = ""
    post: str = ""
    person_id: int | None = None
    is_deputy: bool = False


def heading(
    unit: Unit,
    *,
    kind: DocumentKind | None = None,
    symbol: str = "",
    number: int | None = None,
    issued_on: date | None = None,
) -> Heading:
    """The block on top; a draft has dots for its number, and for what is not known of its sign.

    That is the code of the issuer, and of the type where the guideline has none (no `kind`).
    """
    chain = _chain(unit)
    symbol = symbol or f"{kind or DOTS}/{issuer_code(unit) or DOTS}"
    return Heading(
        issuer=keep_end(body_name(unit).upper()),
        upper_unit=keep_end(body_name(chain[-2]).upper()) if len(chain) > 1 else "",
        place=_place(chain),
        symbol=symbol,
        number=number,
        issued_on=issued_on,
    )


def signer_of(unit: Unit, day: date) -> Signer:
    """The first of the unit's leading posts on a day: the secretary, else a deputy."""
    held = (
        Appointment.objects.on(day)
        .filter(unit=unit, post__role=Role.LEAD)
        .select_related("post", "person")
        .order_by("post__position", "during", "pk")
        .first()
    )
    if held is None:
        return Signer()
    return Signer(
        held.person.full_name, held.post.label, held.person_id, "phó" in held.post.label.lower()
    )


def signature(unit: Unit, signer: Signer) -> Signature:
    """The lines above the name: for whom, and as what."""
    body = "BAN CHẤP HÀNH" if unit.type.tier >= Tier.SECTION else "BAN THƯỜNG VỤ"
    lines = (f"TM. {body}", "BÍ THƯ")
    if signer.is_deputy:
        lines = (f"TM. {body}", "KT. BÍ THƯ", "PHÓ BÍ THƯ")  # type: ignore[assignment]
    return Signature(lines=lines, name=signer.name)


def body_name(unit: Unit) -> str:
    """The body that issues in the name of the unit; a branch issues in its own."""
    if unit.type.tier >= Tier.SECTION or unit.name.lower().startswith(("bch ", "ban ")):
        return unit.name
    return f"BCH {unit.name}"


def author_of(unit: Unit) -> str:
    """Who decides, as a sentence begins: “Ban Thường vụ Đoàn xã An Hòa”."""
    body = "Ban Chấp hành" if unit.type.tier >= Tier.SECTION else "Ban Thường vụ"
    return f"{body} {unit.name}"


def place_of(unit: Unit) -> str:
    """The place a unit's papers are dated in: the nearest unit named after one, else dots.

    A school or a firm is no place: its papers carry the name of the commune or province above it.
    A commune whose name is not understood gets dots, never the name of its province.
    """
    return _place(_chain(unit))


def issuer_code(unit: Unit) -> str:
    """The code in the sign of the unit's latest document; empty when none is registered yet."""
    latest = RegisterEntry.objects.filter(unit=unit).order_by("-created_at", "-pk").first()
    return latest.symbol.partition("/")[2] if latest else ""


def usual_code(unit: Unit) -> str:
    """The code to offer for the unit's next document: the latest one, else that of its level."""
    return issuer_code(unit) or _CODES.get(Tier(unit.type.tier), "ĐTN")


def recipients(unit: Unit) -> tuple[str, ...]:
    """“Nơi nhận” of a paper of the unit: the level above, those below, the file."""
    chain = _chain(unit)
    above = (author_of(chain[-2]),) if len(chain) > 1 else ()
    below = "Đoàn viên chi đoàn" if unit.type.tier == Tier.BRANCH else "Các đơn vị trực thuộc"
    return (*above, below, "Lưu")


def _chain(unit: Unit) -> Sequence[Unit]:
    """From the root down to the unit. One query."""
    return list(
        Unit.objects.filter(pk__in=unit.ancestor_ids).select_related("type").order_by("path")
    )


def _place(chain: Sequence[Unit]) -> str:
    for unit in reversed(chain):
        if found := _OF_A_PLACE.match(unit.name):
            return found["place"]
        if unit.type_id in _PLACES:
            break
    return DOTS
