"""Addresses of the activities app."""

from django.urls import path

from sodoan.activities.views import calendars, checkin, month, papers, planning, reporting, schemes

app_name = "activities"
urlpatterns = [
    path("hoat-dong/", schemes.home, name="home"),
    path("hoat-dong/cac-don-vi/", schemes.units, name="units"),
    path("hoat-dong/mo-hinh/phat-dong/", schemes.launch, name="launch"),
    path("hoat-dong/mo-hinh/<int:pk>/nhac/", schemes.nudge, name="nudge"),
    path("hoat-dong/don-vi/<int:unit>/", month.month, name="month"),
    path("hoat-dong/don-vi/<int:unit>/ket-qua.<str:format>", papers.month, name="month_table"),
    path("hoat-dong/don-vi/<int:unit>/chep/", month.copy_month, name="copy_month"),
    path("hoat-dong/don-vi/<int:unit>/khung-gio/", month.slots, name="slots"),
    path("hoat-dong/don-vi/<int:unit>/them/", planning.add, name="add"),
    path("hoat-dong/<int:pk>/sua/", planning.change, name="change"),
    path("hoat-dong/<int:pk>/nghi/", planning.skip, name="skip"),
    path("hoat-dong/<int:pk>/bao-cao/", reporting.report, name="report"),
    path("hoat-dong/anh/<int:pk>/", reporting.photo, name="photo"),
    path("hoat-dong/<int:pk>/ma-diem-danh/", checkin.code, name="code"),
    path("hoat-dong/lich-dien-thoai/", calendars.feeds, name="feeds"),
    path("lich/<str:key>.ics", calendars.feed, name="feed"),
    path("co-mat/<str:code>/", checkin.scan, name="scan"),
    path("co-mat/", checkin.check_in, name="check_in"),
    path("hoat-dong/<int:pk>/diem-danh/", reporting.attendance, name="attendance"),
]
