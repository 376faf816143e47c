"""Report forms, their periods, who owes what, drafts, what was handed in, and sums of it all."""

from sodoan.reports.models.form import ReportForm, ReportPeriod
from sodoan.reports.models.obligation import Annex, Draft, Obligation, Tally, TrailEntry
from sodoan.reports.models.submission import Submission, SubmittedCell, SubmittedText

__all__ = [
    "Annex",
    "Draft",
    "Obligation",
    "ReportForm",
    "ReportPeriod",
    "Submission",
    "SubmittedCell",
    "SubmittedText",
    "Tally",
    "TrailEntry",
]
