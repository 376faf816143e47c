"""Taking the national list out: whose sensitive facts go with it is written down first."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from sodoan.audit.models import SensitiveRead
from sodoan.common.scoping import Actor
from sodoan.common.text import clean
from sodoan.org.choices import Capability
from sodoan.org.models import Unit
from sodoan.people.models import Person

_SHORTEST_REASON = 10
_REASON = 300
_CHUNK = 5_000


@transaction.atomic
def note_sensitive_export(unit: Unit, *, by: Actor, reason: str) -> int:
    """Leave a trace at every member of the unit that their sensitive facts are taken out.

    Raises `PermissionDenied`; `ValidationError` without a reason. Returns how many members.
    """
    if by.user_id is None or not by.covers(Capability.VIEW_SENSITIVE, unit.path):
        raise PermissionDenied("Đồng chí không được xem thông tin nhạy cảm của đơn vị này.")
    why = clean(reason)
    if len(why) < _SHORTEST_REASON:
        raise ValidationError("Đồng chí ghi rõ lý do cần xuất, ít nhất 10 ký tự.")
    why = f"Xuất mẫu quốc gia: {why}"[:_REASON]
    people = Person.objects.in_unit(unit.path, by.on).values_list("pk", flat=True)
    reads = (SensitiveRead(user_id=by.user_id, person_id=pk, reason=why) for pk in people)
    return len(SensitiveRead.objects.bulk_create(reads, batch_size=_CHUNK))
