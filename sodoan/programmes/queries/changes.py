"""History of one enrolment: every row that belongs to it, as the database triggers kept it."""

from sodoan.audit.queries import Entry, Source, history_of
from sodoan.programmes.models import (
    Amendment,
    Assessment,
    Ballot,
    Complaint,
    Enrolment,
    Evidence,
    FactEntry,
    Mark,
    Pledge,
    Result,
    Review,
)

_BELONGING = (Pledge, Amendment, Review, Assessment, FactEntry, Ballot, Result)


def changes_of(enrolment: Enrolment) -> list[Entry]:
    """Changes of the sheet, what hangs on it and its result, newest first."""
    pledges = list(enrolment.pledges.values_list("pk", flat=True))
    assessments = list(enrolment.assessments.values_list("pk", flat=True))
    results = list(Result.objects.filter(enrolment=enrolment).values_list("pk", flat=True))
    return history_of(
        Source.of(enrolment),
        *(Source.rows(model, enrolment_id=enrolment.pk) for model in _BELONGING),
        Source.rows(Evidence, pledge_id__in=pledges),
        Source.rows(Mark, assessment_id__in=assessments),
        Source.rows(Complaint, result_id__in=results),
    )
