"""Files that may be one person: found, told apart, merged. Refusals first."""

import io
from collections import Counter
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from sodoan.access.scopes import system_scope
from sodoan.audit.wording import MASK
from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.people.actions import merge_persons, tell_apart
from sodoan.people.actions.sensitive import write_sensitive
from sodoan.people.duplicates import find_duplicates, possible_duplicates
from sodoan.people.merging import HOME, Pair, relations
from sodoan.people.models import Distinction, Membership, Merge, Person
from sodoan.programmes.models import Enrolment, HostComment
from tests.cast import enlist
from tests.factories.accounts import UserFactory
from tests.factories.org import AppointmentFactory, PostFactory
from tests.factories.people import MembershipFactory, PersonFactory
from tests.programmes import world

pytestmark = pytest.mark.django_db
QUEUE = reverse("people:duplicates")
QUERIES = 9
NAME = "Đỗ Minh Khôi"


def file(unit, name=NAME, **facts):
    person = PersonFactory(full_name=name, **facts)
    MembershipFactory(person=person, unit=unit)
    return person


@pytest.fixture
def two(units):
    return file(units.a1), file(units.a1, name="DO MINH KHOI", phone="0908552317")


def test_merge_needs_the_keeping_of_both_files(two, units, an, scope):
    elsewhere = file(units.a2)
    with pytest.raises(PermissionDenied):
        merge_persons(two[0], elsewhere, by=scope(an))
    with pytest.raises(PermissionDenied):
        tell_apart(two[0], elsewhere, by=scope(an))


def test_post_recorded_above_keeps_the_file_from_being_merged_below(two, units, an, binh, scope):
    AppointmentFactory(person=two[1], unit=units.t, post=PostFactory(key="uv-bch"))
    for who in (an, binh):
        with pytest.raises(ValidationError, match="đang giữ chức danh Ủy viên"):
            merge_persons(*two, by=scope(who))
    assert not Merge.objects.exists()


def test_two_filled_registrations_of_one_programme_block(two, units, binh, scope):
    plan = world.plan_of(units.a, world.PAST)
    for person in two:
        world.enrol(person, plan)
    with pytest.raises(ValidationError, match="đã có nội dung"):
        merge_persons(*two, by=scope(binh))


def test_empty_registration_goes_where_both_have_one(two, units, binh, scope):
    plan = world.plan_of(units.a, world.PAST)
    real = world.enrol(two[1], plan)
    empty = Enrolment.objects.create(
        programme=real.programme, plan=plan, person=two[0], unit=units.a1, block=real.block
    )
    made = merge_persons(*two, by=scope(binh))
    assert list(two[0].enrolments.all()) == [real]
    assert made.moved["programmes.enrolment.person"] == [real.pk]
    assert str(empty.pk) in made.versions["programmes.enrolment"]


def test_sheet_comes_to_the_branch_that_holds_after_the_merge(units, binh, scope):
    kept, gone = file(units.a1), file(units.a2)
    sheet = world.enrol(kept, world.plan_of(units.a, today().year))
    merge_persons(kept, gone, by=scope(binh), chosen={HOME})
    sheet.refresh_from_db()
    assert sheet.unit == units.a2


def test_comments_of_a_host_branch_move_and_of_two_both_texts_stay(two, units, binh, scope):
    programme = world.plan_of(units.a, world.PAST).programme
    row = {"programme": programme, "unit": units.a2}
    mine = HostComment.objects.create(person=two[0], text="Đúng giờ.", **row)
    HostComment.objects.create(person=two[1], text="Nhiệt tình.", **row)
    other = HostComment.objects.create(
        person=two[1], text="Đều đặn.", programme=programme, unit=units.b1
    )
    made = merge_persons(*two, by=scope(binh))
    texts = {one.pk: one.text for one in two[0].host_comments.all()}
    assert texts == {mine.pk: "Đúng giờ.\n\nNhiệt tình.", other.pk: "Đều đặn."}
    assert made.moved["programmes.hostcomment.person"] == [other.pk]
    assert len(made.versions["programmes.hostcomment"]) == 2


def test_merge_keeps_one_living_file_with_everything(two, units, binh, scope):
    kept, gone = two
    AppointmentFactory(person=gone, unit=units.a1, post=PostFactory(key="uv-bch-chi-doan"))
    Person.objects.filter(pk=kept.pk).update(address="Số 1", category="worker")
    Person.objects.filter(pk=gone.pk).update(address="Số 2", category="rural")
    made = merge_persons(kept, gone, by=scope(binh), chosen={"address"})
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.full_name, kept.phone) == (NAME, "0908552317")  # an empty field is filled
    assert (kept.address, kept.category) == ("Số 2", "worker")
    assert gone.merged_into == kept
    assert kept.appointments.count() == 1
    assert [row.unit for row in kept.memberships.all()] == [units.a1]
    assert not gone.memberships.exists()
    assert set(made.versions) == {"people.person", "people.membership"}
    assert find_duplicates(full_name=NAME, born_on=kept.born_on)[0].person == kept


