"""History of one enrolment: every row that belongs to it, as the database triggers kept it."""

from dataclasses import replace
from typing import Any

from sodoan.audit.queries import Entry, Source, Words, history_of
from sodoan.programmes.engine.facts import vocabulary
from sodoan.programmes.engine.schema import Pack
from sodoan.programmes.models import (
    Amendment,
    Assessment,
    Ballot,
    Complaint,
    Enrolment,
    Evidence,
    FactEntry,
    HostComment,
    Mark,
    Pledge,
    ProgressNote,
    Result,
    Review,
)
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.roots import of_one_cycle

_BELONGING = (Pledge, Amendment, Review, Assessment, FactEntry, Ballot, Result)


def changes_of(enrolment: Enrolment) -> list[Entry]:
    """Changes of the sheet, what hangs on it and its result, newest first."""
    pledges = list(enrolment.pledges.values_list("pk", flat=True))
    assessments = list(enrolment.assessments.values_list("pk", flat=True))
    results = list(Result.objects.filter(enrolment=enrolment).values_list("pk", flat=True))
    sources = [
        Source.of(enrolment),
        *(Source.rows(model, enrolment_id=enrolment.pk) for model in _BELONGING),
        Source.rows(Evidence, pledge_id__in=pledges),
        Source.rows(ProgressNote, pledge_id__in=pledges),
        Source.rows(Mark, assessment_id__in=assessments),
        Source.rows(Complaint, result_id__in=results),
        Source.rows(
            HostComment,
            person_id=enrolment.person_id,
            programme_id__in=list(of_one_cycle(enrolment.programme).values_list("pk", flat=True)),
        ),
    ]
    words = _words(pack_of(enrolment.plan))
    return history_of(*(replace(source, words=words) for source in sources))


def _words(pack: Pack) -> Words:
    """Grades, facts and votes by the names the pack gives them; of many facts, what changed."""
    grades = {grade.key: grade.short for scale in pack.scales for grade in scale.grades}
    facts = vocabulary(pack)

    def value(key: str, one: Any) -> str:
        fact = facts.get(key)
        titles = {choice.key: choice.title for choice in fact.choices} if fact else {}
        return "chưa rõ" if one is None else titles.get(one, str(one))

    def part(values: Any, other: Any) -> str:
        kept = values or {}
        changed = (key for key in kept if key not in (other or {}) or other[key] != kept[key])
        names = ((key, facts[key].label if key in facts else grades.get(key)) for key in changed)
        return "; ".join(f"{name}: {value(key, kept[key])}" for key, name in names if name)

    def words(was: Any, now: Any) -> tuple[str, str] | None:
        if isinstance(now, dict):
            return part(was, now), part(now, was)
        if isinstance(now, list):
            return ("bản trước" if was else ""), ("bản mới" if was else f"{len(now)} mục")
        if was in grades or now in grades:
            return grades.get(was, was or ""), grades.get(now, now or "")
        return None

    return words
