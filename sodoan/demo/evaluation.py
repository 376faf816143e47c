"""Meetings, votes, approvals and publications of the demo, through the real actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

from sodoan.access.scopes import Scope, scope_of
from sodoan.demo.clock import clock_at, on
from sodoan.demo.plans import account_of, on_paper
from sodoan.demo.world import Union, World
from sodoan.documents.choices import DocumentKind
from sodoan.notices.models import Notice
from sodoan.org.choices import Block
from sodoan.org.models import Unit
from sodoan.people.models import Person
from sodoan.programmes.actions import approval, rounds
from sodoan.programmes.actions.issuing import publish_with_decision
from sodoan.programmes.actions.proposing import Proposal, save_proposals
from sodoan.programmes.actions.rounds import Present
from sodoan.programmes.choices import Population, Presence, RoundState
from sodoan.programmes.engine.caps import cap_limit
from sodoan.programmes.engine.schema import Scale
from sodoan.programmes.engine.votes import Ballots
from sodoan.programmes.models import Meeting, Plan, Result, Round
from sodoan.programmes.packs import pack_of, schedule_for
from sodoan.programmes.queries.evaluation import members_called

_PUBLISHED = "published"
_STAGES = ("meeting", "sent", "approved", _PUBLISHED)
_HALF_VOTED = 10
_MEETING_BRANCH = 2  # the branch shown in the middle of its meeting


@dataclass(frozen=True)
class Days:
    """When the branches of a union meet and send up, and when the union decides."""

    met: date
    sent: date
    decided: date


class Evaluation:
    """Brings each union as far as its stage says; of a `past` year all are published."""

    def __init__(self, world: World, root: Plan, seed: int = 5, *, past: bool = False) -> None:
        self.world = world
        self.root = root
        self.past = past
        self.random = Random(seed)  # noqa: S311 - believable, not secret

    def play(self) -> None:
        """Hold all meetings; send, approve and publish where the stage says so."""
        for union in self.world.unions:
            if self.past or union.shape.stage in _STAGES:
                self._play(union)

    def _days(self, union: Union) -> Days:
        """The branches have just met; those of a past year met when its evaluation began."""
        day = self.world.today - timedelta(days=2)
        if self.past:
            block = Block(union.shape.block).value
            day = schedule_for(self.root, block).phase("evaluate").start + timedelta(days=5)
        return Days(day, day + timedelta(days=1), day + timedelta(days=6 if self.past else 2))

    def _play(self, union: Union) -> None:
        stage = _PUBLISHED if self.past else union.shape.stage
        days, sent = self._days(union), []
        for number, (unit, people) in enumerate(union.branches):
            if stage == "meeting" and number > _MEETING_BRANCH + 1:
                continue
            by = scope_of(account_of(people[0]), days.met)
            round_ = rounds.open_round(
                self.root.programme, by=by, unit=unit, block=unit.block, approver=union.unit
            )
            unfinished = stage == "meeting" and number == _MEETING_BRANCH
            self._meet(round_, by, people, days.met, half=unfinished)
            if unfinished or (stage == "meeting" and number > _MEETING_BRANCH):
                continue
            self._propose(round_, by)
            with clock_at(on(days.sent)):
                sent.append(rounds.send_round(round_, by=by, without_self=True))
                told = Notice.objects.filter(key__startswith=f"round-{round_.pk}-sent-")
                told.update(created_at=on(days.sent))
        self._decide(union, sent, stage, days.decided)

    def _meet(
        self, round_: Round, by: Scope, people: Sequence[Person], day: date, *, half: bool
    ) -> None:
        held = on(day, time(19, 0))
        meeting = rounds.save_meeting(
            round_,
            by=by,
            held_at=held,
            closed_at=None if half else held + timedelta(hours=2, minutes=10),
            place=f"Nhà văn hóa {round_.unit.name.removeprefix('Chi đoàn ').lower()}",
            chair=people[0],
            secretary=people[1],
        )
        sheets = members_called(round_, meeting)
        called = list(Person.objects.filter(enrolments__in=sheets).order_by("pk"))
        leading = {people[0].pk, people[1].pk}
        others = [person.pk for person in called if person.pk not in leading]
        absent = set(self.random.sample(others, k=max(1, len(called) // 8)))
        rounds.save_attendance(
            meeting,
            by=by,
            people={
                person.pk: Present(Presence.EXCUSED, "Đi làm ca đêm")
                if person.pk in absent
                else Present(Presence.PRESENT)
                for person in called
            },
        )
        self._vote(meeting, by, present=len(called) - len(absent), half=half)

    def _vote(self, meeting: Meeting, by: Scope, *, present: int, half: bool) -> None:
        results = list(
            Result.objects.filter(round=meeting.round, population=Population.RATED)
            .select_related("enrolment__person")
            .order_by("enrolment__person__sort_key", "enrolment__person")
        )
        scale = pack_of(meeting.round.plan).active_scale
        keys = [grade.key for grade in scale.grades]
        grades = self._wanted(scale, results)
        chosen = results[:_HALF_VOTED] if half else results
        counted = {
            result.enrolment_id: Ballots(self._split(grades[result.pk], keys, present))
            for result in chosen
        }
        rounds.save_ballots(meeting, by=by, counted=counted)

    def _wanted(self, scale: Scale, results: Sequence[Result]) -> dict[int, str]:
        """The grade the rules give, with the cap kept: the surplus gets the grade below."""
        keys = [grade.key for grade in scale.grades]
        wanted = {result.pk: result.rule_grade or keys[2] for result in results}
        top = [pk for pk, grade in wanted.items() if grade == keys[0]]
        base = sum(grade in keys[:2] for grade in wanted.values())
        for pk in top[cap_limit(scale.caps[0], base) :]:
            wanted[pk] = keys[1]
        return wanted

    def _split(self, grade: str, keys: list[str], present: int) -> dict[str, int]:
        place = keys.index(grade)
        other = keys[place - 1] if place else keys[place + 1]
        against = self.random.randint(0, max(0, (present - 1) // 3))
        return {key: n for key, n in {grade: present - against, other: against}.items() if n}

    def _propose(self, round_: Round, by: Scope) -> None:
        """The committee follows the vote, says why it is not what the rules give, and comments."""
        given = {}
        for result in Result.objects.filter(round=round_).order_by("enrolment__person"):
            comment = self.random.choice(_COMMENTS)
            rated = result.population == Population.RATED
            given[result.pk] = (
                Proposal(result.proposed_grade, _WHY[bool(result.rule_grade)], comment)
                if rated
                else Proposal(comment=comment)
            )
        save_proposals(round_, by=by, proposals=given)

    def _decide(self, union: Union, sent: Sequence[Round], stage: str, day: date) -> None:
        by, deputy = (scope_of(account_of(officer), day) for officer in union.officers[:2])
        with clock_at(on(day)):
            self._approve(sent, stage, by, deputy)
            if self.past:  # read long ago
                Notice.objects.filter(read_at=None).update(created_at=on(day), read_at=on(day))

    def _approve(self, sent: Sequence[Round], stage: str, by: Scope, deputy: Scope) -> None:
        approved = {"meeting": 1, "sent": 3}.get(stage, len(sent))
        for round_ in sent[:approved]:
            approval.approve_results(round_, by=by)
            if round_.state == RoundState.SENT:  # what is left is the secretary's own result
                approval.approve_results(round_, by=deputy)
        if stage == _PUBLISHED:
            publish_with_decision(
                sent[:approved],
                by=by,
                issued_on=by.on,
                issuer_code="ĐTN",
                last_number=on_paper(sent[0].approver, DocumentKind.DECISION, by.on.year, 40),
            )


def unit_of_meeting(world: World) -> tuple[Unit, list[Person]]:
    """The branch in the middle of its meeting, which the demo's secretary leads."""
    union = next(one for one in world.unions if one.shape.stage == "meeting")
    return union.branches[_MEETING_BRANCH]


# Why the proposal is another than the rules give: no rule matched, or the cap was reached.
_WHY = (
    "Chưa đủ căn cứ cho mức nào theo quy tắc; chi đoàn xét việc đã làm trong năm và thống nhất.",
    "Đạt điều kiện mức cao hơn nhưng đã đủ hạn mức; chi đoàn thống nhất chọn người nổi bật hơn.",
)
_COMMENTS = (
    "Đều đặn, có trách nhiệm; cần tham gia thể thao nhiều hơn.",
    "Nhiệt tình trong các hoạt động tình nguyện, giúp đỡ bạn mới.",
    "Hoàn thành các việc đã đăng ký; cần chủ động báo kết quả sớm.",
    "Gương mẫu trong công việc, được tập thể tin cậy.",
    "Cần sắp xếp thời gian để dự sinh hoạt chi đoàn đều hơn.",
)
