"""Addresses of the reports app."""

from django.urls import path

from sodoan.reports.views import (
    completeness,
    consolidation,
    forms,
    lists,
    papers,
    report,
    settling,
)

app_name = "reports"
urlpatterns = [
    path("bao-cao/", lists.home, name="home"),
    path("bao-cao/tinh-hinh/", completeness.overview, name="overview"),
    path("bao-cao/ca-nam/", completeness.year, name="year"),
    path("bao-cao/danh-sach/", completeness.reports, name="reports"),
    path("bao-cao/don-vi/<int:unit>/nhac/", completeness.nudge, name="nudge"),
    path("bao-cao/bieu-mau/", forms.form_list, name="forms"),
    path("bao-cao/bieu-mau/ban-hanh/", forms.issue, name="issue"),
    path("bao-cao/bieu-mau/<int:pk>/", forms.form_page, name="form"),
    path("bao-cao/<int:pk>/", report.report, name="report"),
    path("bao-cao/<int:pk>/bao-cao.<str:format>", papers.paper, name="paper"),
    path("bao-cao/<int:pk>/vao-so/", papers.number, name="number"),
    path("bao-cao/<int:pk>/o/<slug:key>/", lists.behind, name="behind"),
    path("bao-cao/<int:pk>/cap-duoi/", consolidation.below, name="below"),
    path("bao-cao/<int:pk>/trich/", consolidation.quote, name="quote"),
    path("bao-cao/<int:pk>/tep/", report.annex_add, name="annex_add"),
    path("bao-cao/tep/<int:pk>/", report.annex, name="annex"),
    path("bao-cao/tep/<int:pk>/bo/", report.annex_drop, name="annex_drop"),
    path("bao-cao/<int:pk>/duyet/", settling.settle, name="settle"),
]
