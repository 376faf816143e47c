"""Step 3, the branch's round: open it, hold the meeting, vote, send up."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.common.words import full_date, moment
from sodoan.notices.actions import Message, notify
from sodoan.org.models import Appointment, Unit
from sodoan.org.queries import approving_unit
from sodoan.people.models import Person
from sodoan.programmes.actions.crediting import keep_credits
from sodoan.programmes.actions.judging import refresh_results
from sodoan.programmes.actions.minutes import keep_minutes
from sodoan.programmes.choices import (
    OPEN_ROUNDS,
    ROUND_MOVES,
    WITH_THE_BRANCH,
    Population,
    Presence,
    ResultState,
    RoundState,
)
from sodoan.programmes.engine.votes import Ballots
from sodoan.programmes.models import (
    Ballot,
    Meeting,
    MeetingAttendance,
    Plan,
    Programme,
    Result,
    Round,
)
from sodoan.programmes.packs import pack_of, schedule_for
from sodoan.programmes.queries.evaluation import members_called, quorum_of
from sodoan.programmes.queries.meeting import board_of
from sodoan.programmes.queries.terms import too_early
from sodoan.programmes.queries.troubles import troubles_of, unassessed

LOCKED_WORDS = "Kết quả này đã chuyển lên cấp trên nên không sửa được nữa."


@dataclass(frozen=True)
class Present:
    """One person's attendance at the meeting."""

    presence: str
    reason: str = ""


@transaction.atomic
@deed("Mở đợt đánh giá")
def open_round(programme: Programme, *, by: Actor, unit: Unit, block: str, approver: Unit) -> Round:
    """Begin the evaluation of a branch's members of one calendar: a result each, computed at once.

    Returns the round that is already there, with newcomers added. Raises `ValidationError` before
    the evaluation begins in the calendar of the plan the branch follows.
    """
    require(by, "programmes.open_round", unit)
    plan = Plan.objects.in_force(programme, unit)
    if plan is None:
        raise ValidationError("Chưa cấp nào ban hành kế hoạch của chương trình này cho chi đoàn.")
    if early := too_early(plan, block, by.on):
        raise ValidationError(early)
    round_, _ = Round.objects.get_or_create(
        programme=programme, unit=unit, block=block, defaults={"approver": approver, "plan": plan}
    )
    # What others write meanwhile would be overwritten with what was read before.
    round_.refresh_from_db(fields=["state"], from_queryset=Round.objects.select_for_update())
    if round_.state in OPEN_ROUNDS:
        refresh_results(round_, by=by)
    return round_


class RoundSentError(ValidationError):
    """The branch has sent the round up, perhaps a moment ago in another window."""

    def __init__(self) -> None:
        super().__init__("Đợt đánh giá đã chuyển lên cấp trên nên không sửa được nữa.")


def hold_round(round_: Round, *, by: Actor) -> None:
    """Lock the round, ask, and read its state again. Raises `RoundSentError` when it was sent."""
    locked = Round.objects.select_for_update()
    round_.state = locked.values_list("state", flat=True).get(pk=round_.pk)
    require(by, "programmes.open_round", round_.unit)
    if round_.state not in OPEN_ROUNDS:
        raise RoundSentError


@transaction.atomic
@deed("Tính lại kết quả đánh giá")
def refresh_round(round_: Round, *, by: Actor) -> None:
    """Keep what the rules say of everybody in an open round now, newcomers added."""
    hold_round(round_, by=by)
    refresh_results(round_, by=by)


