"""Schemes, times, activities with who was there, sendings, meetings, projects; calendars."""

from sodoan.activities.models.activity import Activity, Attendance, Photo
from sodoan.activities.models.calendar import CalendarFeed
from sodoan.activities.models.meeting import AgendaPoint, Minutes, Resolution
from sodoan.activities.models.project import Project, ProjectLead, ProjectPhoto
from sodoan.activities.models.scheme import Scheme, Theme
from sodoan.activities.models.sending import Sending
from sodoan.activities.models.slot import Slot

__all__ = [
    "Activity",
    "AgendaPoint",
    "Attendance",
    "CalendarFeed",
    "Minutes",
    "Photo",
    "Project",
    "ProjectLead",
    "ProjectPhoto",
    "Resolution",
    "Scheme",
    "Sending",
    "Slot",
    "Theme",
]
