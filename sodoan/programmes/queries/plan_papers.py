"""Fills the plan of one level as its own document."""

from datetime import date
from itertools import chain

from sodoan.documents import letterhead
from sodoan.documents.choices import DocumentKind
from sodoan.documents.papers import plan as plan_paper
from sodoan.documents.papers.parts import DatedBlock
from sodoan.documents.queries import entry_of
from sodoan.org.choices import Tier
from sodoan.org.models import Unit
from sodoan.programmes.engine.calendars import cycle_label, schedule
from sodoan.programmes.engine.frame import frame_of_judgement
from sodoan.programmes.engine.schema import Criterion, Group, Pack, Phase, Step
from sodoan.programmes.engine.wording import say_form_intro
from sodoan.programmes.models import Plan
from sodoan.programmes.packs import pack_of
from sodoan.programmes.queries.official import basis_of, cited, listed, numbered, signer_on


def plan_context(plan: Plan, day: date) -> plan_paper.Plan:
    """The plan of one level as its own document; what each level added is named."""
    pack = pack_of(plan)
    unit = Unit.objects.select_related("type").get(pk=plan.unit_id)
    entry = entry_of(unit, DocumentKind.PLAN, plan.number, plan.issued_on or day)
    issued_on = plan.issued_on
    author = letterhead.author_of(unit)
    return plan_paper.Plan(
        heading=numbered(unit, DocumentKind.PLAN, plan.number, issued_on),
        signature=letterhead.signature(unit, signer_on(unit, entry, issued_on or day)),
        recipients=letterhead.recipients(unit),
        programme=pack.title,
        year=str(plan.programme.year),
        author=author,
        grounds=listed(_grounds(plan), end="."),
        purposes=_PURPOSES,
        requirements=tuple(_requirements(pack)),
        subjects=tuple(_subjects(pack, unit)),
        categories=tuple(_categories(pack)),
        periods=tuple(_period(pack, at, plan.programme.year) for at in range(len(pack.calendars))),
        groups=tuple(_group(group, pack, unit) for group in pack.groups),
        steps=tuple(_plan_steps(pack, plan.programme.year)),
        duties=tuple(_duties(unit, _often(pack))),
        closing=(
            f"Trên đây là Kế hoạch thực hiện {plan.programme.title}. {author} đề nghị"
            f" {_CLOSING_BRANCH if unit.type.tier == Tier.BRANCH else _CLOSING}"
        ),
    )


def _grounds(plan: Plan) -> list[str]:
    return [*basis_of(plan), *([cited(plan.parent)] if plan.parent else [])]


def _requirements(pack: Pack) -> list[str]:
    given = [say_form_intro(pack), pack.texts.orientation]
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
    often = _often(pack)
    tasks = [task.format(often=often) for task in _TASKS.get(phase.key, ())]
    if phase.key == "register":
        tasks += [
            f"Định hướng nội dung {group.short}: {hint.text}"
            for group in pack.groups
            for hint in group.orientations
        ]
    tasks += [_step_task(step) for step in pack.steps if step.phase == phase.key]
    return tasks


def _often(pack: Pack) -> str:
    """How often a branch talks with its members, by the first calendar that says so."""
    rhythms = (calendar.reviews.every for calendar in pack.calendars if calendar.reviews)
    return _OFTEN.get(next(rhythms, ""), "trong năm")


def _step_task(step: Step) -> str:
    return f"{step.title}{f' trong {step.days} ngày' if step.days else ''}."


def _duties(unit: Unit, often: str) -> list[plan_paper.PlanDuty]:
    """Who does what below the plan: S0 III and V, from the unit that issues it down to members."""
    tier = unit.type.tier
    tasks_of_branch = tuple(task.format(often=often) for task in _BRANCH_DUTIES)
    branch = plan_paper.PlanDuty(body="Chi đoàn", tasks=tasks_of_branch)
    member = plan_paper.PlanDuty(body="Đoàn viên", tasks=_MEMBER_DUTIES)
    if tier == Tier.BRANCH:
        return [branch, member]
    if tier == Tier.SECTION:
        tasks: tuple[str, ...] = (_SPREAD, _REPORT)
    elif tier >= Tier.COMMUNE:
        tasks = (_SPREAD, *_GRASSROOTS_DUTIES, _REPORT)
    else:
        report = f"Báo cáo {unit.name} kết quả thực hiện đúng thời gian quy định."
        below = plan_paper.PlanDuty(body="Cơ sở Đoàn", tasks=(_ADOPT, *_GRASSROOTS_DUTIES, report))
        own = plan_paper.PlanDuty(body=unit.name, tasks=(_SPREAD, _STANDARD, _REPORT))
        return [own, below, branch, member]
    return [plan_paper.PlanDuty(body=unit.name, tasks=tasks), branch, member]


_OFTEN = {"month": "hằng tháng", "quarter": "hằng quý", "half_year": "sáu tháng một lần"}
_CLOSING = "các đơn vị, chi đoàn triển khai nghiêm túc và báo cáo kết quả đúng thời gian quy định"
_CLOSING_BRANCH = "toàn thể đoàn viên đăng ký, thực hiện nghiêm túc và đúng thời gian quy định"
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
        "Chi đoàn trao đổi với từng đoàn viên {often}, kịp thời giúp đỡ người gặp khó khăn.",
    ),
    "evaluate": (),
}
_SPREAD = "Phổ biến, hướng dẫn và kiểm tra các đơn vị thực hiện."
_STANDARD = "Đưa kết quả thực hiện vào tiêu chuẩn đánh giá chất lượng cơ sở Đoàn cuối năm."
_REPORT = "Tổng hợp số liệu, báo cáo cấp trên."
_ADOPT = "Xây dựng kế hoạch thực hiện, triển khai đến từng địa bàn, khu vực, đối tượng cụ thể."
_GRASSROOTS_DUTIES = (
    "Tổ chức hoạt động tạo môi trường, điều kiện để đoàn viên rèn luyện.",
    "Kiểm tra, định hướng, giúp chi đoàn; biểu dương kịp thời đoàn viên thực hiện tốt.",
    "Duyệt hoặc trả lại, công bố kết quả xếp loại và giải quyết khiếu nại đúng thời hạn.",
)
_BRANCH_DUTIES = (
    "Triển khai đến từng đoàn viên; tổ chức đăng ký, trao đổi {often}, họp đánh giá.",
    "Chuyển kết quả lên cấp trên đúng thời hạn.",
)
_MEMBER_DUTIES = ("Đăng ký, thực hiện và tự đánh giá trung thực.",)
