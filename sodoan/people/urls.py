"""Addresses of persons, posts and the search."""

from django.urls import path

from sodoan.people.views import admission, batch, changes, duplicates, lists, person, posts

app_name = "people"
urlpatterns = [
    path("doan-vien/", lists.member_list, name="person_list"),
    path("doan-vien/xuat/", lists.export, name="export"),
    path("doan-vien/them/", admission.admit, name="admit"),
    path("doan-vien/ket-nap/<int:pk>/", batch.admit_many, name="admit_many"),
    path("doan-vien/ket-nap/quyet-dinh/<int:pk>/", batch.admitted, name="admitted"),
    path("doan-vien/trung/", duplicates.queue, name="duplicates"),
    path("doan-vien/<int:pk>/gop/<int:other>/", duplicates.compare, name="compare"),
    path("doan-vien/<int:pk>/khac/<int:other>/", duplicates.apart, name="apart"),
    path("doan-vien/<int:pk>/", person.detail, name="person"),
    path("doan-vien/<int:pk>/sinh-hoat/", person.story, name="story"),
    path("doan-vien/<int:pk>/ren-luyen/", person.training, name="training"),
    path("doan-vien/<int:pk>/lich-su/", person.history, name="history"),
    path("doan-vien/<int:pk>/nhay-cam/", person.sensitive, name="sensitive"),
    path("doan-vien/<int:pk>/nhay-cam/ghi/", changes.edit_sensitive, name="edit_sensitive"),
    path("doan-vien/<int:pk>/sua/", changes.edit, name="edit"),
    path("doan-vien/<int:pk>/chuyen/", changes.transfer, name="transfer"),
    path("doan-vien/<int:pk>/sinh-hoat-tam/", changes.temporary, name="temporary"),
    path("doan-vien/<int:pk>/danh-du/", changes.honorary, name="honorary"),
    path("sinh-hoat/<int:pk>/ket-thuc/", changes.end_membership, name="end_membership"),
    path("sinh-hoat/<int:pk>/het-tam/", changes.end_temporary, name="end_temporary"),
    path("sinh-hoat/<int:pk>/huy/", changes.withdraw_membership, name="withdraw_membership"),
    path("tai-khoan/cap-phieu/xuat/", lists.account_export, name="account_export"),
    path("tai-khoan/cap-phieu/<int:pk>/xuat/", lists.account_export, name="unit_accounts"),
    path("don-vi/danh-muc/xuat/", lists.post_export, name="post_export"),
    path("don-vi/xuat/", lists.unit_export, name="unit_export"),
    path("don-vi/<int:pk>/lich-su/xuat/", lists.unit_history, name="unit_history_export"),
    path("don-vi/<int:pk>/chuc-danh/", posts.appoint, name="appoint"),
    path("chuc-danh/<int:pk>/thoi-giu/", posts.end_appointment, name="end_appointment"),
]
