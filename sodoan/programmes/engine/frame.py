"""The frame of the judgement as a plan prints it (S0, bước 3): each level has its own, in words."""

from sodoan.programmes.engine.facts import Vocabulary, vocabulary
from sodoan.programmes.engine.knobs import knobs
from sodoan.programmes.engine.schema import Pack, PopulationRule
from sodoan.programmes.engine.wording import say_cap, say_condition, say_meeting


def frame_of_judgement(pack: Pack) -> list[str]:
    """Return who is not rated, how the branch votes, what each grade takes, caps, complaints."""
    scale = pack.active_scale
    known = vocabulary(pack, scale)
    lines = [_say_population(rule, known) for rule in pack.population]
    lines += [
        f"Họp, biểu quyết: {say_meeting(step.meeting)}" for step in pack.steps if step.meeting
    ]
    lines += [
        f"{grade.title}: {'; '.join(say_condition(grade.when, known))}."
        for grade in scale.grades
        if grade.when is not None
    ]
    lines += [f"{cap.title}: {say_cap(cap, scale)}" for cap in scale.caps]
    if pack.complaint is not None:
        lines.append(
            f"Khiếu nại: trong {pack.complaint.days} ngày kể từ ngày công bố kết quả; "
            f"trả lời trong {pack.complaint.answer_days} ngày."
        )
    return lines


def _say_population(rule: PopulationRule, known: Vocabulary) -> str:
    """Why somebody is not rated; a bound that an officer may set stands behind it as it is set."""
    if not any(knobs(rule.when, known)):
        return f"{rule.title}: {rule.reason}"
    return (
        f"{rule.title}: {rule.reason.rstrip('.')} ({'; '.join(say_condition(rule.when, known))})."
    )
