"""Addresses of imports and of the national workbook."""

from django.urls import path

from sodoan.imports.views import batches, headers, review, workbooks

app_name = "imports"
urlpatterns = [
    path("nhap-danh-sach/", batches.batch_list, name="batch_list"),
    path("nhap-danh-sach/moi/", batches.new, name="new"),
    path("nhap-danh-sach/<int:pk>/", batches.detail, name="batch"),
    path("nhap-danh-sach/<int:pk>/tien-do/", batches.progress, name="progress"),
    path("nhap-danh-sach/<int:pk>/xu-ly/", review.decide_rows, name="decide"),
    path("nhap-danh-sach/<int:pk>/ghep-cot/", review.remap_columns, name="remap"),
    path("nhap-danh-sach/<int:pk>/dong-tieu-de/", headers.header_rows, name="headers"),
    path("nhap-danh-sach/<int:pk>/nhap/", review.apply_batch, name="apply"),
    path("nhap-danh-sach/<int:pk>/lam-tiep/", batches.resume_batch, name="resume"),
    path("nhap-danh-sach/<int:pk>/huy/", batches.cancel_batch, name="cancel"),
    path("nhap-danh-sach/<int:pk>/hoan-tac/", batches.undo_batch, name="undo"),
    path("nhap-danh-sach/<int:pk>/tep-loi/", workbooks.error_file, name="error_file"),
    path("nhap-danh-sach/<int:pk>/khong-co-trong-tep/", workbooks.absent, name="absent"),
    path("doan-vien/mau-quoc-gia/", workbooks.national, name="national"),
]
