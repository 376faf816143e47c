"""Papers a unit issues: as they were issued, else as a draft.

What has a number is never printed anew: a result corrected later, another secretary or another
template would make a second paper of the same number.
"""

from datetime import date

from django.utils import timezone

from sodoan.documents.choices import DocumentKind, PaperKey
from sodoan.documents.papers import kinds
from sodoan.documents.queries import filed_paper, template_for
from sodoan.programmes.models import Plan, Round
from sodoan.programmes.queries.official import decision_context, plan_context


def decision_paper(round_: Round, day: date) -> bytes:
    """The decision on a round: as it was issued, else a draft with dots."""
    if round_.decision_no and round_.published_at:
        year = timezone.localdate(round_.published_at).year
        kept = filed_paper(round_.approver, DocumentKind.DECISION, round_.decision_no, year)
        if kept is not None:
            return kept
    context = decision_context(round_, day)
    return kinds.decision(context, template_for(round_.approver, PaperKey.DECISION))


def plan_paper(plan: Plan, day: date) -> bytes:
    """The plan of one level: as it was issued, else a draft with dots."""
    if plan.number and plan.issued_on:
        kept = filed_paper(plan.unit, DocumentKind.PLAN, plan.number, plan.issued_on.year)
        if kept is not None:
            return kept
    return kinds.plan(plan_context(plan, day), template_for(plan.unit, PaperKey.PLAN))
