"""Fills the official papers of a round: minutes of the meeting, decision with its list."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.utils import timezone

from sodoan.common.words import full_date
from sodoan.documents import letterhead
from sodoan.documents.choices import DocumentKind
from sodoan.documents.models import RegisterEntry
from sodoan.documents.papers.evaluation import (
    Absence,
    CorrectedRow,
    Correction,
    Decision,
    Minutes,
    ResultRow,
    Unrated,
    VoteRow,
)
from sodoan.documents.papers.parts import GradeCount, Heading
from sodoan.documents.queries import entry_of
from sodoan.documents.rendering.text import rate
from sodoan.org.models import Unit
from sodoan.programmes.choices import Population, Presence, RoundState
from sodoan.programmes.engine.schema import Pack, Scale
from sodoan.programmes.engine.votes import Ballots, Tally, tally
from sodoan.programmes.models import (
    Complaint,
    Meeting,
    MeetingAttendance,
    Plan,
    Result,
    Round,
)
from sodoan.programmes.packs import pack_of, schedule_for
from sodoan.programmes.queries.approvals import Line, lines_of
from sodoan.programmes.queries.evaluation import caps_of, meeting_of, meetings_of, quorum_of
from sodoan.programmes.queries.papers import shared_year
from sodoan.programmes.querysets import decided_in

_CODE = re.compile(r"^(\d+)-(.+)$")


def decision_context(round_: Round, day: date, replaced: RegisterEntry | None = None) -> Decision:
    """The decision a round is published by, with everybody it names; a draft before that.

    A draft names all rounds of the same unit and programme that are approved and not published.
    `replaced` is the void decision in whose place this one comes.
    """
    unit = Unit.objects.select_related("type").get(pk=round_.decided_in.pk)
    rounds = rounds_together(round_)
    scale = pack_of(round_.plan).active_scale
    titles = {grade.key: grade.title for grade in scale.grades}
    results = list(
        Result.objects.filter(round__in=rounds, population=Population.RATED)
        .exclude(grade_key="")
        .select_related("enrolment__person", "enrolment__appointment__person", "enrolment__unit")
        .order_by("enrolment__unit__sort_key", "enrolment__unit", "enrolment__person__sort_key")
    )
    entry = decision_entry(round_)
    issued_on = entry.issued_on if entry else round_decided_on(round_)
    plan = _plan_of(unit, round_.plan)
    return Decision(
        heading=numbered(unit, DocumentKind.DECISION, round_.decision_no, issued_on),
        signature=letterhead.signature(unit, signer_on(unit, entry, issued_on or day)),
        recipients=letterhead.recipients(unit),
        year=_year_of(round_.plan, [result.enrolment.block for result in results]),
        issuer_line=letterhead.author_of(unit).upper(),
        unit=unit.name,
        grounds=listed([*basis_of(plan), cited(plan), _PROPOSED], end=","),
        executors=_EXECUTORS,
        totals=_totals(scale, [result.grade_key for result in results], len(results)),
        rows=tuple(
            ResultRow(
                full_name=str(result.enrolment.subject),
                branch=result.enrolment.unit.name,
                grade=titles.get(result.grade_key, result.grade_key),
            )
            for result in results
        ),
        replaces=_cited_by(unit, replaced) if replaced else "",
    )


def correction_context(complaint: Complaint, day: date) -> Correction:
    """The decision by which a re-review corrects a published result."""
    result, round_ = complaint.result, complaint.result.round
    unit = Unit.objects.select_related("type").get(pk=complaint.decided_in.pk)
    titles = {grade.key: grade.title for grade in pack_of(round_.plan).active_scale.grades}
    entry, first = decision_entry(complaint), decision_entry(round_)
    plan = _plan_of(unit, round_.plan)
    holds = first is not None and first.voided_at is None
    corrects = _cited_by(unit, first) if first and holds else ""
    grounds = [*basis_of(plan), cited(plan)]
    if first and corrects:
        issued = number_and_day(first.code, first.issued_on)
        grounds += [f"Căn cứ Quyết định số {issued} của {letterhead.author_of(first.unit)}"]
    return Correction(
        heading=numbered(
            unit, DocumentKind.DECISION, complaint.decision_no, entry.issued_on if entry else None
        ),
        signature=letterhead.signature(unit, signer_on(unit, entry, day)),
        recipients=letterhead.recipients(unit),
        year=_year_of(round_.plan, [result.enrolment.block]),
        issuer_line=letterhead.author_of(unit).upper(),
        unit=unit.name,
        grounds=listed([*grounds, _LOOKED_AGAIN], end=","),
        executors=_EXECUTORS,
        corrects=corrects,
        rows=(
            CorrectedRow(
                full_name=str(result.enrolment.subject),
                branch=result.enrolment.unit.name,
                old_grade=titles.get(complaint.old_grade, "Không xếp loại"),
                grade=titles.get(complaint.new_grade, complaint.new_grade),
            ),
        ),
    )


def minutes_context(meeting: Meeting) -> Minutes:
    """The minutes of one meeting of a branch, with the votes taken there."""
    round_ = meeting.round
    unit = Unit.objects.select_related("type").get(pk=round_.unit_id)
    plan = round_.plan
    scale = pack_of(plan).active_scale
    lines = lines_of(round_)
    voted = _voted_at(meeting, lines, pack_of(plan))
    quorum = quorum_of(meeting)
    present = meeting.attendances.filter(presence=Presence.PRESENT).count()
    held = timezone.localdate(meeting.held_at)
    return Minutes(
        heading=letterhead.heading(unit, kind=DocumentKind.MINUTES, issued_on=held),
        recipients=(f"{letterhead.author_of(round_.approver)} (báo cáo)", "Lưu"),
        branch=unit.name,
        year=_year_of(plan, [line.result.enrolment.block for line in lines]),
        started_at=meeting.held_at,
        ended_at=meeting.closed_at,
        place=meeting.place,
        chair=str(meeting.chair or ""),
        secretary=str(meeting.secretary or ""),
        members=quorum.called,
        present=present,
        needed=quorum.needed,
        absent=_absent(meeting.pk),
        guests=(),
        proceedings=(*_again(meeting), *_PROCEEDINGS),
        grades=tuple(grade.short for grade in scale.grades),
        rows=tuple(_vote_row(line, scale, result) for line, result in voted),
        unrated=_unrated(lines),
        totals=_totals(
            scale, [one.proposal for _, one in voted if one and one.proposal], len(voted)
        ),
        conclusion=(
            *_undecided([one for _, one in voted if one is None or not one.proposal], len(voted)),
            *_settled(meeting, lines, scale),
            f"Đề nghị {round_.approver.name} xem xét, công nhận kết quả xếp loại.",
        ),
    )


def _unrated(lines: Iterable[Line]) -> tuple[Unrated, ...]:
    return tuple(
        Unrated(
            full_name=line.name,
            reason=line.result.population_reason or line.result.get_population_display(),
            opinion=line.result.comment,
        )
        for line in lines
        if line.result.population != Population.RATED
    )


def _voted_at(
    meeting: Meeting, lines: Sequence[Line], pack: Pack
) -> list[tuple[Line, Tally | None]]:
    """The rated members with the votes of this very meeting, and what these come to.

    The first meeting is called on everybody: all have a line, whatever meetings follow (None: not
    voted on). A further one has lines for those voted on there, and no others.
    """
    rated = [line for line in lines if line.result.population == Population.RATED]
    rule, scale = meeting_of(pack), pack.active_scale
    assert rule is not None  # the meeting was held by it
    cast = {one.enrolment_id: Ballots(one.votes, one.blank) for one in meeting.ballots.all()}
    present = meeting.attendances.filter(presence=Presence.PRESENT).count()
    found: list[tuple[Line, Tally | None]] = []
    for line in rated:
        ballots = cast.get(line.result.enrolment_id)
        if ballots is not None and ballots.total:
            counted = replace(line, votes=ballots.votes, blank=ballots.blank)
            found.append((counted, tally(rule, scale, ballots, present=present)))
        elif meeting.number == 1:
            found.append((replace(line, votes={}, blank=0), None))
    return found


def _settled(meeting: Meeting, lines: Sequence[Line], scale: Scale) -> Iterable[str]:
    """What the committee proposes unlike the votes or the rules, and why: in the last minutes."""
    round_ = meeting.round
    if meetings_of(round_.pk)[-1].pk != meeting.pk:
        return
    rated = [line for line in lines if line.result.population == Population.RATED]
    unlike = [line for line in rated if line.departs or line.result.is_against_vote]
    if any(line.result.is_against_vote for line in unlike):
        counts = Counter(line.proposed.key for line in rated if line.proposed)
        told = "; ".join(f"{one.short} {counts[one.key]:02d}" for one in scale.grades)
        yield f"Ban Chấp hành chi đoàn chốt đề nghị: {told}."
    if unlike:
        yield f"{len(unlike):02d} đoàn viên có mức đề nghị khác biểu quyết hoặc khác quy tắc:"
    yield from map(_unlike, unlike)
    if round_.cap_reason and any(status.over for _, status in caps_of(round_, scale)):
        yield f"Lý do vượt hạn mức: {round_.cap_reason.rstrip('. ')}."


def _unlike(line: Line) -> str:
    """One member's proposal, what it is unlike, and why."""
    parts = ["khác kết quả biểu quyết"] if line.result.is_against_vote else []
    if line.departs:
        parts.append(f"theo quy tắc: {line.ruled.short if line.ruled else 'chưa khớp mức nào'}")
    given = line.proposed.short if line.proposed else ""
    reason = line.result.proposal_reason.rstrip(". ") or "chưa ghi"
    return f"- {line.name}: {given} ({'; '.join(parts)}). Lý do: {reason}."


