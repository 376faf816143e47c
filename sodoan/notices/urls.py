"""Addresses of the inbox."""

from django.urls import path

from sodoan.notices import views

app_name = "notices"
urlpatterns = [
    path("thong-bao/", views.inbox, name="inbox"),
    path("thong-bao/da-doc/", views.read_all, name="read_all"),
]
