"""What a member promised in an earlier cycle, as it would be this year: offered, never ticked."""

from dataclasses import dataclass, replace

from sodoan.programmes.engine import registration as engine
from sodoan.programmes.engine.dated import carried, same_day
from sodoan.programmes.engine.schema import Pack
from sodoan.programmes.models import Enrolment, Pledge


@dataclass(frozen=True)
class LastYear:
    """What the same person promised for a criterion in an earlier cycle; `now` is it this year."""

    text: str
    now: engine.Pledge

    def taken_into(self, group: str, pack: Pack) -> engine.Pledge:
        """A pledge with the words and measures of `now`; a proof no longer known is left out."""
        proof = self.now.proof if self.now.proof in {one.key for one in pack.proofs} else ""
        return replace(self.now, group=group, proof=proof)


def last_year_of(enrolment: Enrolment) -> dict[str, LastYear]:
    """What the same person promised in the latest earlier cycle, by key of the criterion.

    Criteria of one's own have no key: they are those of the latest earlier sheet alone, by
    `rieng-` and the key of the pledge. One query.
    """
    if enrolment.person_id is None:
        return {}
    rows = (
        Pledge.objects.filter(
            enrolment__person=enrolment.person_id,
            enrolment__programme__year__lt=enrolment.programme.year,
            enrolment__programme__subject=enrolment.programme.subject,
        )
        .exclude(text="")
        .exclude(criterion_key="", is_dropped=True)
        .order_by("enrolment__programme__year", "enrolment", "-is_dropped", "position", "pk")
    )
    before = list(rows.select_related("enrolment__programme"))
    latest = before[-1].enrolment_id if before else None
    year = enrolment.programme.year
    return {
        one.criterion_key or f"rieng-{one.pk}": LastYear(one.text, _this_year(one, year))
        for one in before
        if one.criterion_key or one.enrolment_id == latest
    }


def _this_year(pledge: Pledge, year: int) -> engine.Pledge:
    cycle = pledge.enrolment.programme.year
    years = year - cycle
    return engine.Pledge(
        group=pledge.group_key,
        criterion=pledge.criterion_key,
        text=carried(pledge.text, cycle=cycle, years=years),
        quantity=pledge.quantity,
        unit=pledge.measure,
        due_on=same_day(pledge.due_on, years) if pledge.due_on else None,
        proof=pledge.proof,
    )
