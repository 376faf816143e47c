"""Activities of the branch that its members' pledges may rest on."""

from datetime import date

from sodoan.activities.choices import ActivityState, Presence
from sodoan.activities.models import Activity
from sodoan.programmes.actions.crediting import choose_criteria
from sodoan.programmes.packs import schedule_for
from tests.programmes import world as w

VOLUNTEER = "volunteer"


def time_of(world):
    """The days whose activities count for the members of the branch."""
    return schedule_for(world.plan, "other").result


def value_of(world, key=VOLUNTEER):
    """A criterion of the programme, as a form calls it."""
    return f"{world.programme.key}:{key}"


def held(world, on: date, *present, by=None, criteria=(VOLUNTEER,), unit=None, **facts):
    """A reported activity that counts for these criteria; `present` are accounts."""
    made = Activity.objects.create(
        **{
            "unit": unit or world.branch, "kind": "activity", "on": on, "title": "Dọn vệ sinh",
            "done": "Quét dọn", "state": ActivityState.REPORTED, "reported_by": by or world.an,
            "reported_at": f"{on}T10:00Z",
        } | facts
    )  # fmt: skip
    for user in present:
        made.attendances.create(person=user.person, presence=Presence.PRESENT)
    if criteria is not None and made.state != ActivityState.SKIPPED:
        values = [value_of(world, key) for key in criteria]
        choose_criteria(made, by=w.scope(world.an), values=values)
    return made


def promise(sheet, *, quantity=2, measure="buổi tham gia"):
    """The pledge of the sheet to do something voluntary, so often."""
    pledge = sheet.pledges.get(criterion_key=VOLUNTEER)
    pledge.quantity, pledge.measure = quantity, measure
    pledge.save()
    return pledge
