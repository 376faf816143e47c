"""TCVN3 and VNI text is recognised and converted; everything else stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sodoan.common.legacy_fonts import (
    _TCVN3,
    _VNI,
    Encoding,
    convert_legacy,
    encoding_of,
    from_tcvn3,
    from_vni,
)
from sodoan.common.syllables import is_syllable

TCVN3 = {
    "NguyÔn ThÞ Hµ": "Nguyễn Thị Hà",
    "Vâ ThÞ Kim Oanh": "Võ Thị Kim Oanh",
    "Lª V¨n Hïng": "Lê Văn Hùng",
    "§ç ThÞ L­¬ng": "Đỗ Thị Lương",
    "Ph¹m Quèc C­êng": "Phạm Quốc Cường",
    "TrÇn TuÊn Anh": "Trần Tuấn Anh",
    "Hå ChÝ Minh": "Hồ Chí Minh",
    "Chi ®oµn Khu phè 2": "Chi đoàn Khu phố 2",
    # capitals: marked ones have the codes of small letters
    "PH¹M V¡N XU¢N": "PHẠM VĂN XUÂN",
    "NGUYÔN §×NH PH­¥NG": "NGUYỄN ĐÌNH PHƯƠNG",
    "PH¹M V¡N Hµ": "PHẠM VĂN HÀ",
    "§¾C": "ĐẮC",
    "Hå §¾c L©m": "Hồ Đắc Lâm",
    "CHI §OµN KHU PHè 1 PH¦êNG TH¹NH §¤NG 4": "CHI ĐOÀN KHU PHỐ 1 PHƯỜNG THẠNH ĐÔNG 4",
    "NGUYÔN ThÞ Hµ": "NGUYỄN Thị Hà",
    "TP Hµ Néi": "TP Hà Nội",
    "Hµ Vò Lª": "Hà Vũ Lê",
}
VNI = {
    "Nguyeãn Thò Haø": "Nguyễn Thị Hà",
    "Traàn Vaên Höng": "Trần Văn Hưng",
    "Leâ Ñöùc Anh": "Lê Đức Anh",
    "Ñaëng Quoác Thaùi": "Đặng Quốc Thái",
    "Huyønh Thò Myõ Linh": "Huỳnh Thị Mỹ Linh",
    "NGUYEÃN THÒ AÙNH": "NGUYỄN THỊ ÁNH",
    "Hoàng Vaên An": "Hồng Văn An",
    "Chi ñoaøn Khu phoá 2": "Chi đoàn Khu phố 2",
}


@pytest.mark.parametrize(("typed", "wanted"), TCVN3.items())
def test_tcvn3_is_recognised(typed, wanted):
    converted = convert_legacy(typed)
    assert (converted.text, converted.encoding) == (wanted, Encoding.TCVN3)


@pytest.mark.parametrize(("typed", "wanted"), VNI.items())
def test_vni_is_recognised(typed, wanted):
    converted = convert_legacy(typed)
    assert (converted.text, converted.encoding) == (wanted, Encoding.VNI)


@pytest.mark.parametrize(
    "text",
    ["Nguyễn Thị Hà", "Hoàng Hà", "Lê Hòa", "Lý Thùy An", "Mông Quê", "Trần Chí Công", "Đào Tú",
     "Tô Hoài", "Huỳnh Tấn Phát", "José", "François", "Müller", "Zoé Niño", "Niê H'Rơn", "Cà Mau",
     "Số 12/3 đường Bà Triệu", "TP. HCM", "",
     "HOÀNG HÀ", "LÝ THÙY AN", "TÔ HOÀI", "MÔNG QUÊ", "LÊ VÕ CÔNG", "CAFÉ TÂN Á", "HOÀNG ANH 50 m²",
     "CÔNG TY ABC®", "MÜLLER", "Nguyen Van An", "xã Tân Hòa, tỉnh Long An"],
)  # fmt: skip
def test_unicode_and_foreign_names_stay(text):
    assert convert_legacy(text).encoding is None
    assert convert_legacy(text).text == text


def test_a_hint_converts_what_merely_looks_wrong():
    assert convert_legacy("Vâ Kim Oanh").encoding is None
    assert convert_legacy("Vâ Kim Oanh", hint=Encoding.TCVN3).text == "Võ Kim Oanh"


@pytest.mark.parametrize(
    ("text", "hint", "meant"),
    [
        ("Phan Thò An", Encoding.VNI, "Phan Thị An"),
        ("Phan Minh Dòng", Encoding.TCVN3, "Phan Minh Dũng"),
        ("HÖ 12/12", Encoding.TCVN3, "Hệ 12/12"),
    ],
)
def test_a_hint_settles_what_reads_both_ways(text, hint, meant):
    assert convert_legacy(text).encoding is None
    assert convert_legacy(text, hint=hint).text == meant


def test_a_list_is_in_the_encoding_most_texts_prove():
    vni = ["Nguyeãn Thò Haø", "Phöôøng Phuù Thoï", "Bí thö chi ñoaøn", "Kinh"]
    assert encoding_of(vni) is Encoding.VNI
    assert encoding_of(vni[:2]) is None
    assert encoding_of([*vni, "Nguyễn Hà", "Lê Tuấn", "Võ Mỹ"]) is None


def test_a_hint_never_changes_good_vietnamese():
    assert convert_legacy("Hoàng Hà", hint=Encoding.TCVN3).text == "Hoàng Hà"


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_ascii_is_never_altered(text):
    assert convert_legacy(text).text == text


_SYLLABLES = ["nguyễn", "thị", "hà", "quốc", "cường", "thủy", "diễm", "khánh", "xuân", "đức", "mỹ"]
_SYLLABLES += ["huỳnh", "phượng", "nghĩa", "giang", "gì", "quyên", "ưu", "ý", "oanh", "thoại"]


@given(st.lists(st.sampled_from(_SYLLABLES), min_size=1, max_size=6))
def test_unicode_vietnamese_is_never_altered(words):
    text = " ".join(words)
    assert convert_legacy(text).text == text


@pytest.mark.parametrize(
    ("table", "decode", "encoding"),
    [(_TCVN3, from_tcvn3, Encoding.TCVN3), (_VNI, from_vni, Encoding.VNI)],
)
def test_every_letter_survives_a_round_trip(table, decode, encoding):
    letters = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
    back = {letter: code if isinstance(code, str) else chr(code) for code, letter in table.items()}
    assert all(decode(back[letter]) == letter for letter in letters)


@given(st.lists(st.sampled_from(_SYLLABLES), min_size=2, max_size=5))
def test_text_typed_in_tcvn3_comes_back(words):
    wanted = " ".join(words)
    back = str.maketrans({letter: chr(code) for code, letter in _TCVN3.items()})
    converted = convert_legacy(wanted.translate(back))
    assert converted.text in (wanted, wanted.translate(back))
    if converted.encoding:
        assert converted.text == wanted


@pytest.mark.parametrize("word", ["nguyễn", "quỳnh", "giếng", "gì", "ý", "Oanh", "khuya", "Thoại"])
def test_is_syllable_accepts_vietnamese(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Vâ", "NguyÔn", "Haø", "các̀", "hạp̣", "Müller", "ngưỡp", "aê"])
def test_is_syllable_refuses_other_words(word):
    assert not is_syllable(word)
