"""Papers a unit issues: as they were issued, else as a draft.

What has a number is never printed anew: a result corrected later, another secretary or another
template would make a second paper of the same number. Nor are minutes that were read and signed.
"""

from datetime import date

from sodoan.documents.choices import DocumentKind, PaperKey
from sodoan.documents.models import RegisterEntry
from sodoan.documents.papers import kinds
from sodoan.documents.queries import entry_of, template_for
from sodoan.programmes.models import Complaint, Meeting, Plan, Round
from sodoan.programmes.queries.official import (
    correction_context,
    decision_context,
    decision_entry,
    minutes_context,
)
from sodoan.programmes.queries.plan_papers import plan_context


def decision_paper(round_: Round, day: date) -> bytes:
    """The decision on a round: as it was issued, else a draft with dots."""
    if kept := _kept(decision_entry(round_)):
        return kept
    context = decision_context(round_, day)
    return kinds.decision(context, template_for(round_.decided_in, PaperKey.DECISION))


def correction_paper(complaint: Complaint, day: date) -> bytes:
    """The decision of correction after a complaint: as it was issued, else a draft with dots."""
    if kept := _kept(decision_entry(complaint)):
        return kept
    template = template_for(complaint.decided_in, PaperKey.CORRECTION)
    return kinds.correction(correction_context(complaint, day), template)


def plan_paper(plan: Plan, day: date) -> bytes:
    """The plan of one level: as it was issued, else a draft with dots."""
    if kept := _kept(entry_of(plan.unit, DocumentKind.PLAN, plan.number, plan.issued_on or day)):
        return kept
    return kinds.plan(plan_context(plan, day), template_for(plan.unit, PaperKey.PLAN))


def minutes_paper(meeting: Meeting) -> bytes:
    """The minutes of a meeting: as they were kept, else a draft of what stands now."""
    if meeting.minutes is not None:
        return meeting.minutes.path.read_bytes()
    template = template_for(meeting.round.unit, PaperKey.MINUTES)
    return kinds.minutes(minutes_context(meeting), template)


def minutes_name(meeting: Meeting) -> str:
    """What the file with the minutes is called, without its ending."""
    again = f" lần {meeting.number}" if meeting.number > 1 else ""
    return f"Biên bản họp đánh giá{again} {meeting.round.unit.name}"


def _kept(entry: RegisterEntry | None) -> bytes | None:
    return entry.attachment.path.read_bytes() if entry and entry.attachment else None
