"""Fills the official papers: plan of a level, minutes of the meeting, decision with its list."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from django.utils import timezone

from sodoan.common.words import full_date
from sodoan.documents import letterhead
from sodoan.documents.choices import DocumentKind
from sodoan.documents.models import RegisterEntry
from sodoan.documents.papers import plan as plan_paper
from sodoan.documents.papers.evaluation import (
    Absence,
    Decision,
    Minutes,
    ResultRow,
    Unrated,
    VoteRow,
)
from sodoan.documents.papers.parts import DatedBlock, GradeCount, Heading
from sodoan.documents.queries import entry_of
from sodoan.documents.rendering.text import rate
from sodoan.org.choices import Tier
from sodoan.org.models import Unit
from sodoan.programmes.choices import Population, Presence, RoundState
from sodoan.programmes.engine.calendars import cycle_label, schedule
from sodoan.programmes.engine.frame import frame_of_judgement
from sodoan.programmes.engine.schema import Criterion, Group, Pack, Phase, Scale, Step
from sodoan.programmes.engine.votes import Ballots, tally
from sodoan.programmes.models import Meeting, MeetingAttendance, Plan, Result, Round
from sodoan.programmes.packs import pack_of, schedule_for
from sodoan.programmes.queries.approvals import Line, lines_of
from sodoan.programmes.queries.evaluation import meeting_of, meetings_of, quorum_of
from sodoan.programmes.queries.papers import year_words

_CODE = re.compile(r"^(\d+)-(.+)$")


def decision_context(round_: Round, day: date) -> Decision:
    """The decision a round is published by, with everybody it names; a draft before that.

    A draft names all rounds of the same unit and programme that are approved and not published.
    """
    unit = Unit.objects.select_related("type").get(pk=round_.approver_id)
    rounds = _together(round_)
    scale = pack_of(round_.plan).active_scale
    titles = {grade.key: grade.title for grade in scale.grades}
    results = list(
        Result.objects.filter(round__in=rounds, population=Population.RATED)
        .exclude(grade_key="")
        .select_related("enrolment__person", "enrolment__appointment__person", "enrolment__unit")
        .order_by("enrolment__unit__sort_key", "enrolment__unit", "enrolment__person__sort_key")
    )
    entry = entry_of(unit, DocumentKind.DECISION, round_.decision_no, _day_of(round_) or day)
    issued_on = entry.issued_on if entry else _day_of(round_)
    basis = [f"Căn cứ {text}" for text in pack_of(round_.plan).basis]
    return Decision(
        heading=_heading(unit, DocumentKind.DECISION, round_.decision_no, issued_on),
        signature=letterhead.signature(unit, _signer(unit, entry, issued_on or day)),
        recipients=letterhead.recipients(unit),
        year=_year_of(round_.plan, [result.enrolment.block for result in results]),
        issuer_line=letterhead.author_of(unit).upper(),
        unit=unit.name,
        grounds=_listed([*basis, "Xét đề nghị của Ban Chấp hành các chi đoàn"], end=","),
        executors="Ban Chấp hành các chi đoàn và các đồng chí có tên trong danh sách",
        totals=_totals(scale, [result.grade_key for result in results]),
        rows=tuple(
            ResultRow(
                full_name=str(result.enrolment.subject),
                branch=result.enrolment.unit.name,
                grade=titles.get(result.grade_key, result.grade_key),
            )
            for result in results
        ),
    )


def minutes_context(meeting: Meeting) -> Minutes:
    """The minutes of one meeting of a branch, with the votes taken there."""
    round_ = meeting.round
    unit = Unit.objects.select_related("type").get(pk=round_.unit_id)
    plan = round_.plan
    scale = pack_of(plan).active_scale
    lines = lines_of(round_)
    rated = _voted_at(meeting, lines, pack_of(plan))
    others = [line for line in lines if line.result.population != Population.RATED]
    quorum = quorum_of(meeting)
    present = meeting.attendances.filter(presence=Presence.PRESENT).count()
    held = timezone.localdate(meeting.held_at)
    return Minutes(
        heading=letterhead.heading(unit, kind=DocumentKind.MINUTES, issued_on=held),
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
        rows=tuple(_vote_row(line, scale) for line in rated),
        unrated=tuple(
            Unrated(
                full_name=line.name,
                reason=line.result.population_reason or line.result.get_population_display(),
                opinion=line.result.comment,
            )
            for line in others
        ),
        totals=_totals(scale, [line.proposed.key for line in rated if line.proposed]),
        conclusion=(f"Đề nghị {round_.approver.name} xem xét, công nhận kết quả xếp loại.",),
    )


def _voted_at(meeting: Meeting, lines: Sequence[Line], pack: Pack) -> list[Line]:
    """The rated members with the votes of this very meeting.

    What a closed meeting proposed follows from its votes; members it did not vote on are left out.
    """
    rated = [line for line in lines if line.result.population == Population.RATED]
    if len(meetings_of(meeting.round_id)) == 1:
        return rated
    rule, scale = meeting_of(pack), pack.active_scale
    assert rule is not None  # the meeting was held by it
    cast = {one.enrolment_id: Ballots(one.votes, one.blank) for one in meeting.ballots.all()}
    present = meeting.attendances.filter(presence=Presence.PRESENT).count()
    found = []
    for line in rated:
        ballots = cast.get(line.result.enrolment_id)
        if ballots is None or not ballots.total:
            continue
        voted = tally(rule, scale, ballots, present=present).proposal
        proposed = scale.grade(voted) if voted else None
        found.append(replace(line, votes=ballots.votes, blank=ballots.blank, proposed=proposed))
    return found


def _again(meeting: Meeting) -> tuple[str, ...]:
    if meeting.number == 1:
        return ()
    return (f"Chi đoàn họp lần {meeting.number}. Lý do: {meeting.reason.rstrip('.')}.",)


def plan_context(plan: Plan, day: date) -> plan_paper.Plan:
    """The plan of one level as its own document; what each level added is named."""
    pack = pack_of(plan)
    unit = Unit.objects.select_related("type").get(pk=plan.unit_id)
    entry = entry_of(unit, DocumentKind.PLAN, plan.number, plan.issued_on or day)
    issued_on = plan.issued_on
    year = str(plan.programme.year)
    author = letterhead.author_of(unit)
    return plan_paper.Plan(
        heading=_heading(unit, DocumentKind.PLAN, plan.number, issued_on),
        signature=letterhead.signature(unit, _signer(unit, entry, issued_on or day)),
        recipients=letterhead.recipients(unit),
        year=year,
        author=author,
        grounds=_listed(_grounds(plan, pack), end="."),
        purposes=_PURPOSES,
        requirements=tuple(_requirements(pack)),
        subjects=tuple(_subjects(pack, unit)),
        categories=tuple(_categories(pack)),
        periods=tuple(_period(pack, at, plan.programme.year) for at in range(len(pack.calendars))),
        groups=tuple(_group(group, pack, unit) for group in pack.groups),
        steps=tuple(_plan_steps(pack, plan.programme.year)),
        duties=tuple(_duties(unit)),
        closing=(
            f"Trên đây là Kế hoạch thực hiện {plan.programme.title}. {author} đề nghị các đơn vị, "
            "chi đoàn triển khai nghiêm túc và báo cáo kết quả đúng thời gian quy định"
        ),
    )


def _together(round_: Round) -> list[Round]:
    same = Round.objects.filter(programme=round_.programme_id, approver=round_.approver_id)
    if round_.decision_no:
        found = same.filter(decision_no=round_.decision_no)
    else:
        found = same.filter(state=RoundState.APPROVED) | same.filter(pk=round_.pk)
    return list(found.select_related("unit", "programme"))


def _day_of(round_: Round) -> date | None:
    return timezone.localdate(round_.published_at) if round_.published_at else None


def _heading(unit: Unit, kind: DocumentKind, code: str, issued_on: date | None) -> Heading:
    """The block on top with a printed code (“41-QĐ/ĐTN”); dots while there is none."""
    found = _CODE.match(code)
    return letterhead.heading(
        unit,
        kind=kind,
        symbol=found[2] if found else "",
        number=int(found[1]) if found else None,
        issued_on=issued_on,
    )


def _signer(unit: Unit, entry: RegisterEntry | None, day: date) -> letterhead.Signer:
    if entry is None:
        return letterhead.signer_of(unit, day)
    deputy = "phó" in entry.signer_post.lower()
    return letterhead.Signer(entry.signer_name, entry.signer_post, entry.signer_id, deputy)


def _year_of(plan: Plan, blocks: Iterable[str]) -> str:
    """The cycle when all members named follow one calendar, else the year of the programme."""
    labels = {schedule_for(plan, block).label for block in set(blocks)}
    label = labels.pop() if len(labels) == 1 else f"năm {plan.programme.year}"
    return year_words(label)


def _totals(scale: Scale, grades: Sequence[str]) -> tuple[GradeCount, ...]:
    counts = Counter(grades)
    whole = sum(counts[grade.key] for grade in scale.grades)
    return tuple(
        GradeCount(grade=g.title, people=counts[g.key], share=rate(counts[g.key], whole))
        for g in scale.grades
    )


def _vote_row(line: Line, scale: Scale) -> VoteRow:
    return VoteRow(
        full_name=line.name,
        self_grade=line.self_grade.short if line.self_grade else "",
        votes=tuple(int(line.votes.get(grade.key, 0)) for grade in scale.grades),
        blank=line.blank or 0,
        proposal=line.proposed.short if line.proposed else "",
        comment=line.result.comment,
    )


def _absent(meeting_id: int) -> tuple[Absence, ...]:
    rows = MeetingAttendance.objects.filter(meeting=meeting_id).exclude(presence=Presence.PRESENT)
    found = rows.order_by("person__sort_key").values_list("person__full_name", "reason")
    return tuple(
        Absence(full_name=name, reason=reason or "không rõ lý do") for name, reason in found
    )


def _listed(texts: Sequence[str], *, end: str) -> tuple[str, ...]:
    """Punctuate grounds: a semicolon after each, ``end`` after the last."""
    bare = [text.rstrip(" .,;") for text in texts]
    return tuple(f"{text}{end if text is bare[-1] else ';'}" for text in bare)


def _grounds(plan: Plan, pack: Pack) -> list[str]:
    grounds = [f"Căn cứ {text}" for text in pack.basis]
    if plan.parent is not None:
        number = f" số {plan.parent.number}" if plan.parent.number else ""
        day = f" ngày {full_date(plan.parent.issued_on)}" if plan.parent.issued_on else ""
        author = letterhead.author_of(plan.parent.unit)
        grounds.append(f"Căn cứ Kế hoạch{number}{day} của {author}")
    return grounds


def _requirements(pack: Pack) -> list[str]:
    given = [pack.texts.form_intro, pack.texts.orientation]
    return [text.rstrip(".") + "." for text in given if text] + [_HONEST]


def _subjects(pack: Pack, unit: Unit) -> list[str]:
    who = f"Toàn thể đoàn viên đang sinh hoạt tại {unit.name} và các đơn vị trực thuộc"
    if unit.type.tier == Tier.BRANCH:
        who = f"Toàn thể đoàn viên đang sinh hoạt tại {unit.name}"
    kinds = "; ".join(category.title.lower() for category in pack.categories)
    return [f"{who}, gồm các đối tượng: {kinds}." if kinds else f"{who}."]


def _categories(pack: Pack) -> list[plan_paper.PlanCategory]:
    found = []
    for category in pack.categories:
        own = [
            criterion.title[:1].lower() + criterion.title[1:]
            for criterion in chain.from_iterable(group.criteria for group in pack.groups)
            if category.key in criterion.categories
        ]
        if own:
            gist = "; ".join(own) + "."
            found.append(plan_paper.PlanCategory(name=category.title, gist=gist))
    return found


def _period(pack: Pack, at: int, year: int) -> DatedBlock:
    calendar = pack.calendars[at]
    phases = schedule(calendar, year).phases
    name = f"{calendar.title} ({cycle_label(calendar, year)})"
    return DatedBlock(block=name, starts_on=phases[0].start, ends_on=phases[-1].end)


def _group(group: Group, pack: Pack, unit: Unit) -> plan_paper.PlanGroup:
    least = len(group.criteria) if group.minimum == "all" else group.minimum
    rows = tuple(_criterion(criterion, pack, unit) for criterion in group.criteria)
    return plan_paper.PlanGroup(name=group.title, minimum=least, criteria=rows)


def _criterion(criterion: Criterion, pack: Pack, unit: Unit) -> plan_paper.PlanCriterion:
    titles = [pack.category(key).title for key in criterion.categories]
    text = f"{criterion.title} ({', '.join(titles)})" if titles else criterion.title
    measures = criterion.measures[:1]
    top = pack.groups[0].criteria[0].origin if pack.groups[0].criteria else None
    added = criterion.origin if criterion.origin != top else None
    return plan_paper.PlanCriterion(
        text=f"{text} (bắt buộc)" if criterion.required else text,
        measure="".join(f"{one.quantity} {one.unit}" for one in measures),
        added_by=(unit.name if added.unit == unit.name else added.label) if added else "",
    )


def _plan_steps(pack: Pack, year: int) -> list[plan_paper.PlanStep]:
    return [
        plan_paper.PlanStep(
            name=phase.title,
            dates=tuple(
                DatedBlock(block=c.title, starts_on=p.start.on(year), ends_on=p.end.on(year))
                for c in pack.calendars
                for p in c.phases
                if p.key == phase.key
            ),
            tasks=tuple(_tasks(pack, phase)),
            frame=tuple(frame_of_judgement(pack)) if phase.key == "evaluate" else (),
        )
        for phase in pack.calendars[0].phases
    ]


def _tasks(pack: Pack, phase: Phase) -> list[str]:
    tasks = list(_TASKS.get(phase.key, ()))
    if phase.key == "register":
        tasks += [
            f"Định hướng nội dung {group.short}: {hint.text}"
            for group in pack.groups
            for hint in group.orientations
        ]
    tasks += [_step_task(step) for step in pack.steps if step.phase == phase.key]
    return tasks


def _step_task(step: Step) -> str:
    return f"{step.title}{f' trong {step.days} ngày' if step.days else ''}."


def _duties(unit: Unit) -> list[plan_paper.PlanDuty]:
    own = plan_paper.PlanDuty(body=unit.name, tasks=_OWN_DUTIES)
    branch = plan_paper.PlanDuty(body="Chi đoàn", tasks=_BRANCH_DUTIES)
    member = plan_paper.PlanDuty(body="Đoàn viên", tasks=_MEMBER_DUTIES)
    return [branch, member] if unit.type.tier == Tier.BRANCH else [own, branch, member]


_PROCEEDINGS = (
    "Chủ trì nêu mục đích, yêu cầu, tiêu chuẩn các mức xếp loại và cách biểu quyết.",
    "Từng đoàn viên trình bày kết quả tự đánh giá; tập thể góp ý trên cơ sở minh chứng.",
    "Chi đoàn biểu quyết xếp loại từng đoàn viên thuộc diện xếp loại; kết quả ở mục III.",
)
_PURPOSES = (
    "Giúp mỗi đoàn viên tự đặt mục tiêu rèn luyện cụ thể, phù hợp với công việc, học tập của mình.",
    "Nâng cao chất lượng đoàn viên và chất lượng sinh hoạt của chi đoàn.",
    "Có căn cứ thống nhất để đánh giá, xếp loại đoàn viên hằng năm.",
)
_HONEST = "Đánh giá công khai, dựa trên việc làm và minh chứng; không chạy theo thành tích."
_TASKS = {
    "register": (
        "Ban Chấp hành chi đoàn phổ biến kế hoạch, định hướng nội dung rèn luyện.",
        "Đoàn viên đăng ký việc làm cụ thể, đo được; chi đoàn góp ý, duyệt và tổng hợp.",
        "Lập hai bản phiếu đăng ký: đoàn viên giữ một bản, Ban Chấp hành chi đoàn giữ một bản.",
    ),
    "support": (
        "Đoàn viên thực hiện, ghi lại kết quả và minh chứng.",
        "Chi đoàn trao đổi với từng đoàn viên mỗi quý, kịp thời giúp đỡ người gặp khó khăn.",
    ),
    "evaluate": (),
}
_OWN_DUTIES = (
    "Phổ biến, hướng dẫn và kiểm tra các đơn vị thực hiện.",
    "Duyệt, công bố kết quả xếp loại và giải quyết khiếu nại đúng thời hạn.",
    "Tổng hợp số liệu, báo cáo cấp trên.",
)
_BRANCH_DUTIES = (
    "Triển khai đến từng đoàn viên; tổ chức đăng ký, trao đổi hằng quý, họp đánh giá.",
    "Chuyển kết quả lên cấp trên đúng thời hạn.",
)
_MEMBER_DUTIES = ("Đăng ký, thực hiện và tự đánh giá trung thực.",)
