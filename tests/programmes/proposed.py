"""What the committee says of one member, as its page sends it for all."""

from django.core.exceptions import ValidationError

from sodoan.common.scoping import Actor
from sodoan.programmes.actions.proposing import Proposal, save_proposals
from sodoan.programmes.models import Result


def propose_grade(
    result: Result, *, by: Actor, grade: str, reason: str = "", comment: str | None = None
) -> Result:
    """`save_proposals` for one member. Raises `ValidationError` when it is refused."""
    return _save_one(result, by=by, proposal=Proposal(grade, reason, comment))


def save_comment(result: Result, *, by: Actor, comment: str) -> Result:
    """Write the branch's yearly comment on a member, graded or not. Raises `ValidationError`."""
    return _save_one(result, by=by, proposal=Proposal(comment=comment))


def _save_one(result, *, by, proposal):
    refused = save_proposals(result.round, by=by, proposals={result.pk: proposal})
    if refused:
        raise ValidationError(list(refused.values()))
    result.refresh_from_db()
    return result