def _again(meeting: Meeting) -> tuple[str, ...]:
    if meeting.number == 1:
        return ()
    reason = meeting.reason.rstrip(".")
    return (f"Chi đoàn họp lần {meeting.number}. Lý do: {reason}.", _VOTED_HERE)


def decision_entry(decided: Round | Complaint) -> RegisterEntry | None:
    """The line of the register of the decision on a round, or of the correction of a complaint."""
    day = round_decided_on(decided) if isinstance(decided, Round) else decided.decision_on
    if not decided.decision_no or day is None:
        return None
    return entry_of(decided.decided_in, DocumentKind.DECISION, decided.decision_no, day)


def lacks_decision(decided: Round | Complaint) -> bool:
    """Whether what was decided stands on no decision: none was issued, or it is void."""
    if not decided.decision_no:
        return True
    entry = decision_entry(decided)
    return entry is not None and entry.voided_at is not None


def number_and_day(code: str, day: date) -> str:
    """A decision as papers cite it: “01-QĐ/ĐTN ngày 20/11/2026”."""
    return f"{code} ngày {full_date(day)}"


def _cited_by(unit: Unit, entry: RegisterEntry) -> str:
    """An earlier decision as one of `unit` cites it: with who issued it, if that is another."""
    of = f" của {letterhead.author_of(entry.unit)}" if entry.unit_id != unit.pk else ""
    return f"{number_and_day(entry.code, entry.issued_on)}{of}"


