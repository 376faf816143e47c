"""The place a paper is dated in, read from the names units carry."""

import pytest

from sodoan.documents.letterhead import place_of
from tests.factories.org import UnitFactory, UnitTypeFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Ban Chấp hành Đoàn xã Tân Phú", "Tân Phú"),
        ("BCH Đoàn phường Cái Răng", "Cái Răng"),
        ("Đoàn TNCS xã Tân Phú", "Tân Phú"),
        ("Đoàn TNCS HCM xã Tân Phú", "Tân Phú"),
        ("Đoàn TNCS Hồ Chí Minh phường An Hòa", "An Hòa"),
        ("Đoàn Thanh niên Cộng sản Hồ Chí Minh xã Tân Phú", "Tân Phú"),
        ("BCH Đoàn Thanh niên Cộng sản Hồ Chí Minh đặc khu Côn Đảo", "Côn Đảo"),
        ("Đoàn Thanh niên xã Tân Phú", "Tân Phú"),
        ("Tuổi trẻ Tân Phú", "……"),
    ],
)
def test_a_commune_dates_its_papers_in_itself_or_leaves_dots(reference, name, place):
    province = UnitFactory(type=UnitTypeFactory(key="tinh"), name="Tỉnh đoàn Trường Giang")
    commune = UnitFactory(type=UnitTypeFactory(key="xa"), name=name, parent=province)
    branch = UnitFactory(type=UnitTypeFactory(key="chi-doan"), name="Chi đoàn 1", parent=commune)
    assert (place_of(commune), place_of(branch)) == (place, place)
