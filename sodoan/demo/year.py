"""A year of the programme: registrations, evidence, talks and self-assessments, in bulk."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random

from django.db.models import F
from django.utils import timezone

from sodoan.access.scopes import scope_of
from sodoan.demo.clock import between, on
from sodoan.demo.world import Union, World
from sodoan.programmes.actions.registration import open_enrolments
from sodoan.programmes.choices import (
    EnrolmentState,
    EvidenceKind,
    EvidenceState,
    MarkOutcome,
    Standing,
    StepKey,
)
from sodoan.programmes.engine.registration import suggest_sentence
from sodoan.programmes.engine.schema import Criterion
from sodoan.programmes.models import (
    Assessment,
    Enrolment,
    Evidence,
    FactEntry,
    Mark,
    Plan,
    Pledge,
    Review,
)
from sodoan.programmes.packs import pack_of, schedule_of

# Share of members at each state of registration, by the stage of their union.
_STATES = {
    "registering": (("draft", 35), ("submitted", 25), ("returned", 4), ("accepted", 36)),
    "supporting": (("draft", 2), ("submitted", 4), ("accepted", 94)),
}
_DONE = (("accepted", 97), ("draft", 3))
_PAST = "past"
_WRITTEN = [
    "state", "submitted_at", "decided_at", "comment", "is_on_behalf", "created_at", "saved_at",
]  # fmt: skip
_EVALUATED = {"meeting", "sent", "approved", "published", _PAST}


class Year:
    """Plays one year of the programme over the whole world; a `past` one to its end everywhere."""

    def __init__(self, world: World, root: Plan, seed: int = 26, *, past: bool = False) -> None:
        self.world = world
        self.root = root
        self.past = past
        self.random = Random(seed)  # noqa: S311 - believable, not secret

    def register(self) -> None:
        """Open drafts for everybody, then fill them as far as each union has come."""
        user = self.world.leaders[0].user
        assert user is not None  # the province secretary has an account
        assert self.root.issued_on is not None  # a published plan
        day = self.root.issued_on if self.past else self.world.today
        open_enrolments(self.root.programme, by=scope_of(user, day), unit=self.world.province)
        for union in self.world.unions:
            self._register(union)

    def _register(self, union: Union) -> None:
        states, weights = zip(*self._states(union), strict=True)
        enrolments = list(self._enrolments(union))
        pledges: list[Pledge] = []
        for enrolment in enrolments:
            enrolment.state = self.random.choices(states, weights)[0]
            self._stamp(enrolment)
            if enrolment.state != EnrolmentState.DRAFT or self.random.random() < 1 / 3:
                pledges += pledges_of(enrolment, self.random)
        Enrolment.objects.bulk_create(
            enrolments, update_conflicts=True, unique_fields=["pk"], update_fields=_WRITTEN
        )
        Pledge.objects.bulk_create(pledges, batch_size=2000)

    def _stage(self, union: Union) -> str:
        return _PAST if self.past else union.shape.stage

    def _states(self, union: Union) -> Sequence[tuple[str, int]]:
        return _STATES.get(self._stage(union), _DONE)

    def support(self) -> None:
        """Evidence and quarterly talks where registrations were accepted."""
        for union in self.world.unions:
            stage = self._stage(union)
            if stage == "registering":
                continue
            accepted = [
                one for one in self._enrolments(union) if one.state == EnrolmentState.ACCEPTED
            ]
            self._evidence(accepted, stage)
            self._reviews(accepted, stage)

    def assess(self) -> None:
        """Self-assessments, and the figures of meetings and dues, where the year is over."""
        for union in self.world.unions:
            if self._stage(union) not in _EVALUATED:
                continue
            accepted = [
                one for one in self._enrolments(union) if one.state == EnrolmentState.ACCEPTED
            ]
            self._facts(accepted)
            self._self_assess(accepted, all_done=self._stage(union) != "meeting")

    def _enrolments(self, union: Union) -> Iterable[Enrolment]:
        return (
            Enrolment.objects.filter(
                programme=self.root.programme, unit__path__startswith=union.unit.path
            )
            .select_related("person__user")
            .with_plan()
            .order_by("person")
        )

    def _stamp(self, enrolment: Enrolment) -> None:
        period = schedule_of(enrolment).phase("register")
        enrolment.created_at = on(period.start)
        when = between(enrolment.created_at, period.end - timedelta(days=3), self.random)
        enrolment.saved_at = when
        if enrolment.state != EnrolmentState.DRAFT:
            enrolment.submitted_at = when
        if enrolment.state in {EnrolmentState.ACCEPTED, EnrolmentState.RETURNED}:
            decided = when + timedelta(hours=self.random.randint(2, 70))
            enrolment.decided_at = min(decided, timezone.now())
        if enrolment.state == EnrolmentState.RETURNED:
            enrolment.comment = "Bạn ghi rõ mấy lần và xong trước ngày nào ở nội dung 2 nhé."
        enrolment.is_on_behalf = (
            enrolment.state == EnrolmentState.ACCEPTED and self.random.random() < 1 / 20
        )

    def _evidence(self, enrolments: Sequence[Enrolment], stage: str) -> None:
        """Each member has a zeal of their own; most of the work is proved at the end of a year."""
        done, rows = stage in _EVALUATED, []
        unseen = 0 if stage == _PAST else 0.04 if done else 0.2
        pledges = defaultdict(list)
        for pledge in Pledge.objects.filter(enrolment__in=enrolments):
            pledges[pledge.enrolment_id].append(pledge)
        for enrolment in enrolments:
            zeal = min(1.0, max(0.2, self.random.gauss(0.88 if done else 0.3, 0.14)))
            end = schedule_of(enrolment).phase("support").end - timedelta(days=2)
            begun = enrolment.decided_at or enrolment.created_at
            for pledge in pledges[enrolment.pk]:
                if self.random.random() > zeal:
                    continue
                added = between(begun, end, self.random)
                seen = min(added + timedelta(hours=self.random.randint(3, 48)), timezone.now())
                pending = self.random.random() < unseen
                rows.append(
                    Evidence(
                        pledge=pledge,
                        kind=EvidenceKind.TEXT,
                        text=f"Đã làm: {pledge.title}.",
                        state=EvidenceState.PENDING if pending else EvidenceState.VERIFIED,
                        added_by=enrolment.person.user if enrolment.person else None,
                        added_at=added,
                        checked_post="" if pending else "Bí thư chi đoàn",
                        checked_at=None if pending else seen,
                    )
                )
        Evidence.objects.bulk_create(rows, batch_size=2000)

    def _reviews(self, enrolments: Sequence[Enrolment], stage: str) -> None:
        rows = []
        for enrolment in enrolments:
            for talk in schedule_of(enrolment).reviews:
                if talk.start > self.world.today or self.random.random() < 1 / 12:
                    continue
                if stage == "supporting" and talk.end >= self.world.today:
                    continue
                standing = self.random.choices(list(Standing), [80, 15, 5])[0]
                held = min(talk.end, self.world.today)
                rows.append(
                    Review(enrolment=enrolment, period=talk.key, standing=standing, held_on=held)
                )
        Review.objects.bulk_create(rows, batch_size=2000)

    def _facts(self, enrolments: Sequence[Enrolment]) -> None:
        rows = []
        for enrolment in enrolments:
            attended = min(9, max(3, round(self.random.gauss(8.4, 1.1))))
            paid = 9 if self.random.random() < 11 / 12 else self.random.randint(5, 8)
            values = {
                "meetings_required": 9,
                "meetings_attended": attended,
                "meetings_excused": self.random.choice((0, 9 - attended)),
                "dues_months": paid,
                "dues_due": 9,
                "discipline": "none",
            }
            rows += [
                FactEntry(enrolment=enrolment, fact=fact, value=str(value), source="Sổ chi đoàn")
                for fact, value in values.items()
            ]
        FactEntry.objects.bulk_create(rows, batch_size=5000)

    def _self_assess(self, enrolments: Sequence[Enrolment], *, all_done: bool) -> None:
        chosen = [one for one in enrolments if all_done or self.random.random() < 5 / 6]
        assessments = Assessment.objects.bulk_create(
            Assessment(
                enrolment=enrolment,
                step=StepKey.SELF,
                grade_key=self.random.choices(["excellent", "good", "completed"], [15, 65, 20])[0],
                by=enrolment.person.user if enrolment.person else None,
                submitted_at=(when := self._assessed_at(enrolment)),
                saved_at=when,
            )
            for enrolment in chosen
        )
        proved = set(
            Evidence.objects.filter(pledge__enrolment__in=chosen).values_list(
                "pledge_id", flat=True
            )
        )
        pledges = Pledge.objects.filter(enrolment__in=chosen).annotate(owner=F("enrolment_id"))
        by_owner = {one.enrolment_id: one for one in assessments}
        Mark.objects.bulk_create(
            [
                Mark(
                    assessment=by_owner[pledge.owner],
                    pledge=pledge,
                    outcome=MarkOutcome.MET if pledge.pk in proved else MarkOutcome.NOT_MET,
                )
                for pledge in pledges
            ],
            batch_size=5000,
        )

    def _assessed_at(self, enrolment: Enrolment) -> datetime:
        """In the first days of the evaluation, before the branch meets."""
        start = schedule_of(enrolment).phase("evaluate").start
        return between(on(start), start + timedelta(days=2), self.random)


def pledges_of(enrolment: Enrolment, random: Random) -> list[Pledge]:
    """Believable pledges of a sheet, not saved yet."""
    pack = pack_of(enrolment.plan)
    found: list[Pledge] = []
    for group in pack.groups:
        offered = group.offered(enrolment.category)
        count = min(len(offered), 2 + (random.random() < 1 / 4))
        found += [
            _pledge(random, enrolment, group.key, criterion)
            for criterion in random.sample(offered, count)
        ]
    for position, pledge in enumerate(found):
        pledge.position = position
    return found


def _pledge(random: Random, enrolment: Enrolment, group: str, criterion: Criterion) -> Pledge:
    pack, due = pack_of(enrolment.plan), schedule_of(enrolment).phase("support").end
    proof = criterion.proofs[0] if criterion.proofs else "branch"
    if not criterion.measures:
        return Pledge(
            enrolment=enrolment,
            group_key=group,
            criterion_key=criterion.key,
            title=criterion.title,
            text=criterion.example or criterion.title,
            proof=proof,
        )
    measure = random.choice(criterion.measures)
    quantity = measure.quantity + random.choice((0, 0, 1))
    sentence = suggest_sentence(measure, quantity=quantity, due_on=due, proof=pack.proof(proof))
    return Pledge(
        enrolment=enrolment,
        group_key=group,
        criterion_key=criterion.key,
        title=criterion.title,
        text=sentence,
        quantity=quantity,
        measure=measure.unit,
        due_on=due,
        proof=proof,
    )