def rounds_together(round_: Round) -> list[Round]:
    """The rounds under the decision of this one; before that, those it would publish."""
    unit = round_.issuer_id or round_.approver_id
    same = Round.objects.filter(decided_in(unit), programme=round_.programme_id)
    if round_.decision_no:
        found = same.filter(decision_no=round_.decision_no, decision_on=round_.decision_on)
    else:
        found = same.filter(state=RoundState.APPROVED) | same.filter(pk=round_.pk)
    return list(found.select_related("unit", "programme"))


def round_decided_on(round_: Round) -> date | None:
    """The day of the decision; of rounds published before it was kept, that of publication."""
    if round_.decision_on:
        return round_.decision_on
    return timezone.localdate(round_.published_at) if round_.published_at else None


def numbered(unit: Unit, kind: DocumentKind, code: str, issued_on: date | None) -> Heading:
    """The block on top with a printed code (“41-QĐ/ĐTN”); dots while there is none."""
    found = _CODE.match(code)
    return letterhead.heading(
        unit,
        kind=kind,
        symbol=found[2] if found else "",
        number=int(found[1]) if found else None,
        issued_on=issued_on,
    )


def signer_on(unit: Unit, entry: RegisterEntry | None, day: date) -> letterhead.Signer:
    """Who signed what the register holds, else who signs for the unit on a day."""
    if entry is None:
        return letterhead.signer_of(unit, day)
    deputy = "phó" in entry.signer_post.lower()
    return letterhead.Signer(entry.signer_name, entry.signer_post, entry.signer_id, deputy)


