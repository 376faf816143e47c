"""Addresses of units."""

from django.urls import path

from sodoan.org.views import catalogue, changes, tree, unit

app_name = "org"
urlpatterns = [
    path("don-vi/", tree.tree, name="tree"),
    path("don-vi/danh-sach/", tree.unit_list, name="unit_list"),
    path("don-vi/danh-muc/", catalogue.catalogue, name="catalogue"),
    path("don-vi/danh-muc/chuc-danh-moi/", catalogue.add_post, name="add_post"),
    path("don-vi/danh-muc/chuc-danh/<slug:key>/", catalogue.edit_post, name="edit_post"),
    path("don-vi/danh-muc/loai/<slug:key>/", catalogue.edit_unit_type, name="edit_unit_type"),
    path("don-vi/<int:pk>/", unit.detail, name="unit"),
    path("don-vi/<int:pk>/lich-su/", unit.history, name="history"),
    path("don-vi/<int:pk>/lap-moi/", changes.found, name="found"),
    path("don-vi/<int:pk>/sua/", changes.edit, name="edit"),
    path("don-vi/<int:pk>/doi-ten/", changes.rename, name="rename"),
    path("don-vi/<int:pk>/chuyen/", changes.move, name="move"),
    path("don-vi/<int:pk>/nhiem-ky/", changes.open_term, name="open_term"),
    path("nhiem-ky/<int:pk>/", changes.edit_term, name="edit_term"),
]