def test_nothing_in_the_database_names_the_merged_file_but_its_redirect(two, binh, scope):
    merge_persons(*two, by=scope(binh))
    assert len(relations()) > 5
    for relation in relations():
        rows = relation.related_model._base_manager.filter(**{relation.field.name: two[1]})
        assert not rows.exists(), relation


@pytest.mark.parametrize("right", ["kept", "gone"])
def test_of_two_branches_the_chosen_one_holds(units, binh, scope, right):
    kept, gone = file(units.a1), file(units.a2)
    Membership.objects.filter(person=gone).update(during=period(date(2022, 1, 1)))
    merge_persons(kept, gone, by=scope(binh), chosen={HOME} if right == "gone" else ())
    rows = [(row.unit, row.during) for row in kept.memberships.order_by("during")]
    if right == "kept":
        assert rows == [(units.a1, period(date(2020, 9, 1)))]
    else:
        assert rows == [
            (units.a1, period(date(2020, 9, 1), date(2022, 1, 1))),
            (units.a2, period(date(2022, 1, 1))),
        ]


def test_account_in_use_stays_and_the_other_is_locked(two, units, binh, scope):
    unused, used = UserFactory(activated_at=None), UserFactory()
    Person.objects.filter(pk=two[0].pk).update(user=unused)
    Person.objects.filter(pk=two[1].pk).update(user=used)
    merge_persons(*two, by=scope(binh))
    two[0].refresh_from_db()
    unused.refresh_from_db()
    assert two[0].user == used
    assert not unused.is_active


def test_citizen_number_moves_with_its_hash(two, binh, scope):
    write_sensitive(two[1], {"id_number": "079202000123", "religion": "Không"})
    write_sensitive(two[0], {"ethnicity": "Kinh"})
    line = {line.key: line for line in Pair(*two).lines()}["id_number"]
    assert (line.first, line.second) == ("", "•••••••••123")
    merge_persons(*two, by=scope(binh))
    found = find_duplicates(full_name="Ai Đó", born_on=date(1990, 1, 1), id_number="079202000123")
    assert found[0].person == two[0]
    two[0].refresh_from_db()
    facts = two[0].sensitive
    assert (facts.ethnicity, facts.religion) == ("Kinh", "Không")


def test_history_tells_merged_files_of_one_name_apart_by_their_numbers(units, binh, scope, login):
    kept, gone = file(units.a1), file(units.a1)
    merge_persons(kept, gone, by=scope(binh), chosen={HOME})
    history = login(binh).get(reverse("people:history", args=[kept.pk])).content.decode()
    assert f"<s>{NAME} (số {gone.pk})</s> → <b>{NAME} (số {kept.pk})</b>" in history
    assert f"<s>{NAME}</s> → <b>{NAME}</b>" not in history


def test_history_tells_what_happened_in_the_files_merged_and_what_went_with_them(
    two, units, binh, scope, login, django_assert_num_queries
):
    client, address = login(binh), reverse("people:history", args=[two[0].pk])
    write_sensitive(two[0], {"ethnicity": "Kinh"})
    client.get(address)
    with django_assert_num_queries(18):
        client.get(address)
    write_sensitive(two[1], {"religion": "Cao Đài", "id_number": "079202000123"})
    post = {"unit": units.a1, "post": PostFactory(key="uv-bch-chi-doan")}
    AppointmentFactory(person=two[0], **post)
    AppointmentFactory(person=two[1], **post)
    third = file(units.a1)
    for gone in (two[1], third):
        merge_persons(two[0], gone, by=scope(binh))
    with django_assert_num_queries(20):  # two more: the names of posts and of who merged
        page = client.get(address)
    entries = page.context["entries"]
    labels = Counter((one.label, one.reason) for one in entries)
    assert labels["Xóa sinh hoạt Đoàn: Chi đoàn Khu phố 1", "Gộp hồ sơ"] == 2
    assert labels["Thêm sinh hoạt Đoàn: Chi đoàn Khu phố 1", ""] == 3
    assert sum("Xóa phân công giữ chức danh" in label for label, _ in labels) == 1
    told = [one for one in entries if one.label.endswith("thông tin nhạy cảm") and not one.reason]
    changes = {(change.label, change.new) for one in told for change in one.changes}
    assert ("tôn giáo", MASK) in changes
    assert "Cao Đài" not in page.text
    assert "000123" not in page.text


