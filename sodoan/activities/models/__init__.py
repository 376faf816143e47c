"""Schemes with their themes and slots; activities, who was there, photos."""

from sodoan.activities.models.activity import Activity, Attendance, Photo
from sodoan.activities.models.scheme import Scheme, Slot, Theme

__all__ = ["Activity", "Attendance", "Photo", "Scheme", "Slot", "Theme"]
