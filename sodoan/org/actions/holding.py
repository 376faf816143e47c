"""Locks: who puts something into a unit, and who closes it, never pass each other unseen.

Whoever founds, admits or appoints into a unit holds it (`hold_units`), many at once; whoever
renames, moves or closes it holds it alone (`hold_alone`). Units before persons before their
memberships and posts, rows of one kind in the order of their keys: so nobody waits in a circle.
"""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection

from sodoan.org.models import Unit

_SHARED = """
    SELECT id, opened_on, closed_on, path FROM org_unit WHERE id = ANY(%s) ORDER BY id FOR SHARE
"""


def hold_units(*units: Unit) -> None:
    """Keep units from being changed until the transaction ends, and read them as they are now."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, [[unit.pk for unit in units]])
        found = {pk: facts for pk, *facts in cursor.fetchall()}
    for unit in units:
        unit.opened_on, unit.closed_on, unit.path = found[unit.pk]


def hold_alone(unit: Unit) -> None:
    """Let nobody else add to the unit or change it, and read it as it is now."""
    unit.refresh_from_db(
        fields=["path", "parent", "opened_on", "closed_on"],
        from_queryset=Unit.objects.select_for_update(of=("self",), no_key=True),
    )


def hold_person(person_id: int) -> int | None:
    """Let nobody else change where the person belongs; the key of the account, if there is one.

    Raises `ValidationError` when the file was merged into another.
    """
    people = apps.get_model("people", "Person").objects.select_for_update(no_key=True)
    user_id: int | None
    user_id, merged = people.values_list("user_id", "merged_into_id").get(pk=person_id)
    if merged is not None:
        raise ValidationError(
            "Hồ sơ này đã gộp vào một hồ sơ khác. Đồng chí tải lại trang và chọn lại người."
        )
    return user_id
