"""All addresses. Every one of them is classified in `sodoan.access.urlclasses`."""

from django.urls import include, path

urlpatterns = [
    path("", include("sodoan.home.urls")),
    path("", include("sodoan.accounts.urls")),
    path("", include("sodoan.access.urls")),
    path("", include("sodoan.people.urls")),
    path("", include("sodoan.org.urls")),
    path("", include("sodoan.imports.urls")),
    path("", include("sodoan.activities.urls")),
    path("", include("sodoan.programmes.urls")),
    path("", include("sodoan.reports.urls")),
    path("", include("sodoan.inspections.urls")),
    path("", include("sodoan.notices.urls")),
    path("", include("sodoan.documents.urls")),
    path("", include("sodoan.jobs.urls")),
    path("", include("sodoan.mails.urls")),
    path("", include("sodoan.common.urls")),
]
