"""Addresses of the documents app."""

from django.urls import path

from sodoan.documents.views import register, templates

app_name = "documents"
urlpatterns = [
    path("so-van-ban/", register.register, name="register"),
    path("so-van-ban/tai/", register.register_export, name="register_export"),
    path("so-van-ban/<int:pk>/tep/", register.entry_file, name="entry_file"),
    path("so-van-ban/<int:pk>/huy/", register.void, name="void"),
    path("mau-giay-to/", templates.own_templates, name="own_templates"),
    path("mau-giay-to/<int:pk>/", templates.unit_templates, name="templates"),
    path("mau-giay-to/<int:pk>/<slug:kind>/", templates.template, name="template"),
    path("mau-giay-to/<int:pk>/<slug:kind>/bo/", templates.drop, name="drop_template"),
    path(
        "mau-giay-to/<int:pk>/<slug:kind>/tai/<slug:which>/",
        templates.template_file,
        name="template_file",
    ),
]
