"""Long work of programmes, run by the job centre: papers as one ZIP, drafts of a whole scope."""

import zipfile
from collections.abc import Callable, Iterator
from functools import partial

from django.db.models import QuerySet

from sodoan.common.permissions import allowed
from sodoan.common.words import number
from sodoan.documents.choices import PaperKey
from sodoan.documents.papers import kinds
from sodoan.documents.papers.workbooks import branch_summary_xlsx
from sodoan.documents.queries import template_for
from sodoan.jobs.kinds import Outcome
from sodoan.jobs.work import Work
from sodoan.org.choices import Capability
from sodoan.org.models import Unit
from sodoan.programmes.actions.registration import open_enrolments
from sodoan.programmes.choices import RoundState
from sodoan.programmes.models import Enrolment, Plan, Programme, Round
from sodoan.programmes.queries import issued, papers
from sodoan.programmes.queries.evaluation import meetings_of

PAPERS = "programmes.papers"
DRAFTS = "programmes.drafts"
PAPER_CAPABILITIES = (Capability.SUPPORT, Capability.VIEW_RESULTS)
_Part = tuple[str, str, Callable[[], bytes]]  # name on disk, name in the ZIP, how it is made


def papers_zip(work: Work) -> Outcome:
    """Every paper that exists of the branches below a unit, one file after the other."""
    unit = Unit.objects.get(pk=work.job.args["unit"])
    programme = Programme.objects.get(pk=work.job.args["programme"])
    parts = [
        part for branch in _branches(unit, programme) for part in _papers(work, branch, programme)
    ]
    made = []
    for done, (key, name, make) in enumerate(parts):
        work.told(done, len(parts))
        made.append((work.part(key, make), name))
    with work.result() as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as bundle:
        for path, name in made:
            bundle.write(path, name)
    work.told(len(parts), len(parts))
    words = f"Đã gói {number(len(parts))} giấy tờ: {unit.name}"
    return Outcome(words, file_name=f"Giấy tờ rèn luyện {unit.name}.zip".replace("/", "-"))


def open_drafts(work: Work) -> Outcome:
    """Open the registration sheets of a programme below a unit, in one statement."""
    plan = Plan.objects.select_related("programme", "unit").get(pk=work.job.args["plan"])
    opened = open_enrolments(plan.programme, by=work.by, unit=plan.unit)
    work.told(1, 1)
    words = f"Đã mở {number(opened)} phiếu đăng ký: {plan.programme.title}"
    url = f"/ren-luyen/so-lieu/?chuong-trinh={plan.programme_id}&don-vi={plan.unit_id}"
    return Outcome(words[:200], url=url)


def _branches(unit: Unit, programme: Programme) -> QuerySet[Unit]:
    taking_part = Enrolment.objects.filter(programme=programme, person__isnull=False)
    below = Unit.objects.under(unit).filter(pk__in=taking_part.values("unit"))
    found: QuerySet[Unit] = below.select_related("type", "parent").order_by("path")
    return found


def _papers(work: Work, branch: Unit, programme: Programme) -> Iterator[_Part]:
    """The papers of one branch; its name in the ZIP carries its code, names may repeat."""
    folder = f"{branch.code} {branch.name}".replace("/", "-")
    for key, name, make in (
        ("sheets", "Phiếu đăng ký (2 bản).docx", _sheets),
        ("summary", "Tổng hợp đăng ký.docx", _summary),
        ("table", "Tổng hợp đăng ký.xlsx", _table),
    ):
        yield f"{branch.pk}-{key}", f"{folder}/{name}", partial(make, work, branch, programme)
    rounds = Round.objects.filter(unit=branch, programme=programme).select_related(
        "unit__type", "unit__parent", "programme", "approver__type"
    )
    for round_ in rounds:
        key = f"{branch.pk}-{round_.pk}"
        calendar = round_.title.removeprefix(branch.name)
        for meeting in meetings_of(round_.pk):
            meeting.round = round_
            if not allowed(work.by, "programmes.read_minutes", meeting):
                continue
            again = f" lần {meeting.number}" if meeting.number > 1 else ""
            name = f"{folder}/Biên bản họp đánh giá{calendar}{again}.docx"
            yield (
                f"{key}-minutes-{meeting.number}",
                name,
                partial(issued.minutes_paper, meeting),
            )
        if round_.state in {RoundState.APPROVED, RoundState.PUBLISHED} and work.by.covers(
            Capability.APPROVE, branch.path
        ):
            yield (
                f"{key}-decision",
                f"{folder}/Quyết định{calendar}.docx",
                partial(_decision, work, round_),
            )


def _sheets(work: Work, branch: Unit, programme: Programme) -> bytes:
    members = papers.enrolments_of_branch(branch, programme.pk)
    sheets = papers.registration_sheets(branch, members, work.by.on)
    return kinds.registration_sheets(sheets, template_for(branch, PaperKey.REGISTRATION))


def _summary(work: Work, branch: Unit, programme: Programme) -> bytes:
    members = papers.enrolments_of_branch(branch, programme.pk)
    context = papers.branch_summary(branch, members, work.by.on)
    return kinds.branch_summary(context, template_for(branch, PaperKey.SUMMARY))


def _table(work: Work, branch: Unit, programme: Programme) -> bytes:
    members = papers.enrolments_of_branch(branch, programme.pk)
    return branch_summary_xlsx(papers.branch_summary(branch, members, work.by.on))


def _decision(work: Work, round_: Round) -> bytes:
    return issued.decision_paper(round_, work.by.on)