@transaction.atomic
@deed("Ghi cuộc họp đánh giá")
def save_meeting(  # noqa: PLR0913 - the heading of the minutes
    round_: Round,
    *,
    by: Actor,
    held_at: datetime,
    place: str,
    chair: Person | None,
    secretary: Person | None,
    closed_at: datetime | None = None,
) -> Meeting:
    """Write when and where the branch meets, and who leads and writes: of its latest meeting.

    The first one settles the plan of the round: what is issued later no longer changes it. Raises
    `ValidationError` by field: a day before the evaluation begins or before the meeting before; a
    day to come once somebody was marked present; who leads or writes and is marked absent.
    """
    hold_round(round_, by=by)
    meeting = round_.meetings.order_by("-number").first()
    if meeting is None:
        meeting = Meeting(round=round_)
        round_.plan = Plan.objects.in_force(round_.programme, round_.unit) or round_.plan
        round_.save(update_fields=["plan"])
    marked = meeting.attendances.all() if meeting.pk else ()
    _refuse_closed(meeting)
    _refuse_day(meeting, held_at, on=by.on, is_held=bool(marked))
    here = {one.person_id: Present(one.presence) for one in marked}
    _refuse_absent(here, chair=chair, secretary=secretary)
    meeting.held_at, meeting.closed_at, meeting.place = held_at, closed_at, place.strip()
    meeting.chair, meeting.secretary = chair, secretary
    meeting.save()
    return meeting


class VotesLapseError(ValidationError):
    """So few were there that the votes already counted would not hold."""


@transaction.atomic
def convene(
    programme: Programme, *, by: Actor, unit: Unit, block: str, approver: Unit, **heading: Any
) -> Meeting:
    """Open the round, or take newcomers in, and write the heading (`save_meeting`) or neither."""
    round_ = open_round(programme, by=by, unit=unit, block=block, approver=approver)
    return save_meeting(round_, by=by, **heading)


@transaction.atomic
@deed("Điểm danh họp")
def save_attendance(
    meeting: Meeting, *, by: Actor, people: Mapping[int, Present], drop_votes: bool = False
) -> None:
    """Record presence per person id; proposals are computed anew from the votes already counted.

    Votes do not outlive the quorum they were taken in: `VotesLapseError` is raised when too few are
    left, unless `drop_votes` takes this meeting's votes back (the history keeps them). Raises
    `ValidationError` before the day of the meeting, when who leads or writes is not there, and
    while part of the results is with the level above.
    """
    hold_round(meeting.round, by=by)
    _refuse_closed(meeting)
    if {one.presence for one in people.values()} - set(Presence.values):
        raise ValidationError("Đồng chí chọn có mặt, vắng có lý do hoặc vắng.")
    if (day := timezone.localdate(meeting.held_at)) > by.on:
        raise ValidationError(
            f"Cuộc họp ghi ngày {full_date(day)}, chưa tới. Đồng chí điểm danh khi họp, "
            "hoặc sửa lại ngày họp."
        )
    if meeting.ballots.exclude(enrolment__result__state__in=WITH_THE_BRANCH).exists():
        raise ValidationError(
            "Một phần kết quả của cuộc họp đã chuyển lên cấp trên nên danh sách có mặt giữ nguyên."
        )
    members = members_called(meeting.round, meeting).values_list("person_id", flat=True)
    if set(people) - set(members):
        raise ValidationError("Có người không thuộc chi đoàn trong danh sách điểm danh.")
    _refuse_absent(people, chair=meeting.chair, secretary=meeting.secretary)
    MeetingAttendance.objects.bulk_create(
        [
            MeetingAttendance(
                meeting=meeting, person_id=person, presence=one.presence, reason=one.reason.strip()
            )
            for person, one in people.items()
        ],
        update_conflicts=True,
        unique_fields=["meeting", "person"],
        update_fields=["presence", "reason"],
    )
    _keep_quorum(meeting, drop_votes=drop_votes)
    keep_minutes(meeting.round, by=by, before=meeting.number)
    refresh_results(meeting.round, by=by)


