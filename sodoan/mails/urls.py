"""Addresses of mail."""

from django.urls import path

from sodoan.mails import views

app_name = "mails"
urlpatterns = [
    path("tai-khoan/thu/", views.choices, name="choices"),
    path("tai-khoan/thu/gui/", views.ask, name="ask"),
    path("tai-khoan/thu/xac-nhan/<str:token>/", views.prove, name="prove"),
    path("thu/ngung/<str:token>/", views.stop, name="stop"),
]
