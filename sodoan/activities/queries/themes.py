"""How often a unit took up each content group this year."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from sodoan.activities.choices import ActivityState
from sodoan.activities.models import Scheme
from sodoan.org.models import Unit


def counted_themes(unit: Unit, scheme: Scheme, day: date) -> QuerySet[Any]:
    """Themes of the scheme with `held`: activities reported since the year began. One query."""
    held = Q(
        activities__unit=unit,
        activities__state=ActivityState.REPORTED,
        activities__on__range=(date(day.year, 1, 1), day),
    )
    return scheme.themes.annotate(held=Count("activities", filter=held)).order_by("position")
