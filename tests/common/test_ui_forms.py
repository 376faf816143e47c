"""Form helpers: dates as people write them, errors in our tone, fields in the look of the house."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from sodoan.common.forms import DateField, HouseForm, read_date

TODAY = date(2026, 10, 12)


class Sample(HouseForm):
    name = forms.CharField(label="Họ và tên")
    due_on = DateField(label="Xong trước ngày", help_text="Ghi ngày/tháng/năm.")
    side = forms.ChoiceField(
        label="Khối", choices=[("a", "Trường học"), ("b", "Khác")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="Đã đọc")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


class ForMembers(Sample):
    you = "Bạn"


def drawn(form, name, extra=""):
    source = '<c-field :field="field" ' + extra + " />"
    from django_cotton.compiler_regex import CottonCompiler

    return (
        engines["django"]
        .from_string(CottonCompiler().process(source))
        .render({"field": form[name]})
    )


@pytest.mark.parametrize("text", ["31/02/2026", "31/2/26", "31-02-2026", "2026-02-31"])
def test_day_that_never_was_is_refused_in_words(text):
    with pytest.raises(ValidationError) as caught:
        read_date(text, on=TODAY)
    assert caught.value.messages == [
        "Ngày 31/02/2026 không có thật. Đồng chí nhập lại theo dạng ngày/tháng/năm."
    ]


@pytest.mark.parametrize("text", ["hôm qua", "9/2026", "1/9/026", "1/9/26 8:00", "1//9/26", "/"])
def test_text_that_is_no_date_is_refused_with_an_example(text):
    with pytest.raises(ValidationError, match="chưa phải là một ngày"):
        read_date(text, on=TODAY)


def test_day_zero_and_month_thirteen_are_refused():
    for text in ("0/1/2026", "1/0/2026", "1/13/2026", "1/1/0000"):
        with pytest.raises(ValidationError, match="không có thật"):
            read_date(text, on=TODAY)


@pytest.mark.parametrize(
    "text", ["1/9/26", "01/09/2026", " 1/9/2026 ", "1-9-26", "1.9.2026", "1 9 2026", "2026-09-01"]
)
def test_date_is_read_as_people_write_it(text):
    assert read_date(text, on=TODAY) == date(2026, 9, 1)


def test_two_digit_year_goes_at_most_ten_years_ahead():
    assert read_date("1/1/36", on=TODAY).year == 2036
    assert read_date("1/1/37", on=TODAY).year == 1937
    assert read_date("1/1/00", on=TODAY).year == 2000


@given(st.dates(min_value=date(1000, 1, 1)))
def test_written_date_reads_back(day):
    assert read_date(f"{day:%d/%m/}{day.year:04}", on=TODAY) == day


def test_date_field_shows_typed_text_and_saved_days():
    assert 'value="31/02/2026"' in str(Sample({"due_on": "31/02/2026"})["due_on"])
    assert 'value="05/09/2026"' in str(Sample(initial={"due_on": date(2026, 9, 5)})["due_on"])


def test_errors_address_the_reader():
    form = ForMembers({"due_on": "31/02/2026"})
    assert form.errors["due_on"] == [
        "Ngày 31/02/2026 không có thật. Bạn nhập lại theo dạng ngày/tháng/năm."
    ]
    assert form.errors["name"] == ["Ô này còn trống. Bạn điền rồi gửi lại."]
    assert form.errors["side"] == ["Bạn chưa chọn mục nào ở đây."]
    assert form.errors["agreed"] == ["Bạn cần đánh dấu ô này để tiếp tục."]


def test_field_ties_hint_and_error_to_the_control():
    html = drawn(Sample({"due_on": "31/02/2026"}), "due_on")
    assert 'aria-describedby="id_due_on_helptext id_due_on_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_due_on_error"' in html
    assert 'id="id_due_on_helptext"' in html
    assert 'class="form-control bad"' in html


def test_field_without_error_is_not_marked():
    html = drawn(Sample(), "due_on")
    assert "aria-invalid" not in html
    assert 'class="form-control"' in html


def test_prefilled_field_says_how_it_was_filled():
    html = drawn(Sample(), "name", 'auto="Tự điền từ điểm danh"')
    assert 'class="form-control auto"' in html
    assert 'aria-describedby="id_name_auto"' in html
    assert "Tự điền từ điểm danh" in html


def test_overridden_field_says_why():
    html = drawn(Sample(), "name", 'over="Đã sửa. Lý do: đếm lại."')
    assert 'class="form-control over"' in html
    assert 'id="id_name_over"' in html


def test_choices_are_a_fieldset_and_hidden_fields_have_no_label():
    html = drawn(Sample(), "side")
    assert "<fieldset" in html
    assert "<legend" in html
    assert html.count('type="radio"') == 2
    assert html.count('class="form-check-input"') == 2
    assert "<label" not in drawn(Sample(), "secret")


def test_whole_form_is_drawn_by_the_house():
    html = str(Sample({"name": "<b>"}))
    assert 'class="fld' in html
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert 'name="secret"' in html


@pytest.mark.parametrize(
    ("typed", "said"),
    [("ba", "ghi một số."), ("0", "ghi từ 1 trở lên."), ("9", "ghi từ 1 trở xuống.")],
)
@pytest.mark.parametrize("you", ["Đồng chí", "Bạn"])
def test_numbers_are_refused_in_the_words_of_the_house(you, typed, said):
    class Counted(HouseForm):
        number = forms.IntegerField(min_value=1, max_value=1)

    Counted.you = you
    assert Counted({"number": typed}).errors["number"] == [f"{you} {said}"]
