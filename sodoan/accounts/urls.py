"""Addresses of sign-in and account pages.

The names without a prefix are django-allauth's: its flows look them up. Its other pages (sign-up,
e-mail addresses, reset by mail) have no address here.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path

from sodoan.accounts import views

_own = [
    path("kich-hoat/", views.activate, name="activate"),
    path("kich-hoat/mat-khau/", views.choose_password, name="choose_password"),
    path("tai-khoan/", views.account, name="account"),
    path("tai-khoan/mat-khau/", views.change_password, name="change_password"),
    path("tai-khoan/phien/thoat-noi-khac/", views.end_sessions, name="end_sessions"),
    path("tai-khoan/phien/<int:pk>/thoat/", views.end_session, name="end_session"),
    path("du-lieu-cua-toi/", views.data_notice, name="data_notice"),
]

_factors = [
    path("", factors.index, name="mfa_index"),
    path("nhac-lai/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("ung-dung/", totp.activate_totp, name="mfa_activate_totp"),
    path("ung-dung/go/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("ma-du-phong/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("ma-du-phong/moi/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("khoa/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("khoa/them/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("khoa/nhac-lai/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("khoa/<int:pk>/go/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("khoa/<int:pk>/ten/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]

urlpatterns = [
    path("dang-nhap/", views.sign_in, name="account_login"),
    path("dang-nhap/buoc-hai/", factors.authenticate, name="mfa_authenticate"),
    path("dang-nhap/khoa/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("dang-xuat/", views.sign_out, name="account_logout"),
    path("tai-khoan/nhac-lai/", account.reauthenticate, name="account_reauthenticate"),
    path("tai-khoan/xac-thuc/", include(_factors)),
    path("", include((_own, "accounts"))),
]
