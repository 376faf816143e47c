"""Provinces before and after 01/07/2025, found in what people write."""

import pytest

from sodoan.people.provinces import (
    current_provinces,
    find_province,
    home_province,
    province_name,
    provinces,
    renamed_province,
)


def test_provinces_are_63_and_34_and_all_linked():
    former = [p for p in provinces() if p.until]
    assert len(former) == 63
    assert len(current_provinces()) == 34
    assert {p.successor for p in former} == set(current_provinces())
    assert len({p.code for p in former}) == 63


@pytest.mark.parametrize(
    ("text", "name", "now"),
    [
        ("Bình Dương", "Bình Dương", "Hồ Chí Minh"),
        ("tỉnh Trà Vinh", "Trà Vinh", "Vĩnh Long"),
        ("xã An Hòa, huyện B, tỉnh Thái Bình", "Thái Bình", "Hưng Yên"),
        ("phường 1 thành phố Cà Mau", "Cà Mau", "Cà Mau"),
        ("TP. HCM", "Hồ Chí Minh", "Hồ Chí Minh"),
        ("TPHCM", "Hồ Chí Minh", "Hồ Chí Minh"),
        ("BÀ RỊA VŨNG TÀU", "Bà Rịa - Vũng Tàu", "Hồ Chí Minh"),
        ("Đăk Lăk", "Đắk Lắk", "Đắk Lắk"),
        ("Thừa Thiên-Huế", "Thừa Thiên Huế", "Huế"),
        ("Hà Tây", "Hà Tây", "Hà Nội"),
        ("Minh Hải", "Minh Hải", "Cà Mau"),
        ("huyện Hải Hậu, Hà Nam Ninh", "Hà Nam Ninh", "Ninh Bình"),
        ("Quảng Nam - Đà Nẵng", "Quảng Nam - Đà Nẵng", "Đà Nẵng"),
        ("tỉnh Cửu Long", "Cửu Long", "Vĩnh Long"),
    ],
)
def test_old_provinces_lead_to_the_new(text, name, now):
    province = find_province(text)
    assert province.name == name
    assert current_provinces()[province.successor].name == now


@pytest.mark.parametrize("text", ["", "Paris", "Khu phố 3", "Bình"])
def test_other_places_are_no_province(text):
    assert find_province(text) is None


@pytest.mark.parametrize("text", ["", "Paris", "Bình Minh, Vĩnh Long", "TP. HCM", "Đăk Lăk"])
def test_place_in_a_province_that_kept_its_name_has_no_other(text):
    assert renamed_province(text) == ""


@pytest.mark.parametrize(
    ("text", "now"), [("Ba Tri, Bến Tre", "Vĩnh Long"), ("tỉnh Thừa Thiên Huế", "Huế")]
)
def test_place_in_a_province_of_before_leads_to_the_name_of_today(text, now):
    assert renamed_province(text) == now


def test_unknown_code_has_no_name():
    assert (province_name(""), province_name("00"), home_province("")) == ("", "", "")


def test_home_town_leads_to_the_province_of_today():
    code = home_province("Xã An Bình, huyện Phú Giáo, tỉnh Bình Dương")
    assert code == "79"
    assert province_name(code) == "Hồ Chí Minh"


@pytest.mark.parametrize(
    "text", ["tỉnh Sông Bé", "Hải Hưng", "Bình Trị Thiên", "xã A, Gia Lai - Kon Tum"]
)
def test_split_province_is_known_but_leads_nowhere(text):
    assert find_province(text).name in text
    assert home_province(text) == ""
