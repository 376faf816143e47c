"""Addresses of slips, the choice of role and “Ai xem được hồ sơ của tôi”."""

from django.urls import path

from sodoan.access import views

app_name = "access"
urlpatterns = [
    path("so-cua-toi/ai-xem/", views.who_sees_me, name="who_sees_me"),
    path("tai-khoan/vai-tro/", views.switch_role, name="switch_role"),
    path("tai-khoan/cap-phieu/", views.slips, name="slips"),
    path("tai-khoan/cap-phieu/<int:pk>/", views.slips, name="unit_slips"),
    path("tai-khoan/cap-phieu/in/", views.print_slips, name="print_slips"),
]
