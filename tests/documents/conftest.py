from dataclasses import replace
from datetime import date

import pytest

from sodoan.access.scopes import Scope, system_scope
from sodoan.org.actions import create_unit, load_reference


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.SODOAN_DATA = tmp_path
    return tmp_path


@pytest.fixture
def units(db):
    """A province, two wards below it, a branch in each ward."""
    load_reference()
    by = replace(system_scope(), is_admin=True)

    def found(code, name, type_key, parent):
        return create_unit(
            by=by,
            code=code,
            name=name,
            type_key=type_key,
            parent=parent,
            opened_on=date(2020, 1, 1),
        )

    province = found("T", "Tỉnh An Bình", "tinh", None)
    wards = [found(f"P{n}", f"Đoàn phường {n}", "xa", province) for n in (1, 2)]
    branches = [found(f"C{n}", f"Chi đoàn {n}", "chi-doan", ward) for n, ward in enumerate(wards)]
    return {"province": province, "wards": wards, "branches": branches}


@pytest.fixture
def ward(units):
    return units["wards"][0]


@pytest.fixture
def officer(ward):
    """Someone with every right in the first ward and below, none elsewhere."""
    everything = system_scope().grants
    return Scope(
        user_id=None,
        person_id=None,
        on=date(2026, 2, 3),
        grants=dict.fromkeys(everything, (ward.path,)),
    )


@pytest.fixture
def outsider(units):
    everything = system_scope().grants
    return Scope(
        user_id=None,
        person_id=None,
        on=date(2026, 2, 3),
        grants=dict.fromkeys(everything, (units["wards"][1].path,)),
    )
