from datetime import timedelta

import pytest
from django.utils import timezone

from sodoan.access.queries import viewers_of, why_visible
from sodoan.access.roles import capabilities
from sodoan.access.scopes import scope_of
from sodoan.audit.logs import Reader, openings_of
from sodoan.audit.models import FileOpening, SensitiveRead
from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.org.choices import Capability
from sodoan.people.models import Membership
from tests.cast import enlist
from tests.factories.audit import SensitiveReadFactory
from tests.factories.org import AppointmentFactory, PostFactory

pytestmark = pytest.mark.django_db
PAGE = "/so-cua-toi/ai-xem/"


def names(found):
    return {name for group in found for name in group.names}


def test_strangers_former_and_powerless_officers_are_not_named(units, an, binh, chi, dung):
    former = enlist("Bí thư Khóa Trước", units.a2)
    AppointmentFactory(
        person=former.person,
        unit=units.a,
        post=PostFactory(key="pho-bi-thu"),
        during=period(today() - timedelta(days=900), today()),
    )
    powerless = enlist("Không Kèm Quyền", units.a1)
    post = PostFactory(key="to-truong", label="Tổ trưởng", role="none", is_exclusive=False)
    AppointmentFactory(person=powerless.person, unit=units.a1, post=post)
    found = viewers_of(dung.person.pk, today())
    assert names(found) == {an.full_name, binh.full_name}
    assert chi.full_name not in names(found)


def test_nearest_unit_comes_first_with_reasons(units, an, binh, em, dung):
    found = viewers_of(dung.person.pk, today())
    assert [group.unit_name for group in found] == [units.a1.name, units.a.name, units.t.name]
    assert [group.is_own_unit for group in found] == [True, False, False]
    assert found[0].why == "Bạn sinh hoạt ở Chi đoàn Khu phố 1"
    assert found[1].why == ("Bạn sinh hoạt ở Chi đoàn Khu phố 1, đơn vị trực thuộc Đoàn xã An Hòa")
    assert any("ghi lý do" in words for words in found[1].sees)
    assert not any("ghi lý do" in words for words in found[0].sees)


def test_officers_who_see_the_same_stand_together(units, an, dung):
    enlist("Đỗ Minh Ủy", units.a1, "uv-bch-chi-doan")
    enlist("Hồ Thị Ủy", units.a1, "uv-bch-chi-doan")
    found = viewers_of(dung.person.pk, today())
    assert [(group.posts, group.count) for group in found] == [
        (("Bí thư chi đoàn",), 1),
        (("Ủy viên Ban Chấp hành chi đoàn",), 2),
    ]


def test_oneself_is_not_listed_among_the_viewers(an):
    assert an.full_name not in names(viewers_of(an.person.pk, today()))


def test_administrators_are_named_with_what_they_can_do(quan, dung):
    group = viewers_of(dung.person.pk, today())[-1]
    assert group.names == (quan.full_name,)
    assert group.sees == ()
    assert group.does == ("nhập danh sách", "cấp phiếu kích hoạt")


def test_page_tells_the_same_as_the_scopes(units, an, binh, chi, em, dung):
    """Whoever the page names may open the profile, and nobody else may."""
    committee = enlist("Đỗ Minh Ủy", units.a1, "uv-bch-chi-doan")
    everybody = (an, binh, chi, em, committee)
    able = {
        user.full_name
        for user in everybody
        if scope_of(user).covers(Capability.VIEW_PEOPLE, units.a1.path)
    }
    found = viewers_of(dung.person.pk, today())
    assert names([group for group in found if "hồ sơ, số điện thoại" in group.sees]) == able
    assert capabilities("none", 6) == frozenset()


def test_cost_does_not_grow_with_officers(units, an, dung, django_assert_num_queries):
    with django_assert_num_queries(9):
        viewers_of(dung.person.pk, today())
    for n in range(5):
        enlist(f"Ủy Viên {n}", units.a1, "uv-bch-chi-doan")
    with django_assert_num_queries(9):
        viewers_of(dung.person.pk, today())


