"""How often a unit took up each content group this year."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet

from sodoan.activities.models import Activity, Scheme
from sodoan.activities.querysets import counted
from sodoan.org.models import Unit


def counted_themes(unit: Unit, scheme: Scheme, day: date) -> QuerySet[Any]:
    """Themes of the scheme with `held`: activities reported since the year began. One query."""
    held = Activity.objects.filter(unit=unit, theme=OuterRef("pk")).held()
    this_year = held.between(date(day.year, 1, 1), day)
    return scheme.themes.annotate(held=counted(this_year, "theme")).order_by("position")