def _year_of(plan: Plan, blocks: Iterable[str]) -> str:
    labels = (schedule_for(plan, block).label for block in set(blocks))
    return shared_year(labels, plan.programme.year)


def _undecided(tallies: Sequence[Tally | None], whole: int) -> Iterable[str]:
    """How many the votes name no grade for, of the `whole` that has a line, and why."""
    words = Counter(
        "chưa biểu quyết" if one is None
        else one.word.lower() if one.valid
        else "có số phiếu chưa khớp số người có mặt"
        for one in tallies
    )  # fmt: skip
    if words:
        told = (f"{n:02d} đoàn viên {word} ({rate(n, whole)})" for word, n in words.items())
        yield f"Biểu quyết chưa chọn được mức: {'; '.join(told)}."


def _totals(scale: Scale, grades: Sequence[str], whole: int) -> tuple[GradeCount, ...]:
    """How many have each grade, and their share of the `whole`: all people that have a line."""
    counts = Counter(grades)
    return tuple(
        GradeCount(grade=g.title, people=counts[g.key], share=rate(counts[g.key], whole))
        for g in scale.grades
    )


def _vote_row(line: Line, scale: Scale, voted: Tally | None) -> VoteRow:
    return VoteRow(
        full_name=line.name,
        self_grade=line.self_grade.short if line.self_grade else "",
        votes=tuple(int(line.votes.get(grade.key, 0)) for grade in scale.grades),
        blank=line.blank or 0,
        proposal=voted.word if voted and voted.valid else "",
        comment=line.result.comment,
    )


def _absent(meeting_id: int) -> tuple[Absence, ...]:
    rows = MeetingAttendance.objects.filter(meeting=meeting_id).exclude(presence=Presence.PRESENT)
    found = rows.order_by("person__sort_key").values_list("person__full_name", "reason")
    return tuple(
        Absence(full_name=name, reason=reason or "không rõ lý do") for name, reason in found
    )


def listed(texts: Sequence[str], *, end: str) -> tuple[str, ...]:
    """Punctuate grounds: a semicolon after each, ``end`` after the last."""
    bare = [text.rstrip(" .,;") for text in texts]
    return tuple(f"{text}{end if text is bare[-1] else ';'}" for text in bare)


def basis_of(plan: Plan) -> list[str]:
    """The documents a plan carries out, as grounds of a paper."""
    return [f"Căn cứ {text}" for text in pack_of(plan).basis]


def cited(plan: Plan) -> str:
    """A plan as a ground of another paper, by its number and day."""
    number = f" số {plan.number}" if plan.number else ""
    day = f" ngày {full_date(plan.issued_on)}" if plan.issued_on else ""
    return f"Căn cứ Kế hoạch{number}{day} của {letterhead.author_of(plan.unit)}"


def _plan_of(unit: Unit, plan: Plan) -> Plan:
    """The plan a unit itself decides by: its own, or the nearest above, on the way up from one."""
    while plan.parent is not None and not unit.path.startswith(plan.unit.path):
        plan = plan.parent
    return plan


_EXECUTORS = "Ban Chấp hành các chi đoàn và các đồng chí có tên trong danh sách"
_LOOKED_AGAIN = "Xét khiếu nại của đoàn viên và kết quả xem xét lại"
_PROPOSED = "Xét đề nghị của Ban Chấp hành các chi đoàn"
_VOTED_HERE = "Mục III và các tỷ lệ ở mục IV chỉ tính đoàn viên được biểu quyết tại lần họp này."
_PROCEEDINGS = (
    "Chủ trì nêu mục đích, yêu cầu, tiêu chuẩn các mức xếp loại và cách biểu quyết.",
    "Từng đoàn viên trình bày kết quả tự đánh giá; tập thể góp ý trên cơ sở minh chứng.",
    "Chi đoàn biểu quyết xếp loại từng đoàn viên thuộc diện xếp loại; kết quả ở mục III.",
)
