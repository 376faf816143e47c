"""Samples of schemes and activities."""

from datetime import time, timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from sodoan.access.scopes import scope_of, system_scope
from sodoan.activities.actions.calendars import open_feed
from sodoan.activities.actions.schemes import Days, launch_scheme
from sodoan.activities.models import Activity, Project, Scheme, Slot
from sodoan.activities.packfile import shipped_schemes
from sodoan.activities.queries.checkin import code_of
from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.documents.actions import store_attachment
from sodoan.programmes.packs import schedule_for
from tests.access.samples.frame import Sample, sample
from tests.factories.accounts import UserFactory
from tests.programmes import world


def scheme_above(place):
    """A scheme asked by the unit over the branch: for a year now, and for two more."""
    unit = place.unit.parent
    found = Scheme.objects.filter(unit=unit).first()
    pack = shipped_schemes()["s2_30_minutes"]
    start, end = today() - timedelta(days=365), today() + timedelta(days=730)
    days = Days(start, end, end)
    return found or launch_scheme(unit, by=system_scope(), pack=pack, days=days)


@sample("acting_unit")
def acting_unit(place):
    """The union above the branch: of a branch no scheme is asked."""
    unit = scheme_above(place).unit
    return Sample({"unit": unit.pk}, unit=unit, obj=unit)


@sample("own_unit")
def own_unit(place):
    return Sample({"unit": place.unit.pk}, unit=place.unit, obj=place.unit)


@sample("own_slot")
def own_slot(place):
    made = Slot.objects.create(
        unit=place.unit, title="Sinh hoạt chi đoàn", kind="meeting", meeting="branch",
        rhythm="month_day", monthday=3, starts_at=time(19), during=period(today()),
    )  # fmt: skip
    return Sample({"pk": made.pk}, unit=place.unit, obj=made)


@sample("meeting_activity")
def meeting_activity(place):
    made = Activity.objects.create(
        unit=place.unit, kind="meeting", meeting="branch", on=today(), title="Sinh hoạt chi đoàn"
    )
    return Sample({"pk": made.pk}, unit=place.unit, obj=made)


@sample("resolution")
def resolution(place):
    made = meeting_activity(place).obj.resolutions.create(
        text="Trồng cây", person=place.person, due_on=today()
    )
    return Sample({"pk": made.pk}, unit=place.unit, owner=place.person, obj=made)


@sample("project")
def project(place):
    made = Project.objects.create(
        unit=place.unit, kind="work", scale="branch", title="Hàng cây", search_key="hang cay",
        starts_on=today(), ends_on=today(),
    )  # fmt: skip
    return Sample({"pk": made.pk}, unit=place.unit, obj=made)


@sample("project_photo")
def project_photo(place):
    made = project(place).obj
    shown = made.photos.create(attachment=_picture(place))
    return Sample({"pk": shown.pk}, unit=place.unit, obj=made)


@sample("month_table")
def month_table(place):
    found = acting_unit(place)
    return Sample({**found.kwargs, "format": "docx"}, unit=found.unit)


@sample("activity")
def activity(place):
    made = Activity.objects.create(
        unit=place.unit,
        kind="scheme",
        theme=scheme_above(place).themes.first(),
        on=today(),
        title="Tổng vệ sinh",
    )
    return Sample({"pk": made.pk}, unit=place.unit, obj=made)


@sample("scheme")
def scheme(place):
    made = scheme_above(place)
    return Sample({"pk": made.pk}, unit=made.unit, obj=made)


@sample("activity_photo")
def activity_photo(place):
    made = activity(place).obj
    shown = made.photos.create(attachment=_picture(place))
    return Sample({"pk": shown.pk}, unit=place.unit, obj=made)


def _picture(place):
    stream = BytesIO()
    Image.new("RGB", (8, 8), "green").save(stream, "PNG")
    picture = ContentFile(stream.getvalue(), "anh.png")
    return store_attachment(picture, by=system_scope(), unit=place.unit)


@sample("check_in_code")
def check_in_code(place):
    return Sample({"code": code_of(activity(place).obj)})


@sample("calendar_key")
def calendar_key(place):
    return Sample({"key": open_feed(None, by=scope_of(UserFactory())).key})


@sample("counted_activity")
def counted_activity(place):
    plan = world.plan_of(place.unit.parent, world.PAST)
    made = activity(place).obj
    made.on = schedule_for(plan, "other").result.start
    made.save(update_fields=["on"])
    return Sample({"pk": made.pk}, unit=place.unit, obj=made)
