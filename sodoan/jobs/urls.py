"""Addresses of the job centre."""

from django.urls import path

from sodoan.jobs import views

app_name = "jobs"
urlpatterns = [
    path("viec-nen/", views.job_list, name="list"),
    path("viec-nen/<int:pk>/dung/", views.cancel, name="cancel"),
    path("viec-nen/<int:pk>/tep/", views.download, name="download"),
]
