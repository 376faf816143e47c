"""The tree: refusals, dated placements, what the database itself refuses."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.utils import Error
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sodoan.access.scopes import system_scope
from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.org import queries
from sodoan.org.actions import close_unit, create_unit, move_unit, rename_unit, update_unit
from sodoan.org.models import Placement, Term, Unit
from sodoan.org.queries import approving_unit, path_names, search, tree_as_of
from tests.factories.org import AppointmentFactory, PostFactory, UnitFactory, UnitTypeFactory
from tests.factories.people import MembershipFactory
from tests.race import race

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)


def found(by, parent, **changes):
    facts = {
        "code": "KP9", "name": "Chi đoàn Khu phố 9", "type_key": "chi-doan", "opened_on": DAY,
    }  # fmt: skip
    return create_unit(by=by, parent=parent, **facts | changes)


def test_found_by_branch_secretary_or_stranger_is_refused(an, chi, scope, units):
    for user in (an, chi):
        with pytest.raises(PermissionDenied):
            found(scope(user), units.a)


def test_found_where_the_kind_does_not_hang_is_refused(binh, scope, units):
    with pytest.raises(ValidationError, match="không đặt trực thuộc"):
        found(scope(binh), units.a1)


def test_found_with_used_code_is_refused_even_after_closing(binh, scope, units):
    unit = found(scope(binh), units.a)
    close_unit(unit, by=scope(binh), closed_on=date(2026, 8, 1), reason="Nhập địa bàn")
    with pytest.raises(ValidationError, match="không dùng lại"):
        found(scope(binh), units.a, code=" kp9 ")


def test_found_on_a_day_to_come_is_refused(binh, scope, units):
    with pytest.raises(ValidationError, match=r"Ngày thành lập \d\d/\d\d/\d{4} ở sau hôm nay"):
        found(scope(binh), units.a, opened_on=today() + timedelta(days=1))
    assert found(scope(binh), units.a, opened_on=today()).opened_on == today()


def test_unit_of_a_day_to_come_is_not_called_running(binh, login, units):
    UnitFactory(type=units.a1.type, parent=units.a, opened_on=today() + timedelta(days=1))
    page = login(binh).get("/don-vi/danh-sach/").content.decode()
    assert (page.count("Chưa thành lập"), page.count("Đang hoạt động")) == (1, 3)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "A B/../<x>",
        "-KP9",
        "KP 9",
        "KP\t9",
        "=KP9",
        "_KP9",
        "KP(9)",
        "KP+9",
        "KP[9]",
        "KP\\9",
        "KP]9",
        "KP^9",
        "KP9;",
        "A/1",
    ],
)
def test_found_with_what_is_no_code_is_refused(binh, scope, units, code):
    with pytest.raises(ValidationError, match="không dùng được"):
        found(scope(binh), units.a, code=code)
    with pytest.raises(IntegrityError, match="code_of_a_unit_is_plain"), transaction.atomic():
        UnitFactory(code=code)


def test_found_with_signs_a_code_may_hold(binh, scope, units):
    assert found(scope(binh), units.a, code=" 79.01_kp-9 ").code == "79.01_KP-9"
    assert found(scope(binh), units.a, code="đtn-9").code == "ĐTN-9"


def test_found_before_the_parent_is_refused(binh, scope, units):
    with pytest.raises(ValidationError, match="chưa có"):
        found(scope(binh), units.a, opened_on=date(2014, 12, 31))


def test_found_uppermost_by_officer_is_refused_and_by_admin_taken(em, quan, scope, reference):
    with pytest.raises(ValidationError, match="quản trị hệ thống"):
        found(scope(em), None, type_key="trung-uong")
    assert found(scope(quan), None, type_key="trung-uong").path.count(".") == 1


def test_found_places_the_unit_since_it_opened(binh, scope, units):
    unit = found(scope(binh), units.a, decision_no="12-QĐ")
    assert unit.path == f"{units.a.path}{unit.pk}."
    place = unit.placements.get()
    assert (place.name, place.parent, place.decision_no) == (unit.name, units.a, "12-QĐ")
    assert (place.during.lower, place.during.upper) == (DAY, None)


def test_rename_to_come_is_refused(binh, scope, units):
    with pytest.raises(ValidationError, match="ở sau hôm nay"):
        rename_unit(units.a1, by=scope(binh), name="Tên mới", since=today() + timedelta(days=1))


def test_rename_before_the_last_change_is_refused(binh, scope, units):
    rename_unit(units.a1, by=scope(binh), name="Tên một", since=DAY)
    with pytest.raises(ValidationError, match="từ ngày 01/07/2026"):
        rename_unit(units.a1, by=scope(binh), name="Tên hai", since=DAY - timedelta(days=1))


def test_rename_keeps_the_old_name_for_older_days(binh, scope, units):
    old = units.a1.name
    rename_unit(units.a1, by=scope(binh), name="Chi  đoàn Ấp Một", since=DAY)
    eve = tree_as_of(DAY - timedelta(days=1), units.a1)
    assert eve.name == old
    assert tree_as_of(DAY, units.a1).name == "Chi đoàn Ấp Một"
    assert [unit.pk for unit in search(scope(binh), "ap mot")] == [units.a1.pk]


def test_rename_to_the_name_it_has_is_refused_but_for_its_own_day(binh, scope, units):
    with pytest.raises(ValidationError, match="là tên đang dùng"):
        rename_unit(units.a1, by=scope(binh), name=f" {units.a1.name} ", since=DAY)
    rename_unit(units.a1, by=scope(binh), name="Tên mới", since=DAY, decision_no="1")
    rename_unit(units.a1, by=scope(binh), name="Tên mới", since=DAY, decision_no="12-QĐ")
    placed = units.a1.placements.order_by("during").values_list("name", "decision_no")
    assert list(placed) == [("Chi đoàn Khu phố 1", ""), ("Tên mới", "12-QĐ")]


def test_old_tree_stands_in_the_order_of_its_own_names(binh, scope, units):
    rename_unit(units.a1, by=scope(binh), name="Chi đoàn Z", since=DAY)
    for day, names in (
        (DAY - timedelta(days=1), ["Chi đoàn Khu phố 1", "Chi đoàn Khu phố 2"]),
        (DAY, ["Chi đoàn Khu phố 2", "Chi đoàn Z"]),
    ):
        assert [node.name for node in tree_as_of(day, units.a).children] == names


def test_rename_twice_on_a_day_leaves_one_placement(binh, scope, units):
    for name in ("Tên một", "Tên hai"):
        rename_unit(units.a1, by=scope(binh), name=name, since=DAY)
    assert [p.name for p in units.a1.placements.order_by("during")][1:] == ["Tên hai"]


@pytest.mark.parametrize("target", ["a", "a1"])
def test_move_below_itself_is_refused(em, scope, units, target):
    with pytest.raises(ValidationError):
        move_unit(units.a, by=scope(em), parent=getattr(units, target), since=DAY)


def test_move_beyond_scope_is_refused(binh, scope, units):
    with pytest.raises(PermissionDenied):
        move_unit(units.a1, by=scope(binh), parent=units.b, since=DAY)


def test_move_where_the_kind_does_not_hang_is_refused(em, scope, units):
    with pytest.raises(ValidationError, match="không đặt trực thuộc"):
        move_unit(units.a1, by=scope(em), parent=units.t, since=DAY)


def test_move_takes_everything_below_along(em, scope, units):
    base = UnitFactory(type=UnitTypeFactory(key="doan-co-so"), name="Đoàn cơ sở", parent=units.a)
    young = UnitFactory(
        type=UnitTypeFactory(key="chi-doan"), parent=base, opened_on=DAY + timedelta(days=5)
    )
    old = UnitFactory(type=UnitTypeFactory(key="chi-doan"), parent=base)
    move_unit(base, by=scope(em), parent=units.b, since=DAY, decision_no="7-QĐ")
    for unit in (base, young, old):
        unit.refresh_from_db()
        assert unit.path.startswith(units.b.path)
    assert {p.during.lower for p in young.placements.all()} == {DAY + timedelta(days=5)}
    assert young.placements.get().path == young.path
    assert old.placements.count() == 2
    before = tree_as_of(DAY - timedelta(days=1), units.a, depth=3)
    after = tree_as_of(DAY, units.a, depth=3)
    assert _keys(before) - _keys(after) == {base.pk, old.pk}
    assert _keys(tree_as_of(today(), units.b, depth=3)) >= {base.pk, young.pk, old.pk}


def test_level_of_very_many_units_is_only_counted(units, monkeypatch):
    top = Unit.objects.get(parent=None)
    monkeypatch.setattr(queries, "_MOST_SHOWN", 2)
    sizes = {child.unit_id: (child.size, child.children) for child in tree_as_of(DAY, top).children}
    assert sizes[units.a.pk] == (units.a.children.count(), ())
    monkeypatch.setattr(queries, "_MOST_SHOWN", 300)
    assert any(child.children for child in tree_as_of(DAY, top).children)


def test_close_by_the_unit_itself_or_without_a_reason_is_refused(an, binh, scope, units):
    for user, unit in ((an, units.a1), (binh, units.a)):
        with pytest.raises(PermissionDenied):
            close_unit(unit, by=scope(user), closed_on=DAY, reason="Nhập địa bàn")
    with pytest.raises(ValidationError, match="ghi lý do"):
        close_unit(units.a2, by=scope(binh), closed_on=DAY, reason=" ")


def test_close_with_somebody_or_something_inside_is_refused(binh, an, dung, em, scope, units):
    with pytest.raises(ValidationError, match="còn 2 đoàn viên"):
        close_unit(units.a1, by=scope(binh), closed_on=DAY, reason="Nhập địa bàn")
    with pytest.raises(ValidationError, match="còn 2 đơn vị trực thuộc"):
        close_unit(units.a, by=scope(em), closed_on=DAY, reason="Nhập địa bàn")


def test_close_ends_posts_and_terms_and_drops_those_to_come(binh, scope, units):
    unit = found(scope(binh), units.a)
    held = AppointmentFactory(
        unit=unit, post=PostFactory(key="bi-thu-chi-doan"), during=period(DAY)
    )
    AppointmentFactory(
        unit=unit, post=PostFactory(key="uv-chi-doan"), during=period(date(2026, 9, 1))
    )
    term = Term.objects.create(unit=unit, body="bch", label="2026-2028", during=period(DAY))
    Term.objects.create(unit=unit, body="btv", label="2027", during=period(date(2027, 1, 1)))
    close_unit(unit, by=scope(binh), closed_on=date(2026, 8, 1), reason="Nhập", decision_no="9-QĐ")
    assert [row.during.upper for row in unit.appointments.all()] == [date(2026, 8, 1)]
    assert unit.appointments.get() == held
    assert unit.terms.get().during == period(term.during.lower, date(2026, 8, 1))
    unit.refresh_from_db()
    assert (unit.closing_reason, unit.closing_decision_no) == ("Nhập", "9-QĐ")


def test_closed_unit_stays_readable_and_unchangeable(binh, scope, units):
    unit = found(scope(binh), units.a)
    close_unit(unit, by=scope(binh), closed_on=date(2026, 8, 1), reason="Nhập địa bàn")
    assert unit.pk in _keys(tree_as_of(date(2026, 7, 31), units.a))
    assert unit.pk not in _keys(tree_as_of(date(2026, 8, 1), units.a))
    with pytest.raises(ValidationError, match="không thay đổi được nữa"):
        rename_unit(unit, by=scope(binh), name="Khác", since=date(2026, 8, 2))
    with pytest.raises(ValidationError, match="không thay đổi được nữa"):
        update_unit(unit, by=scope(binh), sector="school", block="school", is_provisional=True)
    with pytest.raises(ValidationError, match="đã kết thúc"):
        found(scope(binh), unit, code="X1", type_key="chi-doan")


def test_update_changes_the_calendar(binh, scope, units):
    update_unit(units.a1, by=scope(binh), sector="school", block="school", is_provisional=True)
    assert Unit.objects.get(pk=units.a1.pk).block == "school"


def test_approving_unit_is_the_nearest_above_that_approves(units):
    base = UnitFactory(type=UnitTypeFactory(key="doan-co-so"), parent=units.a)
    section = UnitFactory(type=UnitTypeFactory(key="bo-phan"), parent=base)
    branch = UnitFactory(type=UnitTypeFactory(key="chi-doan"), parent=section)
    assert approving_unit(branch) == approving_unit(section) == base
    assert approving_unit(base) == units.a
    assert approving_unit(units.t) is None
    assert [pk for pk, _ in path_names(branch)] == branch.ancestor_ids


def test_units_go_by_the_value_of_their_numbers(units):
    for number in (10, 9, 2):
        UnitFactory(
            type=UnitTypeFactory(key="chi-doan"), name=f"Chi đoàn Số {number}", parent=units.b
        )
    names = [node.name for node in tree_as_of(today(), units.b).children]
    assert names[1:] == ["Chi đoàn Số 2", "Chi đoàn Số 9", "Chi đoàn Số 10"]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE org_unit SET code = 'KHAC' WHERE id = %s",
        "DELETE FROM org_unit WHERE id = %s",
        "UPDATE org_unit SET parent_id = id WHERE id = %s",
        "UPDATE org_unit SET closed_on = opened_on WHERE id = %s",
        "UPDATE org_unit SET closing_reason = 'Nhập địa bàn' WHERE id = %s",
        "UPDATE org_placement SET during = 'empty' WHERE unit_id = %s",
        """INSERT INTO org_placement (unit_id, path, name, during, decision_no)
           VALUES (%s, 'x', 'x', '[2026-01-01,)', '')""",
    ],
    ids=[
        "code",
        "delete",
        "own parent",
        "closed at once",
        "reason of an open unit",
        "empty placement",
        "two placements",
    ],
)
def test_database_refuses_what_cannot_be(units, sql):
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [units.a1.pk])


def test_database_refuses_a_used_code(units):
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitFactory(code=units.a1.code)


moves = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 400)), max_size=8)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(parents=st.lists(st.integers(0, 9), min_size=3, max_size=9), moves=moves)
def test_paths_follow_parents_and_old_trees_stay(db, parents, moves):
    kind = UnitTypeFactory(key="thu")
    kind.allowed_parents.set([kind])
    units = [UnitFactory(type=kind)]
    for parent in parents:
        units.append(UnitFactory(type=kind, parent=units[parent % len(units)]))
    first = _places(units, date(2020, 1, 1))
    day = date(2025, 1, 1)
    for moved, target, later in moves:
        day += timedelta(days=later % 60)
        unit, parent = units[moved % len(units)], units[target % len(units)]
        unit.refresh_from_db()
        before = _places(units, day - timedelta(days=1))
        try:
            with transaction.atomic():
                move_unit(unit, by=system_scope(), parent=parent, since=day)
        except ValidationError:
            continue
        assert _places(units, day - timedelta(days=1)) == before
    for unit in Unit.objects.filter(pk__in=[unit.pk for unit in units]).select_related("parent"):
        assert unit.path == (unit.parent.path if unit.parent else "") + f"{unit.pk}."
        today_place = Placement.objects.on(today()).get(unit=unit)
        assert (today_place.parent_id, today_place.path) == (unit.parent_id, unit.path)
    assert _places(units, date(2020, 1, 1)) == first


def _places(units, day):
    rows = Placement.objects.on(day).filter(unit__in=units)
    return set(rows.values_list("unit", "parent", "path", "name"))


def _keys(node):
    return {node.unit_id}.union(*(_keys(child) for child in node.children))


@pytest.mark.django_db(transaction=True)
def test_unit_founded_while_its_parent_moves_lies_below_it(em, binh, scope, units):
    for number in range(4):
        base = UnitFactory(type=UnitTypeFactory(key="doan-co-so"), parent=units.a)
        code = f"CS{number}"
        race(
            lambda base=base: move_unit(base, by=scope(em), parent=units.b, since=DAY),
            lambda base=base, code=code: found(scope(binh), base, code=code),
        )
        base.refresh_from_db()
        assert all(unit.path.startswith(base.path) for unit in Unit.objects.filter(parent=base))


CLOSE = "UPDATE org_unit SET closed_on = %s WHERE id = ANY(%s)"


def _close(day, *closed):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLOSE, [day, [unit.pk for unit in closed]])


@pytest.mark.parametrize("until", [None, date(2026, 6, 2)])
def test_database_refuses_to_close_over_members(units, until):
    MembershipFactory(unit=units.a1, during=period(date(2026, 1, 1), until))
    with pytest.raises(IntegrityError, match="are left in the unit"):
        _close(date(2026, 6, 1), units.a1)


def test_database_refuses_to_close_over_units_and_to_close_sooner(units):
    _close(date(2026, 6, 2), units.a1, units.a2)
    with pytest.raises(IntegrityError, match="are left in the unit"):
        _close(date(2026, 6, 1), units.a)
    _close(date(2026, 6, 2), units.a)
    with pytest.raises(IntegrityError, match="are left in the unit"):
        _close(date(2026, 6, 1), units.a)
    assert units.a.children.filter(closed_on=None).count() == 0


def test_database_closes_what_is_left_and_units_at_one_time(units):
    MembershipFactory(unit=units.a1, during=period(date(2026, 1, 1), date(2026, 6, 1)))
    _close(date(2026, 6, 1), units.a, units.a1, units.a2)
    _close(None, units.a1)
