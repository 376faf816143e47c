"""Files kept by content, the register of issued documents, and replaced paper templates."""

from pathlib import Path
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import ExtractYear, Now

from sodoan.audit.history import tracked, tracked_by
from sodoan.documents.choices import DocumentKind, MediaType, PaperKey
from sodoan.documents.querysets import RegisterQuerySet, UnitOwnedQuerySet


@tracked
class Attachment(models.Model):
    """A stored file: the row says whose it is, the bytes lie under the data folder by content.

    Equal content is stored once, however many rows name it. Rows are read-only facts.
    """

    sha256 = models.CharField("mã băm nội dung", max_length=64, db_index=True)
    media_type = models.CharField("loại tệp", max_length=100, choices=MediaType)
    name = models.CharField("tên tệp", max_length=200)
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị"
    )  # fmt: skip
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người tải lên",
    )  # fmt: skip
    uploaded_at = models.DateTimeField("tải lên lúc", db_default=Now())

    objects = UnitOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp đính kèm"
        verbose_name_plural = "tệp đính kèm"
        ordering: ClassVar = ["-uploaded_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="attachment_sha256_is_hex"
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="attachment_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the bytes are."""
        return attachment_path(self.sha256)


def attachment_path(sha256: str) -> Path:
    """Where content with this hash lies: `attachments/ab/cd/abcd…` in the data folder."""
    folder: Path = settings.SODOAN_DATA / "attachments"
    return folder / sha256[:2] / sha256[2:4] / sha256


class RegisterCounter(models.Model):
    """The last number a unit gave to a kind of document in a year; locked while one is given."""

    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị")
    kind = models.CharField("loại văn bản", max_length=4, choices=DocumentKind)
    year = models.PositiveSmallIntegerField("năm")
    last_number = models.PositiveIntegerField("số đã cấp gần nhất")

    class Meta:
        verbose_name = "số đang dùng"
        verbose_name_plural = "số đang dùng"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "kind", "year"], name="one_counter_per_unit_kind_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last_number}"


@tracked
class RegisterEntry(models.Model):
    """A line of the register: a document the unit has issued.

    Numbers run without gaps per unit, kind and year. An entry is voided, never deleted. The
    signer is kept as printed (`signer_name`, `signer_post`), whatever becomes of the person's row.
    """

    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị")
    kind = models.CharField("loại văn bản", max_length=4, choices=DocumentKind)
    year = models.PositiveSmallIntegerField("năm")
    number = models.PositiveIntegerField("số")
    symbol = models.CharField("ký hiệu", max_length=40, help_text="Ví dụ: KH/ĐTN-TCKT.")
    issued_on = models.DateField("ngày ban hành")
    title = models.CharField("trích yếu", max_length=400)
    signer = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="người ký",
    )  # fmt: skip
    signer_name = models.CharField("họ tên người ký", max_length=120)
    signer_post = models.CharField("chức vụ người ký", max_length=120, blank=True)
    recipients = ArrayField(
        models.CharField(max_length=200), verbose_name="nơi nhận", default=list, blank=True
    )
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tệp"
    )
    voided_at = models.DateTimeField("hủy lúc", null=True, blank=True)
    void_reason = models.CharField("lý do hủy", max_length=300, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="người vào sổ",
    )  # fmt: skip
    created_at = models.DateTimeField("vào sổ lúc", db_default=Now(), editable=False)
    search_key = models.TextField(default="", editable=False)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản đi"
        verbose_name_plural = "sổ văn bản đi"
        ordering: ClassVar = ["-year", "kind", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "kind", "year", "number"], name="register_number_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gt=0), name="register_number_is_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(year=ExtractYear("issued_on")),
                name="register_year_is_issue_year",
            ),
            models.CheckConstraint(
                condition=models.Q(voided_at=None, void_reason="")
                | (models.Q(voided_at__isnull=False) & ~models.Q(void_reason="")),
                name="register_void_has_reason",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="register_keeps_its_entries", operation=pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """Number and sign as printed, "05-KH/ĐTN"."""
        return f"{self.number:02d}-{self.symbol}"


@tracked_by("unit")
class PaperTemplate(models.Model):
    """A unit's own Word template for a kind of paper; units below use it unless they have one."""

    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị")
    kind = models.CharField("loại giấy tờ", max_length=20, choices=PaperKey)
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, related_name="+", verbose_name="tệp mẫu"
    )
    updated_at = models.DateTimeField("cập nhật lúc", db_default=Now())

    objects = UnitOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = "mẫu giấy tờ"
        verbose_name_plural = "mẫu giấy tờ"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "kind"], name="one_template_per_unit_and_kind")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.unit}"
