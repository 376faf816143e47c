"""What one chooses about mail."""

from django import forms

from sodoan.common.forms import HouseForm
from sodoan.mails.choices import Rhythm


class ChoiceForm(HouseForm):
    """How often the digest comes."""

    rhythm = forms.ChoiceField(
        label="Nhận thư tóm tắt", choices=Rhythm.choices, widget=forms.RadioSelect
    )
