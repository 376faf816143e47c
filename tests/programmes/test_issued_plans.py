"""What was issued stays as it was: the database refuses, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction

from sodoan.programmes.models import Plan
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
STAYS = "is issued and stays"


def write(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("state", ["published", "superseded"])
@pytest.mark.parametrize(
    "change",
    [
        "effective = effective || ' '",
        "delta = '{\"changes\": []}'",
        "confirmed = '{}'",
        "number = '99-KH/ĐTN'",
        "issued_on = issued_on + 1",
        "issued_on = NULL",
        "published_at = now() + interval '1 day'",
        "version = 9",
        "parent_id = id",
        "unit_id = (SELECT parent_id FROM org_unit u WHERE u.id = unit_id)",
        "state = 'draft'",
        "state = 'draft', effective = ''",
    ],
)
def test_issued_plan_is_not_rewritten_in_sql(world, state, change):
    Plan.objects.update(state=state)
    with pytest.raises(IntegrityError, match=STAYS):
        write(f"UPDATE programmes_plan SET {change} WHERE id = %s", world.plan.pk)


def test_replaced_plan_does_not_come_into_force_again_in_sql(world):
    Plan.objects.update(state="superseded")
    with pytest.raises(IntegrityError, match=STAYS):
        write("UPDATE programmes_plan SET state = 'published' WHERE id = %s", world.plan.pk)


@pytest.mark.parametrize("state", ["published", "superseded"])
def test_issued_plan_is_not_deleted_in_sql(world, state):
    Plan.objects.update(state=state)
    with pytest.raises(IntegrityError, match=STAYS):
        write("DELETE FROM programmes_plan WHERE id = %s", world.plan.pk)


def test_draft_is_written_and_deleted(draft):
    write("UPDATE programmes_plan SET number = '07' WHERE id = %s", draft.pk)
    write("DELETE FROM programmes_plan WHERE id = %s", draft.pk)
    assert not Plan.objects.filter(pk=draft.pk).exists()


def test_newer_version_takes_the_place_of_an_issued_plan(world):
    newer = w.issued_anew(world.plan, effective=world.plan.effective.replace("2/3", "1/3"))
    world.plan.refresh_from_db()
    assert (world.plan.state, newer.state) == ("superseded", "published")
