"""A human being known to the organisation: one row however many posts and units."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from sodoan.audit.history import tracked
from sodoan.people.choices import Category, Precision, Sex
from sodoan.people.provinces import renamed_province
from sodoan.people.querysets import PersonQuerySet

_INTO_A_LIVING_FILE = """
    IF EXISTS (SELECT FROM people_person WHERE id = NEW.merged_into_id
               AND merged_into_id IS NOT NULL) THEN
        RAISE EXCEPTION 'a file is merged into a living one' USING ERRCODE = '23514';
    END IF;
    IF EXISTS (SELECT FROM people_membership WHERE person_id = NEW.id)
       OR EXISTS (SELECT FROM org_appointment WHERE person_id = NEW.id) THEN
        RAISE EXCEPTION 'a file merged away has given everything to the other'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


def _precision(label: str) -> models.CharField:
    return models.CharField(label, max_length=5, choices=Precision, default=Precision.DAY)


@tracked
class Person(models.Model):
    """Identity and the ordinary columns of the national member list (33 columns)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="person",
        verbose_name="tài khoản",
    )  # fmt: skip
    full_name = models.CharField("họ và tên", max_length=120)
    sort_key = models.CharField(max_length=400, db_collation="C", editable=False)
    search_key = models.CharField(max_length=160, editable=False)
    sex = models.CharField("giới tính", max_length=6, choices=Sex)
    born_on = models.DateField("ngày sinh")
    born_precision = _precision("độ chính xác ngày sinh")
    member_code = models.CharField("mã định danh đoàn viên", max_length=30, blank=True)
    id_number_hash = models.CharField(max_length=64, null=True, blank=True, editable=False)  # noqa: DJ001 - NULLs may repeat
    home_town = models.CharField("quê quán", max_length=300, blank=True)
    home_province = models.CharField(
        "tỉnh, thành phố (sau sắp xếp)", max_length=3, blank=True, editable=False
    )  # code of today's province in provinces.py; follows home_town
    address = models.CharField("địa chỉ thường trú", max_length=300, blank=True)
    schooling = models.CharField("trình độ văn hóa", max_length=60, blank=True)
    degree = models.CharField("trình độ chuyên môn", max_length=120, blank=True)
    theory = models.CharField("trình độ lý luận chính trị", max_length=60, blank=True)
    it_level = models.CharField("tin học", max_length=60, blank=True)
    language_level = models.CharField("ngoại ngữ", max_length=60, blank=True)
    joined_on = models.DateField("ngày vào Đoàn", null=True, blank=True)
    joined_precision = _precision("độ chính xác ngày vào Đoàn")
    admission_no = models.CharField("số nghị quyết chuẩn y kết nạp", max_length=60, blank=True)
    card_no = models.CharField("số thẻ đoàn", max_length=40, blank=True)
    occupation = models.CharField("nghề nghiệp hiện nay", max_length=120, blank=True)
    category = models.CharField(
        "đối tượng đoàn viên", max_length=14, choices=Category, default=Category.OTHER
    )
    association = models.CharField("Hội", max_length=60, blank=True)
    commendation = models.TextField("khen thưởng", blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    phone = models.CharField("điện thoại", max_length=15, blank=True)
    note = models.TextField("ghi chú", blank=True)
    wall_consent = models.BooleanField(
        "đồng ý treo phiếu đăng ký ở nơi sinh hoạt", null=True, blank=True
    )
    wall_consent_on = models.DateField(
        "ngày trả lời về việc treo phiếu", null=True, blank=True, editable=False
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False,
        verbose_name="đã gộp vào hồ sơ", db_index=False,
    )  # fmt: skip
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "đoàn viên"
        verbose_name_plural = "đoàn viên"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["id_number_hash"],
                name="one_person_per_citizen_number",
            ),
            models.CheckConstraint(
                condition=models.Q(wall_consent=None, wall_consent_on=None)
                | models.Q(wall_consent__isnull=False, wall_consent_on__isnull=False),
                name="wall_consent_has_its_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="person_merged_into_another"
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | models.Q(id_number_hash=None),
                name="merged_person_has_no_citizen_number",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="merged_into_a_living_file",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("merged_into_id"),
                condition=pgtrigger.Q(new__merged_into_id__isnull=False),
                func=_INTO_A_LIVING_FILE,
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="person_merged",
            ),
            models.Index(fields=["sort_key", "id"], name="person_sort"),
            models.Index(fields=["category", "sort_key", "id"], name="person_category"),
            models.Index(fields=["born_on"], name="person_born"),
            models.Index(fields=["search_key", "born_on"], name="person_name_birth"),
            models.Index(fields=["phone"], name="person_phone", condition=~models.Q(phone="")),
            GinIndex(fields=["search_key"], name="person_search", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def contacts(self) -> tuple[str, str]:
        """Phone and e-mail: what opens the person's account, beside its code."""
        return self.phone, self.email

    @property
    def home_province_name(self) -> str:
        """Today's province of a home town that names one of before; empty for any other."""
        return renamed_province(self.home_town)

    @property
    def address_province_name(self) -> str:
        """Today's province of an address that names one of before; empty for any other."""
        return renamed_province(self.address)


@tracked
class SensitiveProfile(models.Model):
    """Facts the law calls sensitive, and the citizen number (encrypted). Reading leaves a trace."""

    person = models.OneToOneField(
        Person, models.CASCADE, primary_key=True, related_name="sensitive",
        verbose_name="đoàn viên",
    )  # fmt: skip
    id_number = models.BinaryField("số CMND/CCCD (mã hóa)", null=True, blank=True)
    id_issued_on = models.DateField("ngày cấp", null=True, blank=True)
    id_issued_precision = _precision("độ chính xác ngày cấp")
    id_issued_by = models.CharField("nơi cấp", max_length=120, blank=True)
    ethnicity = models.CharField("dân tộc", max_length=40, blank=True)
    religion = models.CharField("tôn giáo", max_length=60, blank=True)
    party_joined_on = models.DateField("ngày vào Đảng", null=True, blank=True)
    party_joined_precision = _precision("độ chính xác ngày vào Đảng")
    party_official_on = models.DateField("ngày chính thức", null=True, blank=True)
    discipline = models.TextField("kỷ luật", blank=True)

    history_masked: ClassVar[bool] = True  # the history says that it changed, never to what

    class Meta:
        verbose_name = "thông tin nhạy cảm"
        verbose_name_plural = "thông tin nhạy cảm"

    def __str__(self) -> str:
        return str(self.person)
