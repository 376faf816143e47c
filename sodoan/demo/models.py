"""The mark that a database belongs to the demo."""

from django.db import models
from django.db.models.functions import Now


class DemoMark(models.Model):
    """One row, written before anything else: demo accounts may exist in this database only."""

    size = models.CharField("cỡ dữ liệu", max_length=1)
    loaded_at = models.DateTimeField("nạp xong lúc", null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "dấu dữ liệu mẫu"
        verbose_name_plural = "dấu dữ liệu mẫu"

    def __str__(self) -> str:
        return f"demo {self.size}"