def _refuse_day(meeting: Meeting, held_at: datetime, *, on: date, is_held: bool) -> None:
    round_, day = meeting.round, timezone.localdate(held_at)
    begins = schedule_for(round_.plan, round_.block).phase("evaluate").start
    before = round_.meetings.filter(number=meeting.number - 1).first()
    fault = ""
    if day < begins:
        fault = f"Kỳ đánh giá bắt đầu ngày {full_date(begins)}; ngày họp không thể sớm hơn."
    elif before is not None and held_at <= before.held_at:
        met = moment(timezone.localtime(before.held_at))
        fault = f"Họp lần {meeting.number} phải sau họp lần {before.number} ({met})."
    elif is_held and day > on:
        fault = "Cuộc họp đã điểm danh thì ngày họp không thể sau hôm nay."
    if fault:
        raise ValidationError({"day": fault})


def _refuse_absent(
    people: Mapping[int, Present], *, chair: Person | None, secretary: Person | None
) -> None:
    for field, one, does in (("chair", chair, "chủ trì"), ("secretary", secretary, "ghi biên bản")):
        mark = people.get(one.pk) if one is not None else None
        if mark is not None and mark.presence != Presence.PRESENT:
            fault = (
                f"Đồng chí {one} {does} cuộc họp thì phải có mặt. "
                "Đồng chí ghi có mặt, hoặc đổi người."
            )
            raise ValidationError({field: fault})


def _keep_quorum(meeting: Meeting, *, drop_votes: bool) -> None:
    voted = [one for one in meeting.ballots.all() if one.blank or sum(one.votes.values())]
    quorum = quorum_of(meeting)
    if not voted or quorum.reached:
        return
    if not drop_votes:
        raise VotesLapseError(
            f"{quorum.sentence} Cuộc họp đã biểu quyết {len(voted)} người; thiếu người dự thì "
            "phiếu không có giá trị. Đồng chí xem lại danh sách, hoặc hủy phiếu đã ghi rồi họp lại."
        )
    meeting.ballots.all().delete()


@transaction.atomic
@deed("Ghi số phiếu")
def save_ballots(meeting: Meeting, *, by: Actor, counted: Mapping[int, Ballots]) -> None:
    """Enter the counted votes, by enrolment key; proposals follow them at once.

    Sums that do not add up are kept and shown, so that nothing typed is lost; they block sending
    up. When two people enter the same member, the last one counts and the history keeps both. A
    first vote of a further meeting ends what the committee proposed against the vote before.
    Raises `ValidationError` without a quorum, for unknown grades, and for members who are not
    voted on.
    """
    hold_round(meeting.round, by=by)
    _refuse_closed(meeting)
    quorum = quorum_of(meeting)
    if not quorum.reached:
        raise ValidationError(quorum.sentence)
    results = {
        result.enrolment_id: result
        for result in Result.objects.filter(round=meeting.round, enrolment__in=counted)
    }
    grades = {grade.key for grade in pack_of(meeting.round.plan).active_scale.grades}
    for key, ballots in counted.items():
        result = results.get(key)
        if result is None or result.population != Population.RATED:
            raise ValidationError("Đoàn viên này không thuộc diện biểu quyết xếp loại.")
        if result.state not in WITH_THE_BRANCH:
            raise ValidationError(LOCKED_WORDS)
        _check_votes(grades, ballots)
    _vote_anew(meeting, {key for key, ballots in counted.items() if ballots.total})
    Ballot.objects.bulk_create(
        [
            Ballot(
                meeting=meeting,
                enrolment_id=key,
                votes={grade: count for grade, count in ballots.votes.items() if count},
                blank=ballots.blank,
            )
            for key, ballots in counted.items()
        ],
        update_conflicts=True,
        unique_fields=["meeting", "enrolment"],
        update_fields=["votes", "blank"],
    )
    refresh_results(meeting.round, by=by, only=counted)


