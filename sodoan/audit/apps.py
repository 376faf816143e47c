"""Django app configuration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """See README.md in this folder."""

    name = "sodoan.audit"
    label = "audit"
    verbose_name = "Lịch sử"
