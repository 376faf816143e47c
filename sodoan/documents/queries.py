"""Reads of the documents app."""

from sodoan.documents.models import PaperTemplate
from sodoan.org.models import Unit


def template_for(unit: Unit, kind: str) -> bytes | None:
    """Return the Word template a unit prints a paper with; None means the shipped one.

    The nearest template up the tree wins, the unit's own first.
    """
    nearest = (
        PaperTemplate.objects.filter(unit_id__in=unit.ancestor_ids, kind=kind)
        .select_related("attachment")
        .order_by("-unit__path")
        .first()
    )
    return nearest.attachment.path.read_bytes() if nearest else None