def test_merged_file_is_not_merged_again(two, units, binh, scope):
    merge_persons(*two, by=scope(binh))
    with pytest.raises(PermissionDenied):
        merge_persons(file(units.a1), two[1], by=scope(binh))


def test_files_are_locked_in_one_order_whichever_is_kept(two, binh, scope):
    """Merges the other way round at the same moment wait in a line, never for each other."""
    with CaptureQueriesContext(connection) as asked:
        merge_persons(two[1], two[0], by=scope(binh))
    locks = [query["sql"] for query in asked if "people_person" in query["sql"]]
    locks = [sql for sql in locks if sql.endswith("FOR UPDATE")]
    assert len(locks) == 1
    assert 'ORDER BY "people_person"."id" ASC' in locks[0]


def test_file_merged_before_follows_to_the_last_one(two, units, binh, scope):
    merge_persons(*two, by=scope(binh))
    last = file(units.a1)
    merge_persons(last, two[0], by=scope(binh))
    two[1].refresh_from_db()
    assert two[1].merged_into == last


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE people_person SET merged_into_id = id WHERE id = %(gone)s",
        "UPDATE people_person SET merged_into_id = %(gone)s WHERE id = %(other)s",
        "UPDATE people_person SET id_number_hash = 'x' WHERE id = %(gone)s",
        "INSERT INTO people_distinction (first_id, second_id) VALUES (%(gone)s, %(kept)s)",
        "UPDATE people_merge SET kept_id = gone_id",
    ],
)
def test_database_refuses(two, units, sql):
    merge_persons(*two, by=system_scope())
    params = {"kept": two[0].pk, "gone": two[1].pk, "other": file(units.a1).pk}
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_queue_finds_name_with_birth_date_or_phone(units, binh, scope):
    one = file(units.a1, phone="0908552317")
    born = file(units.a2, name="Do Minh Khoi")
    phone = file(units.a1, born_on=date(2001, 1, 1), phone="0908552317")
    file(units.a1, born_on=date(2001, 1, 2))  # the name alone
    file(units.b1)  # outside
    found = {row.pk: row.twin for row in possible_duplicates(scope(binh))}
    assert found == {born.pk: one.pk, phone.pk: one.pk}
    tell_apart(born, one, by=scope(binh))
    assert [row.pk for row in possible_duplicates(scope(binh))] == [phone.pk]


def test_queue_page_costs_the_same_for_three_and_three_hundred(
    units, an, login, django_assert_num_queries
):
    client = login(an)
    for size in (3, 300):
        for n in range(Person.objects.count() // 2, size):
            file(units.a1, name=f"Trùng Tên {n}")
            file(units.a1, name=f"Trùng Tên {n}")
        with django_assert_num_queries(QUERIES):
            page = client.get(QUEUE, {"co": 25})
        assert page.context["list"].total >= min(size, 3) - 1


def test_pages_compare_merge_and_lead_on(two, units, binh, login):
    client = login(binh)
    page = client.get(QUEUE).content.decode()
    assert "So sánh, gộp" in page
    sheet = client.get(QUEUE, {"xuat": "xlsx", "loc": "ngay-sinh"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.getvalue())).get_sheet_by_index(0)
    assert rows.to_python()[-1][2] == two[1].pk
    address = reverse("people:compare", args=[two[0].pk, two[1].pk])
    assert address in page
    assert client.get(address).status_code == 200
    assert client.post(address, {"keep": "1"}).status_code == 422  # the names differ: choose
    done = client.post(address, {"keep": "1", "full_name": "1"})
    assert done.status_code == 302
    moved = client.get(reverse("people:person", args=[two[1].pk]))
    assert moved.url == reverse("people:person", args=[two[0].pk])
    assert "Gộp hồ sơ" in client.get(reverse("people:history", args=[two[0].pk])).content.decode()
    assert client.get(QUEUE).context["list"].total == 0


def test_merged_file_leads_nobody_outside(two, binh, chi, scope, login):
    merge_persons(*two, by=scope(binh))
    assert login(chi).get(reverse("people:person", args=[two[1].pk])).status_code == 404


def test_not_one_person_is_remembered_from_the_page(two, binh, login):
    client = login(binh)
    client.post(reverse("people:apart", args=[two[1].pk, two[0].pk]))
    assert Distinction.objects.get().first == two[0]
    assert client.get(QUEUE).context["list"].total == 0


def test_plain_member_merges_nothing(two, units, login):
    member = enlist("Ngô Khánh Duy", units.a1)
    assert login(member).get(QUEUE).status_code == 403
