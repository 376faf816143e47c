"""Papers a unit issues: as they were issued, else as a draft.

What has a number is never printed anew: a result corrected later, another secretary or another
template would make a second paper of the same number.
"""

from datetime import date

from django.utils import timezone

from sodoan.documents.choices import DocumentKind, PaperKey
from sodoan.documents.papers import kinds
from sodoan.documents.queries import entry_of, template_for
from sodoan.org.models import Unit
from sodoan.programmes.models import Plan, Round
from sodoan.programmes.queries.official import decision_context
from sodoan.programmes.queries.plan_papers import plan_context


def decision_paper(round_: Round, day: date) -> bytes:
    """The decision on a round: as it was issued, else a draft with dots."""
    issued_on = timezone.localdate(round_.published_at) if round_.published_at else day
    kept = _kept(round_.approver, DocumentKind.DECISION, round_.decision_no, issued_on)
    if kept is not None:
        return kept
    context = decision_context(round_, day)
    return kinds.decision(context, template_for(round_.approver, PaperKey.DECISION))


def plan_paper(plan: Plan, day: date) -> bytes:
    """The plan of one level: as it was issued, else a draft with dots."""
    kept = _kept(plan.unit, DocumentKind.PLAN, plan.number, plan.issued_on or day)
    if kept is not None:
        return kept
    return kinds.plan(plan_context(plan, day), template_for(plan.unit, PaperKey.PLAN))


def _kept(unit: Unit, kind: DocumentKind, code: str, day: date) -> bytes | None:
    entry = entry_of(unit, kind, code, day)
    return entry.attachment.path.read_bytes() if entry and entry.attachment else None
