"""Forms of the import pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from sodoan.common.forms import HouseForm
from sodoan.common.scoping import Actor
from sodoan.imports.reader.workbook import DEFAULT_LIMITS
from sodoan.org.choices import Capability
from sodoan.org.models import Unit

_MEGABYTE = 1 << 20
_SUGGESTED = 200
LIMITS = (
    f"Tệp .xlsx, tối đa {DEFAULT_LIMITS.file_bytes // _MEGABYTE} MB "
    f"và {DEFAULT_LIMITS.rows // 1000}.000 dòng mỗi trang tính."
)


class UnitCodeForm(HouseForm):
    """Names a unit by its code, inside the part of the tree where the capability holds."""

    unit = forms.CharField(label="Mã đơn vị", max_length=40)
    capability = Capability.IMPORT

    def __init__(self, *args: Any, scope: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        self.fields["unit"].widget.attrs |= {"list": "don-vi-co-the", "autocomplete": "off"}
        own = self.units.filter(pk__in=[post.unit_id for post in scope.posts])
        self.fields["unit"].initial = own.values_list("code", flat=True).first()

    @property
    def units(self) -> Any:
        """The units that may be named."""
        return Unit.objects.in_scope(self.scope, self.capability).active(self.scope.on)

    @property
    def suggested(self) -> Any:
        """The units the page offers while the code is typed."""
        return self.units.order_by("path").values_list("code", "name")[:_SUGGESTED]

    def clean_unit(self) -> Unit:
        """Return the unit with this code."""
        unit: Unit | None = self.units.filter(code=self.cleaned_data["unit"].upper()).first()
        if unit is None:
            raise ValidationError("Không có đơn vị mã này trong phạm vi của đồng chí.")
        return unit


class UploadForm(UnitCodeForm):
    """A list and the unit it is for."""

    file = forms.FileField(
        label="Tệp danh sách",
        help_text=LIMITS,
        widget=forms.FileInput({"accept": ".xlsx", "data-most": str(DEFAULT_LIMITS.file_bytes)}),
    )
    field_order = ("file", "unit")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].label = "Mã đơn vị nhận danh sách"
        self.fields["unit"].help_text = "Mỗi dòng được xếp vào đơn vị này hoặc đơn vị bên dưới."

    def clean_file(self) -> UploadedFile:
        """Refuse what is larger than the reader takes."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > DEFAULT_LIMITS.file_bytes:
            size = DEFAULT_LIMITS.file_bytes // _MEGABYTE
            raise ValidationError(
                f"Tệp lớn hơn {size} MB. Đồng chí chia danh sách thành nhiều tệp nhỏ."
            )
        return file


class NationalForm(UnitCodeForm):
    """Which members go into the national workbook, and why sensitive facts with them."""

    reason = forms.CharField(
        label="Lý do xuất kèm thông tin nhạy cảm",
        required=False,
        max_length=250,
        help_text=(
            "Để trống thì các cột dân tộc, tôn giáo, CMND/CCCD, ngày vào Đảng, kỷ luật không có "
            "nội dung. Có lý do thì mỗi đoàn viên thấy lượt xuất này trong hồ sơ của mình."
        ),
    )
    capability = Capability.VIEW_PEOPLE