def test_cost_is_one_query_more_for_who_belongs_nowhere(units, an, dung, django_assert_num_queries):
    Membership.objects.filter(person=dung.person).update(during=period(None, today()))
    with django_assert_num_queries(10):
        viewers_of(dung.person.pk, today())


def test_reads_of_sensitive_facts_are_shown_for_ninety_days(units, an, binh, dung, login):
    SensitiveReadFactory(user=binh, person=dung.person, reason="Đối chiếu quy hoạch")
    old = SensitiveReadFactory(user=binh, person=dung.person, reason="Chuyện đã lâu")
    late = timezone.now() - timedelta(days=90, minutes=1)
    SensitiveRead.objects.filter(pk=old.pk).update(at=late)
    SensitiveReadFactory(user=binh, person=an.person, reason="Của người khác")
    page = login(dung).get(PAGE).content.decode()
    assert "Đối chiếu quy hoạch" in page
    assert "Chuyện đã lâu" not in page
    assert "Của người khác" not in page


def test_page_without_reads_says_so(dung, login):
    assert "chưa ai mở" in login(dung).get(PAGE).content.decode()


def test_account_without_a_person_gets_a_plain_answer(quan, login):
    assert "không gắn với hồ sơ" in login(quan).get(PAGE).content.decode()


# --- who did open it ---


def test_opening_a_file_is_noted_once_a_day_and_shown_to_the_member(units, an, binh, dung, login):
    file = f"/doan-vien/{dung.person.pk}/"
    for path in (file, f"{file}sinh-hoat/", file):
        assert login(an).get(path).status_code == 200
    assert login(binh).get(f"/so-doan-vien/{dung.person.pk}/").status_code == 200
    FileOpening.objects.create(user=an, person=dung.person, on=today() - timedelta(days=3))
    FileOpening.objects.create(user=binh, person=dung.person, on=today() - timedelta(days=90))
    assert FileOpening.objects.filter(user=an, on=today()).count() == 1
    found = openings_of(dung.person.pk, until=today())
    assert found == [Reader(binh.full_name, 1, today()), Reader(an.full_name, 2, today())]
    page = login(dung).get(PAGE).content.decode()
    assert "Ai đã mở hồ sơ" in page
    assert "2 ngày trong 90 ngày qua" in page
    assert "chưa ai mở hồ sơ, sổ" not in page


def test_own_looks_refused_looks_and_lists_leave_no_note(units, an, chi, dung, login):
    file = f"/doan-vien/{dung.person.pk}/"
    assert login(dung).get(file).status_code == 200
    assert login(chi).get(file).status_code == 404
    for path in ("/doan-vien/", "/tim/?q=dung", "/doan-vien/xuat/"):
        b"".join(login(an).get(path))
    assert not FileOpening.objects.exists()
    assert "chưa ai mở hồ sơ, sổ" in login(dung).get(PAGE).content.decode()


def test_officer_is_told_the_post_that_opens_the_file(units, an, binh, dung, login):
    file = f"/doan-vien/{dung.person.pk}/"
    words = "xem hồ sơ này với chức danh"
    assert f"{words} Bí thư chi đoàn, {units.a1.name}" in login(an).get(file).content.decode()
    assert f", {units.a.name}. Đoàn viên thấy được" in login(binh).get(file).content.decode()
    assert words not in login(dung).get(file).content.decode()


def test_nearest_post_is_the_reason(units, binh, scope):
    AppointmentFactory(person=binh.person, unit=units.a2, post=PostFactory(key="uv-bch-chi-doan"))
    assert why_visible(scope(binh), [units.a2]).unit_id == units.a2.pk
    assert why_visible(scope(binh), [units.a1]).unit_id == units.a.pk
    assert why_visible(scope(binh), [units.b1]) is None
