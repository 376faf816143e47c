"""Addresses of the inspections app."""

from django.urls import path

from sodoan.inspections.views import findings, inspecting, sample

app_name = "inspections"
urlpatterns = [
    path("kiem-tra/", inspecting.home, name="home"),
    path("kiem-tra/lap/", inspecting.new, name="new"),
    path("kiem-tra/<int:pk>/", inspecting.inspection, name="inspection"),
    path("kiem-tra/<int:pk>/ket-luan/", inspecting.conclude, name="conclude"),
    path("kiem-tra/<int:pk>/huy/", inspecting.cancel, name="cancel"),
    path("kiem-tra/<int:pk>/phat-hien/", findings.add, name="add_finding"),
    path("kiem-tra/mau/<int:pk>/", sample.item, name="item"),
    path("kiem-tra/mau/<int:pk>/tep/", sample.proof, name="item_file"),
    path("kiem-tra/phat-hien/", findings.findings, name="findings"),
    path("kiem-tra/phat-hien/<int:pk>/", findings.finding, name="finding"),
    path("kiem-tra/phat-hien/<int:pk>/tra-loi/", findings.answer, name="answer"),
    path("kiem-tra/phat-hien/<int:pk>/xu-ly/", findings.settle, name="settle"),
    path("kiem-tra/phat-hien/tep/<int:pk>/", findings.proof, name="finding_file"),
]
