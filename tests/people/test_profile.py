"""Ordinary and sensitive columns: who writes them, who reads them, what stays behind."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from sodoan.audit.models import SensitiveRead
from sodoan.common.clock import today
from sodoan.people.actions import (
    reveal_sensitive,
    set_wall_consent,
    update_person,
    update_sensitive,
)
from sodoan.people.choices import Category
from sodoan.people.models import Person, SensitiveProfile
from sodoan.people.queries import latest_version, masked_number
from tests.factories.people import MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db
REASON = "Đối chiếu hồ sơ phát triển Đảng"


def test_update_by_secretary_of_another_branch_is_refused(dung, chi, scope):
    with pytest.raises(PermissionDenied):
        update_person(dung.person, by=scope(chi), changes={"occupation": "Nông dân"})


def test_update_by_the_unit_of_a_stay_is_refused(dung, chi, scope, units):
    MembershipFactory(person=dung.person, unit=units.b1, kind="temporary")
    assert scope(chi).person_id != dung.person.pk
    with pytest.raises(PermissionDenied):
        update_person(dung.person, by=scope(chi), changes={"occupation": "Nông dân"})


def test_update_of_unknown_column_is_a_mistake_of_ours(dung, an, scope):
    with pytest.raises(KeyError):
        update_person(dung.person, by=scope(an), changes={"id_number_hash": "x"})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"full_name": "  "}, "còn trống"),
        ({"full_name": "Hồ Gia D0ng"}, "chữ cái"),
        ({"phone": "12345"}, "chưa đúng"),
        ({"born_on": date(2999, 1, 1)}, "ở sau hôm nay"),
        ({"joined_on": date(2999, 1, 1)}, "ở sau hôm nay"),
    ],
)
def test_update_with_impossible_value_is_refused(dung, an, scope, changes, words):
    with pytest.raises(ValidationError, match=words):
        update_person(dung.person, by=scope(an), changes=changes)


def test_update_on_an_old_page_says_what_changed_since(dung, an, binh, scope):
    seen = latest_version(dung.person).pk
    update_person(dung.person, by=scope(binh), changes={"occupation": "Kỹ sư"}, seen=seen)
    page = {"occupation": "Nông dân", "note": "Mới"}
    with pytest.raises(ValidationError, match="đã sửa hồ sơ này: nghề nghiệp"):
        update_person(dung.person, by=scope(an), changes=page, seen=seen)
    dung.person.refresh_from_db()
    assert (dung.person.occupation, dung.person.note) == ("Kỹ sư", "")
    update_person(dung.person, by=scope(an), changes={"note": "Mới"}, seen=seen)
    seen = latest_version(dung.person).pk
    assert (
        update_person(dung.person, by=scope(an), changes=page, seen=seen).occupation == "Nông dân"
    )


def test_update_on_the_version_of_somebody_else_is_refused(dung, an, scope):
    other = latest_version(PersonFactory()).pk
    with pytest.raises(ValidationError, match="nhiều mục"):
        update_person(dung.person, by=scope(an), changes={"note": "Mới"}, seen=other)


def test_two_people_with_one_profile_open(dung, an, binh, login):
    page = reverse("people:edit", args=[dung.person.pk])
    sheets = []
    for user in (an, binh):
        form = login(user).get(page).context["form"]
        sheets.append({name: form[name].value() for name in form.fields})
        assert sheets[-1]["seen"]
    for sheet in sheets:
        sheet.update({"born_on": "1/9/2003"} | {k: "" for k, v in sheet.items() if v is None})
    sheets[0]["occupation"], sheets[1]["occupation"] = "Kỹ sư", "Nông dân"
    assert login(an).post(page, sheets[0]).status_code == 302
    late = login(binh).post(page, sheets[1])
    assert late.status_code == 422
    assert "người khác đã sửa hồ sơ này" in late.content.decode()
    assert 'name="seen"' in late.content.decode()
    dung.person.refresh_from_db()
    assert dung.person.occupation == "Kỹ sư"


def test_update_of_name_follows_into_keys_and_account(dung, an, scope):
    update_person(
        dung.person,
        by=scope(an),
        changes={"full_name": "Hồ  Gia Đức", "category": Category.WORKER, "phone": "0908.552.317"},
    )
    person = Person.objects.select_related("user").get(pk=dung.person.pk)
    assert person.full_name == person.user.full_name == "Hồ Gia Đức"
    assert (person.search_key, person.phone) == ("ho gia duc", "0908552317")
    assert person.category == Category.WORKER


def test_wall_consent_by_a_stranger_is_refused_and_by_oneself_taken(dung, chi, scope):
    with pytest.raises(PermissionDenied):
        set_wall_consent(dung.person, by=scope(chi), consent=True)
    assert set_wall_consent(dung.person, by=scope(dung), consent=True).wall_consent is True


def test_sensitive_number_of_somebody_else_is_refused(dung, an, scope):
    number = "079202001234"
    update_sensitive(dung.person, by=scope(an), changes={"id_number": number})
    other = PersonFactory()
    MembershipFactory(person=other, unit=dung.person.memberships.get().unit)
    with pytest.raises(ValidationError, match="một người khác"):
        update_sensitive(other, by=scope(an), changes={"id_number": number})


@pytest.mark.parametrize("name", ["id_issued_on", "party_joined_on", "party_official_on"])
def test_sensitive_days_that_cannot_be_are_refused(dung, an, scope, name):
    born, tomorrow = dung.person.born_on, today() + timedelta(days=1)
    for day, words in ((born - timedelta(days=1), "trước ngày sinh"), (tomorrow, "sau hôm nay")):
        with pytest.raises(ValidationError, match=words):
            update_sensitive(dung.person, by=scope(an), changes={name: day})
    assert not SensitiveProfile.objects.exclude(**{name: None}).exists()
    update_sensitive(dung.person, by=scope(an), changes={name: today()})


def test_party_member_is_not_official_before_joining(dung, an, scope):
    joined = today() - timedelta(days=30)
    update_sensitive(dung.person, by=scope(an), changes={"party_joined_on": joined})
    early = {"party_official_on": joined - timedelta(days=1)}
    with pytest.raises(ValidationError, match="trước ngày vào Đảng"):
        update_sensitive(dung.person, by=scope(an), changes=early)
    update_sensitive(dung.person, by=scope(an), changes={"party_official_on": joined})


def test_birth_behind_the_days_on_record_is_refused(dung, an, scope):
    joined = dung.person.born_on + timedelta(days=7000)
    update_sensitive(dung.person, by=scope(an), changes={"party_joined_on": joined})
    with pytest.raises(ValidationError, match="trước ngày sinh"):
        update_person(
            dung.person,
            by=scope(an),
            changes={"born_on": joined + timedelta(days=1), "joined_on": None},
        )


def test_sensitive_changes_keep_what_is_not_named(dung, an, scope):
    update_sensitive(dung.person, by=scope(an), changes={"ethnicity": "Khmer"})
    update_sensitive(dung.person, by=scope(an), changes={"religion": "Phật giáo"})
    profile = SensitiveProfile.objects.get(person=dung.person)
    assert (profile.ethnicity, profile.religion) == ("Khmer", "Phật giáo")


def test_sensitive_number_cleared_frees_the_hash(dung, an, scope):
    update_sensitive(dung.person, by=scope(an), changes={"id_number": "079202001234"})
    update_sensitive(dung.person, by=scope(an), changes={"id_number": ""})
    dung.person.refresh_from_db()
    assert dung.person.id_number_hash is None
    assert masked_number(dung.person) == ""


def test_masked_number_shows_only_the_end(dung, an, scope):
    update_sensitive(dung.person, by=scope(an), changes={"id_number": "079202001234"})
    assert masked_number(dung.person) == "•••••••••234"


def test_reveal_without_capability_is_refused_and_leaves_no_trace(dung, an, chi, scope):
    for user in (an, chi):
        with pytest.raises(PermissionDenied):
            reveal_sensitive(dung.person, by=scope(user), reason=REASON)
    assert not SensitiveRead.objects.exists()


@pytest.mark.parametrize("reason", ["", "   ", "xem", "123456789"])
def test_reveal_without_reason_is_refused(dung, binh, scope, reason):
    with pytest.raises(ValidationError, match="ít nhất 10 ký tự"):
        reveal_sensitive(dung.person, by=scope(binh), reason=reason)
    assert not SensitiveRead.objects.exists()


def test_reveal_shows_and_leaves_a_trace(dung, an, binh, scope):
    update_sensitive(
        dung.person, by=scope(an), changes={"id_number": "079202001234", "ethnicity": "Chăm"}
    )
    seen = reveal_sensitive(dung.person, by=scope(binh), reason=REASON)
    assert (seen.id_number, seen.ethnicity) == ("079202001234", "Chăm")
    read = SensitiveRead.objects.get()
    assert (read.user, read.person, read.reason) == (binh, dung.person, REASON)


def test_reveal_of_oneself_needs_no_reason(dung, scope):
    assert reveal_sensitive(dung.person, by=scope(dung), reason="").id_number == ""
    assert SensitiveRead.objects.get().reason == "Chủ hồ sơ tự xem"


def test_home_province_follows_the_home_town(dung, an, scope):
    def settle(town):
        update_person(dung.person, by=scope(an), changes={"home_town": town})
        return Person.objects.get(pk=dung.person.pk)

    assert settle("xã Nơi Nào").home_province == ""
    moved = settle("Xã An Bình, huyện Phú Giáo, tỉnh Bình Dương")
    assert (moved.home_town[-10:], moved.home_province) == ("Bình Dương", "79")
    assert moved.home_province_name == "Hồ Chí Minh"
    update_person(dung.person, by=scope(an), changes={"occupation": "Nông dân"})
    assert Person.objects.get(pk=dung.person.pk).home_province == "79"
    assert settle("").home_province_name == ""
