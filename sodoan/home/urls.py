"""Addresses of the first screen."""

from django.urls import path

from sodoan.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("them/", views.more, name="more"),
    path("thong-bao/xuat/", views.notice_export, name="notice_export"),
    path("tim/", views.search, name="search"),
    path("huong-dan/", views.handbook, name="handbook"),
    path("huong-dan/<slug:name>/", views.handbook, name="handbook_page"),
]
