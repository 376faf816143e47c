"""What a round still waits for before it can be published, and who does it."""

from collections import Counter

from django.db.models import Exists

from sodoan.common.scoping import Actor
from sodoan.org.choices import Role
from sodoan.org.models import Appointment
from sodoan.programmes.choices import ResultState
from sodoan.programmes.models import Result, Round


def left_to_others(round_: Round, by: Actor) -> str:
    """Who approves the actor's own waiting result in their stead, as a sentence. One query.

    Empty when no result of their own waits, or when nobody else leads the approving unit: then
    they approve it themselves. Leaders without an account are named only when none has one.
    """
    if by.person_id is None:
        return ""
    own = Result.objects.filter(
        round=round_, state=ResultState.PROPOSED, enrolment__person=by.person_id
    )
    others = (
        Appointment.objects.on(by.on)
        .filter(Exists(own), unit=round_.approver_id, post__role=Role.LEAD)
        .exclude(person=by.person_id)
        .order_by("post__position", "during", "pk")
        .values_list("person__full_name", "post__label", "person__user")
    )
    leaders = [(f"đồng chí {name} ({post})", user) for name, post, user in others]
    if able := [named for named, user in leaders if user]:
        return f"Kết quả của chính đồng chí do {' hoặc '.join(able)} duyệt."
    if not leaders:
        return ""
    return (
        f"Kết quả của chính đồng chí chưa có người duyệt: {', '.join(one for one, _ in leaders)}"
        " chưa có tài khoản. Đồng chí cấp phiếu kích hoạt, hoặc đề nghị cấp trên cấp."
    )


def awaited(round_: Round, by: Actor) -> list[str]:
    """What is to be done before everybody in the round is approved. Two queries."""
    states = Counter(Result.objects.filter(round=round_).values_list("state", flat=True))
    own = left_to_others(round_, by)
    said = []
    if states[ResultState.DRAFT]:
        said.append("Chi đoàn chưa chuyển kết quả lên.")
    if waiting := states[ResultState.PROPOSED] - bool(own):
        said.append(f"Còn {waiting} kết quả chờ đồng chí duyệt.")
    if own:
        said.append(own)
    if returned := states[ResultState.RETURNED]:
        said.append(f"Còn {returned} kết quả đã trả lại; chi đoàn xem lại rồi chuyển lên.")
    return said
