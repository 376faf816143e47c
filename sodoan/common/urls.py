"""Addresses of the UI kit."""

from django.urls import path

from sodoan.common import views

app_name = "common"
urlpatterns = [
    path("kit/", views.kit, name="kit"),
    path("kit/xac-nhan/", views.kit_confirm, name="kit_confirm"),
    path("kit/tu-luu/", views.kit_save, name="kit_save"),
]
