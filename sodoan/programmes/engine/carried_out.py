"""What a pack may say and the program does not carry out yet: such a pack is checked, not loaded.

The language of packs is wider than what runs: its functions grade all it can say from given facts,
but screens and records exist for members' programmes of three phases. What is not
carried out is said before anybody plans a year with it, never found out half-way.
"""

from collections.abc import Iterator

from sodoan.programmes.engine.asked import names_of, rules_of
from sodoan.programmes.engine.schema import Actor, CriterionKind, Pack, Subject

PHASES = ("register", "support", "evaluate")
_ACTORS = {Actor.SUBJECT, Actor.COLLECTIVE, Actor.COMMITTEE, Actor.APPROVER}
_SUBJECTS = {Subject.APPOINTMENT: "người giữ chức danh", Subject.UNIT: "đơn vị"}
_POINTS = "points"


def not_carried_out(pack: Pack) -> list[str]:
    """Return in sentences what the program cannot do yet for a pack; empty: it runs whole."""
    return [
        *_subjects(pack),
        *_phases(pack),
        *_steps(pack),
        *_kinds(pack),
        *_facts(pack),
    ]


def _subjects(pack: Pack) -> Iterator[str]:
    if pack.subject is not Subject.MEMBER:
        whom = _SUBJECTS[pack.subject]
        yield f"Chương trình cho {whom}: hiện chỉ chạy chương trình cho đoàn viên."


def _phases(pack: Pack) -> Iterator[str]:
    for calendar in pack.calendars:
        keys = {phase.key for phase in calendar.phases}
        if missing := [key for key in PHASES if key not in keys]:
            yield f"Lịch “{calendar.title}” cần có giai đoạn {', '.join(missing)}."


def _steps(pack: Pack) -> Iterator[str]:
    for step in pack.steps:
        if step.actor not in _ACTORS:
            yield f"Bước “{step.title}” chưa có chỗ thực hiện."
        elif step.phase != PHASES[-1]:
            yield f"Bước “{step.title}” cần ở giai đoạn {PHASES[-1]}."


def _kinds(pack: Pack) -> Iterator[str]:
    for group in pack.groups:
        other = {one.kind for one in group.criteria} - {CriterionKind.OWN_TEXT}
        if other:
            kinds = ", ".join(sorted(other))
            yield f"Nội dung “{group.title}” có loại tiêu chí chưa có chỗ nhập: {kinds}."


def _facts(pack: Pack) -> Iterator[str]:
    if pack.facts:
        labels = ", ".join(fact.label for fact in pack.facts)
        yield f"Dữ kiện chưa có chỗ nhập: {labels}."
    if any(
        name.partition(".")[0] == _POINTS
        for when in rules_of(pack, pack.scales)
        for name in names_of(when)
    ):
        yield "Quy tắc theo điểm chưa dùng được: hiện chưa chấm điểm từng tiêu chí."
