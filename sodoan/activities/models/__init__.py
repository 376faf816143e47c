"""Schemes with their themes and slots; activities, who was there, photos; calendar addresses."""

from sodoan.activities.models.activity import Activity, Attendance, Photo
from sodoan.activities.models.calendar import CalendarFeed
from sodoan.activities.models.scheme import Scheme, Slot, Theme

__all__ = ["Activity", "Attendance", "CalendarFeed", "Photo", "Scheme", "Slot", "Theme"]