@transaction.atomic
@deed("Chuyển kết quả lên cấp trên")
def send_round(
    round_: Round, *, by: Actor, cap_reason: str = "", without_self: bool = False
) -> Round:
    """Send the branch's proposals up. Afterwards the branch cannot change them unless returned.

    Raises `ValidationError` listing what is missing: meeting, quorum, votes that do not add up,
    members whose grade and comment the committee has not saved, no opinion on who is commented on
    only, grades unlike the rules' and a cap exceeded without a reason. While some may still assess
    themselves it tells how many have not, unless `without_self` says to send all the same. A view
    of the level above on a cap ends here: it was of what had been sent before. Minutes not kept
    yet are printed and kept.
    """
    hold_round(round_, by=by)
    held = round_.results.select_for_update(no_key=True).order_by("pk")
    list(held.values_list("pk"))  # evidence being decided now is part of what is sent
    refresh_results(round_, by=by)
    board = board_of(round_, is_refreshed=True)
    problems = [trouble.sentence for trouble in troubles_of(board)]
    if board.cap is not None and board.cap.over and not cap_reason.strip():
        problems.append(
            f"{board.cap.sentence} Đồng chí chọn lại, hoặc ghi lý do để cấp trên xem xét."
        )
    late = unassessed(board)
    if late.in_time(by.on) and not without_self:
        problems.append(f"{late.sentence} Đồng chí chờ hết hạn, hoặc đánh dấu vẫn chuyển.")
    if problems:
        raise ValidationError(problems)
    _move(round_, RoundState.SENT)
    round_.unit.refresh_from_db(fields=["path"])  # the branch may have moved
    round_.approver = approving_unit(round_.unit) or round_.approver
    round_.cap_reason, round_.cap_decision = cap_reason.strip(), ""  # what is sent is judged anew
    round_.sent_at = timezone.now()
    round_.save()
    sent = Result.objects.filter(round=round_, state__in=WITH_THE_BRANCH)
    keep_credits(sent)
    sent.update(state=ResultState.PROPOSED)
    keep_minutes(round_, by=by)
    _tell_approvers(round_, by)
    return round_


def _vote_anew(meeting: Meeting, voted: Collection[int]) -> None:
    """The reason for a grade unlike an earlier meeting's vote says nothing of the new one."""
    if meeting.number == 1:
        return
    entered = meeting.ballots.filter(enrolment__in=voted).exclude(votes={}, blank=0)
    against = Result.objects.filter(enrolment__in=voted, is_against_vote=True)
    against.exclude(enrolment__in=entered.values("enrolment")).update(
        is_against_vote=False, proposal_reason=""
    )


def _refuse_closed(meeting: Meeting) -> None:
    if Meeting.objects.filter(round=meeting.round_id, number__gt=meeting.number).exists():
        raise ValidationError(
            f"Biên bản họp lần {meeting.number} đã khép vì chi đoàn họp lại; "
            "đồng chí ghi vào cuộc họp mới."
        )
    if meeting.pk and Meeting.objects.filter(pk=meeting.pk, minutes__isnull=False).exists():
        raise ValidationError(
            f"Biên bản họp lần {meeting.number} đã chuyển lên cấp trên nên giữ nguyên. "
            "Cần ghi lại phần họp, biểu quyết thì đồng chí bấm Họp lại."
        )


def _check_votes(grades: Collection[str], ballots: Ballots) -> None:
    if set(ballots.votes) - set(grades):
        raise ValidationError("Có phiếu cho một mức không có trong thang xếp loại.")
    if min(ballots.blank, *ballots.votes.values(), 0) < 0:
        raise ValidationError("Số phiếu không được âm.")


def _move(round_: Round, to: RoundState) -> None:
    state = RoundState(round_.state)
    if to not in ROUND_MOVES[state]:
        raise ValidationError(f"Đợt đánh giá đang ở trạng thái “{state.label}”.")
    round_.state = to


def _tell_approvers(round_: Round, by: Actor) -> None:
    when = timezone.now()
    notify(
        Appointment.objects.leading(round_.approver_id, by.on).accounts(),
        Message(
            f"round-{round_.pk}-sent-{when:%Y%m%d%H%M%S}",
            f"{round_.unit.name} chuyển kết quả xếp loại",
            "Đồng chí xem và duyệt.",
            reverse("programmes:approve_round", args=[round_.pk]),
        ),
    )
