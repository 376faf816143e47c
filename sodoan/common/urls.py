"""Addresses of the UI kit and of what works without a signal."""

from django.urls import path

from sodoan.common.views import kit, offline

app_name = "common"
urlpatterns = [
    path("kit/", kit.kit, name="kit"),
    path("kit/xac-nhan/", kit.kit_confirm, name="kit_confirm"),
    path("kit/tu-luu/", kit.kit_save, name="kit_save"),
    path("sw.js", offline.worker, name="worker"),
    path("chua-gui/", offline.outbox, name="outbox"),
    path("chua-gui/ma/", offline.outbox_token, name="outbox_token"),
]
