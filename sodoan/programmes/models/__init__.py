"""Plans, enrolments with pledges and evidence, meetings, assessments and results."""

from sodoan.programmes.models.complaint import Complaint
from sodoan.programmes.models.crediting import Counting, Credit
from sodoan.programmes.models.enrolment import Amendment, Enrolment, Pledge
from sodoan.programmes.models.evaluation import (
    Assessment,
    FactEntry,
    Mark,
    Result,
    Round,
    title_of,
)
from sodoan.programmes.models.hosting import HostComment
from sodoan.programmes.models.meeting import Ballot, Meeting, MeetingAttendance
from sodoan.programmes.models.programme import Plan, Programme
from sodoan.programmes.models.support import Evidence, ProgressNote, Review

__all__ = [
    "Amendment",
    "Assessment",
    "Ballot",
    "Complaint",
    "Counting",
    "Credit",
    "Enrolment",
    "Evidence",
    "FactEntry",
    "HostComment",
    "Mark",
    "Meeting",
    "MeetingAttendance",
    "Plan",
    "Pledge",
    "Programme",
    "ProgressNote",
    "Result",
    "Review",
    "Round",
    "title_of",
]
