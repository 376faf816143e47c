"""Rows of a file between reading and applying, and the record of what each of them did."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from sodoan.imports.choices import Choice, LinkKind, Verdict
from sodoan.imports.models.batch import Batch

_ROW = ("batch", "sheet", "number")


def _text(length: int) -> models.CharField:
    return models.CharField(max_length=length, blank=True, default="")


def _words() -> ArrayField:
    return ArrayField(models.CharField(max_length=30), default=list, blank=True)


class StagedRow(models.Model):
    """One row of a list, normalised and judged; columns are those of the person it may become.

    Filled by COPY, judged by set-wise SQL, emptied when the batch can no longer be undone. The
    citizen number is encrypted here too. `sheet` counts the visible sheets of the file from 0, also
    those in which no list was found; `issues` is a list of `{field, code, severity, message}`,
    `raw` the cells those issues speak of, and under `spelled` the dates whose spelling tells the
    month, under `real` those Excel holds as dates.
    """

    # Without a constraint in the database: checking it row by row would slow a bulk load.
    batch = models.ForeignKey(
        Batch, models.CASCADE, related_name="rows", db_index=False, db_constraint=False
    )
    sheet = models.PositiveSmallIntegerField("trang")
    number = models.PositiveIntegerField("dòng")
    verdict = models.CharField("kết quả", max_length=9, choices=Verdict)
    issues = models.JSONField(null=True)
    raw = models.JSONField(null=True)
    of_row = models.BigIntegerField("lặp lại dòng", null=True)
    of_person = models.BigIntegerField("là người đã có", null=True)
    choice = models.CharField("quyết định", max_length=6, choices=Choice, blank=True, default="")
    fills = _words()
    differs = _words()
    unit_id = models.BigIntegerField("đơn vị", null=True)
    post_key = _text(40)
    is_honorary = models.BooleanField(default=False)
    full_name = _text(120)
    sort_key = _text(400)
    search_key = _text(160)
    sex = _text(6)
    born_on = models.DateField(null=True)
    born_precision = _text(5)
    member_code = _text(30)
    id_number = models.BinaryField(null=True)
    id_number_hash = models.CharField(max_length=64, null=True)  # noqa: DJ001 - NULLs may repeat
    is_new_id = models.BooleanField("số CCCD 12 chữ số", default=False)
    home_town = _text(300)
    home_province = _text(3)
    address = _text(300)
    schooling = _text(60)
    degree = _text(120)
    theory = _text(60)
    it_level = _text(60)
    language_level = _text(60)
    joined_on = models.DateField(null=True)
    joined_precision = _text(5)
    admission_no = _text(60)
    card_no = _text(40)
    occupation = _text(120)
    category = _text(14)
    association = _text(60)
    commendation = models.TextField(default="")
    email = _text(254)
    phone = _text(15)
    note = models.TextField(default="")
    id_issued_on = models.DateField(null=True)
    id_issued_precision = _text(5)
    id_issued_by = _text(120)
    ethnicity = _text(40)
    religion = _text(60)
    party_joined_on = models.DateField(null=True)
    party_joined_precision = _text(5)
    discipline = models.TextField(default="")

    class Meta:
        verbose_name = "dòng chờ nhập"
        verbose_name_plural = "dòng chờ nhập"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=_ROW, name="one_staged_row_per_line"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.number} {self.full_name}"

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in the file; unlike its key this outlasts a new check."""
        return self.sheet, self.number


class Decision(models.Model):
    """What the user decided or corrected about a row; survives staging the file anew.

    `fixes` maps field keys (`full_name`, `born_on`, `sex`, `unit`, `phone`, `email`, `joined_on`)
    to the text typed instead of the cell. `is_staying` overrules a list of people who have left.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="decisions", db_index=False)
    sheet = models.PositiveSmallIntegerField("trang")
    number = models.PositiveIntegerField("dòng")
    choice = models.CharField("quyết định", max_length=6, choices=Choice, blank=True, default="")
    fixes = models.JSONField(default=dict, blank=True)
    is_staying = models.BooleanField("vẫn còn sinh hoạt", default=False, db_default=False)

    class Meta:
        verbose_name = "quyết định về dòng"
        verbose_name_plural = "quyết định về dòng"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=_ROW, name="one_decision_per_line"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.number} {self.choice}"


class RowLink(models.Model):
    """What a row did to a person. Written in the same transaction: the mark that it was applied.

    References are plain numbers: staged rows are emptied and undone persons deleted, the link
    stays. `fields` are the empty fields that were filled.
    """

    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="links", db_index=False, db_constraint=False
    )
    sheet = models.PositiveSmallIntegerField("trang")
    number = models.PositiveIntegerField("dòng")
    row_id = models.BigIntegerField()
    kind = models.CharField("việc", max_length=7, choices=LinkKind)
    person_id = models.BigIntegerField(db_index=True)
    membership_id = models.BigIntegerField(null=True)
    appointment_id = models.BigIntegerField(null=True)
    fields = _words()
    applied_at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True)
    kept_because = models.CharField("giữ lại vì", max_length=200, blank=True, db_default="")

    class Meta:
        verbose_name = "liên kết dòng và hồ sơ"
        verbose_name_plural = "liên kết dòng và hồ sơ"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=_ROW, name="one_link_per_line"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.number} {self.kind} {self.person_id}"
