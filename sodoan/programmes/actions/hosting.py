"""The branch of a temporary stay comments on a member who is rated at home (S0, bước 3)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sodoan.audit.history import deed
from sodoan.common.permissions import require
from sodoan.common.scoping import Actor
from sodoan.notices.actions import Message, notify
from sodoan.org.models import Unit
from sodoan.people.models import Person
from sodoan.programmes.choices import DECIDED
from sodoan.programmes.models import Enrolment, HostComment, Plan, Programme, Result
from sodoan.programmes.queries.hosting import staying_in
from sodoan.programmes.queries.roots import of_one_cycle

LONGEST = 1000  # characters of a comment


@transaction.atomic
@deed("Góp ý của nơi sinh hoạt tạm")
def write_host_comment(
    person: Person, *, by: Actor, programme: Programme, unit: Unit, text: str
) -> HostComment | None:
    """Write, change or (empty text) remove the host branch's comment; the member is told once.

    Raises `PermissionDenied`; `ValidationError` for a programme the branch does not follow, who is
    not on temporary stay there that day, a text that is too long, and once the result is approved.
    """
    require(
        by,
        "programmes.write_host_comment",
        HostComment(person=person, programme=programme, unit=unit),
    )
    words = text.strip()
    if Plan.objects.in_force(programme, unit) is None:
        raise ValidationError("Chi đoàn không thực hiện chương trình này.")
    if not staying_in(unit, by.on).filter(person=person).exists():
        raise ValidationError(
            f"{person.full_name} không sinh hoạt tạm ở chi đoàn hôm nay nên không góp ý được. "
            "Đồng chí tải lại trang."
        )
    if len(words) > LONGEST:
        raise ValidationError(f"Góp ý dài quá {LONGEST} ký tự. Đồng chí viết gọn lại.")
    sheet = Enrolment.objects.filter(person=person, programme__in=of_one_cycle(programme)).first()
    _refuse_decided(sheet)
    row: dict[str, Any] = {"person": person, "programme": programme, "unit": unit}
    if not words:
        HostComment.objects.filter(**row).delete()
        return None
    if same := HostComment.objects.filter(**row, text=words).first():
        return same
    said = {"text": words, "written_by_id": by.user_id, "written_at": timezone.now()}
    comment, is_new = HostComment.objects.update_or_create(**row, defaults=said)
    if is_new:
        _tell(comment, sheet)
    return comment


def _refuse_decided(sheet: Enrolment | None) -> None:
    """Raise `ValidationError` once the result is approved; a decision under way is waited for."""
    if sheet is None:
        return
    held = Result.objects.select_for_update(no_key=True).filter(enrolment=sheet).first()
    if held is not None and held.state in DECIDED:
        raise ValidationError(
            "Kết quả của đoàn viên đã được duyệt nên góp ý không thay đổi được nữa."
        )


def _tell(comment: HostComment, sheet: Enrolment | None) -> None:
    url = reverse("programmes:sheet", args=[sheet.pk]) if sheet else reverse("programmes:mine")
    key = f"host-comment-{comment.programme_id}-{comment.unit_id}"
    title = f"{comment.unit.name} góp ý cho bạn"
    notify([comment.person.user_id], Message(key, title, comment.text, url))
