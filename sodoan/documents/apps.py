"""Django app configuration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.documents"
    label = "documents"
    verbose_name = "Văn bản"
