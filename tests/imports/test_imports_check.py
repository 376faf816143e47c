"""Who is who: repetitions in a file, people known already, units in scope, posts."""

import signal
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from sodoan.common.clock import today
from sodoan.common.periods import period
from sodoan.imports.actions import apply as applying
from sodoan.imports.actions.batches import begin_apply
from sodoan.imports.choices import BatchState
from sodoan.imports.models import StagedRow
from sodoan.imports.queries.rows import shown
from sodoan.org.actions import close_unit
from sodoan.org.models import Appointment, Post
from sodoan.people.idnumbers import decrypt
from sodoan.people.models import Membership, Person, SensitiveProfile
from tests.factories.org import AppointmentFactory, PostFactory
from tests.imports.reader_files import member

A1 = "Chi đoàn Khu phố 1"
_ROWS_OF_BATCH = "EXPLAIN (FORMAT json) SELECT FROM imports_stagedrow WHERE batch_id = %s"


def test_import_into_a_foreign_unit_is_refused(units, an, scope, staged):
    with pytest.raises(PermissionDenied):
        staged(units.b1, [member(1, A1)], by=scope(an))


def test_unit_outside_the_importing_branch_is_told_to_be_elsewhere(
    units, an, scope, staged, verdicts
):
    rows = [member(1, A1), *(member(n, "Chi đòan Ấp Bắc") for n in (2, 3)), member(4, "Sao Hỏa")]
    batch = staged(units.a1, rows, by=scope(an))
    assert verdicts(batch) == {
        7: ("accepted", []),
        8: ("rejected", ["unit_elsewhere"]),
        9: ("rejected", ["unit_elsewhere"]),
        10: ("rejected", ["unit_unknown"]),
    }
    message = batch.rows.get(number=8).issues[0]["message"]
    assert "có trong hệ thống" in message
    assert "cấp cao hơn" in message


def test_people_are_taken_into_branches_only(units, boss, staged, verdicts):
    wider = [units.a.name, units.a.code, units.t.name, "Đoàn xã An Hoa", ""]
    rows = [member(n, text) for n, text in enumerate(wider)]
    told = [("rejected", ["unit_no_branch"])] * 4
    batch = staged(units.a, rows)
    assert list(verdicts(batch).values()) == [*told, ("rejected", ["unit_blank"])]
    assert "không phải chi đoàn" in batch.rows.get(number=7).issues[0]["message"]
    assert list(verdicts(staged(units.a1, rows)).values()) == [*told, ("accepted", [])]


def test_unit_that_has_ended_is_nowhere_else(units, boss, staged, verdicts):
    close_unit(units.b1, by=boss, closed_on=today(), reason="Nhập địa bàn")
    assert verdicts(staged(units.a, [member(1, units.b1.name)]))[7][1] == ["unit_unknown"]


def test_nobody_joins_a_unit_that_has_ended_since(units, boss, staged, verdicts):
    batch = staged(units.a, [member(1, A1), member(2, "Chi đoàn Khu phố 2")])
    close_unit(units.a2, by=boss, closed_on=today(), reason="Nhập địa bàn")
    done = applying.apply(begin_apply(batch, by=boss).pk, by=boss)
    assert done.state == BatchState.APPLIED
    assert verdicts(done) == {7: ("accepted", []), 8: ("rejected", ["unit_ended"])}
    assert (done.counts["accepted"], done.counts["rejected"]) == (1, 1)
    assert not Membership.objects.filter(unit=units.a2).exists()


def test_same_number_and_name_is_a_duplicate(units, staged, verdicts):
    batch = staged(units.a, [member(1, A1), member(2, A1), member(1, A1, c0="9")])
    assert verdicts(batch)[9] == ("duplicate", ["duplicate_id"])
    assert batch.rows.get(number=9).of_row == batch.rows.get(number=7).pk
    assert batch.counts["duplicate"] == 1


def test_repeated_number_tells_what_else_differs(units, staged):
    other = member(1, "Chi đoàn Khu phố 2", c0="9", c1="Lê Văn Khác Hẳn")
    batch = staged(units.a, [member(1, A1), other, member(1, A1)])
    told = [
        row.issues[0]["message"] for row in batch.rows.filter(number__in=(8, 9)).order_by("number")
    ]
    assert "nhưng khác họ tên. Nếu là hai người" in told[0]
    assert told[0].endswith("Dòng đó ghi đơn vị khác.")
    assert told[1] == "Trùng với dòng 7: cùng số CMND/CCCD."


def test_same_number_with_another_name_and_birth_is_rejected(units, staged, verdicts):
    twin = member(1, A1, c1="Trần Thị Khác", c4="05/05/2004")
    batch = staged(units.a, [member(1, A1), twin])
    assert verdicts(batch)[8][0] == "rejected"
    assert "id_of_another_row" in verdicts(batch)[8][1]


def test_same_name_and_birth_without_number_is_a_duplicate(units, staged, verdicts):
    batch = staged(units.a, [member(1, A1), member(1, A1, c9="", c31="0911111111")])
    assert verdicts(batch)[8] == ("duplicate", ["duplicate_name_birth"])


def test_same_name_and_birth_with_two_numbers_are_two_people(units, staged, verdicts):
    other = member(1, A1, c9="079304000777", c30="", c31="0911111111")
    batch = staged(units.a, [member(1, A1), other])
    assert verdicts(batch) == {7: ("accepted", []), 8: ("warning", ["same_name_birth"])}


def test_two_people_of_one_name_are_both_made_whatever_the_chunk(units, imported, monkeypatch):
    monkeypatch.setattr(applying, "CHUNK", 1)
    other = member(1, A1, c9="079304000777", c31="0911111111")
    batch = imported(units.a, [member(1, A1), other])
    assert (batch.counts["accepted"], batch.counts["warning"]) == (1, 1)
    assert batch.links.filter(kind="created").count() == 2


def test_shared_phone_is_a_warning(units, staged, verdicts):
    batch = staged(units.a, [member(1, A1), member(2, A1, c31="0900000001")])
    assert verdicts(batch)[8] == ("warning", ["phone_shared"])


def test_repetitions_all_point_at_the_first(units, staged):
    again = member(1, A1, c9="", c31="0911111111")
    batch = staged(units.a, [member(1, A1), again, member(1, A1)])
    first = batch.rows.get(number=7)
    assert set(batch.rows.exclude(pk=first.pk).values_list("of_row", flat=True)) == {first.pk}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "existing_id"),
        ({"c1": "Nguyễn Thị Khác Tên"}, "existing_id"),
        ({"c9": ""}, "existing_name"),
        ({"c9": "304000777"}, "existing_name_other_id"),
        ({"c9": "", "c4": "11/11/2003"}, "existing_name_phone"),
    ],
)
def test_known_person_is_existing(units, imported, staged, verdicts, changes, code):
    imported(units.a, [member(1, A1)])
    batch = staged(units.a, [member(1, A1, **changes)])
    assert verdicts(batch)[7] == ("existing", [code])
    assert batch.rows.get().of_person == Person.objects.get().pk


def test_number_of_somebody_else_is_rejected(units, imported, staged, verdicts):
    imported(units.a, [member(1, A1)])
    batch = staged(units.a, [member(1, A1, c1="Trần Văn Khác", c4="01/01/2004")])
    assert verdicts(batch)[7] == ("rejected", ["id_of_another_person"])


def test_phone_of_somebody_else_is_a_warning_without_a_name(units, imported, staged):
    imported(units.a, [member(1, A1)])
    row = staged(units.a, [member(2, A1, c31="0900000001")]).rows.get()
    assert (row.verdict, row.of_person) == ("warning", None)
    assert Person.objects.get().full_name not in row.issues[0]["message"]


def test_known_person_of_another_unit_is_told_without_the_unit(units, imported, staged):
    imported(units.b, [member(1, "Chi đoàn Ấp Bắc")])
    row = staged(units.a, [member(1, A1, c7="Bến Tre")]).rows.get()
    assert row.verdict == "existing"
    assert "Ấp Bắc" not in row.issues[0]["message"]
    assert (row.differs, row.fills) == ([], [])


def test_guest_of_another_unit_is_not_filled_from_this_list(units, imported, staged):
    imported(units.b, [member(1, "Chi đoàn Ấp Bắc", c30="")])
    known = Person.objects.get()
    today = known.memberships.get().during.lower
    Membership.objects.create(person=known, unit=units.a1, kind="temporary", during=period(today))
    row = staged(units.a, [member(1, A1, c7="Bến Tre")]).rows.get()
    assert (row.verdict, row.of_person) == ("existing", known.pk)
    assert "đơn vị khác" in row.issues[0]["message"]
    assert (row.differs, row.fills) == ([], [])


def test_cells_that_differ_or_would_fill_are_named(units, imported, staged):
    imported(units.a, [member(1, A1, c30="")])
    row = staged(units.a, [member(1, A1, c7="Bến Tre")]).rows.get()
    assert (row.differs, row.fills) == (["home_town"], ["email"])


def test_sensitive_cells_that_differ_are_not_told(units, imported, staged):
    imported(units.a, [member(1, A1)])
    batch = staged(units.a, [member(1, A1)])
    row = batch.rows.get()
    row.differs, row.fills = ["home_town", "ethnicity"], ["religion", "email"]
    (line,) = shown(batch, [row])
    assert line.differs == ("Quê quán",)
    assert [fill for fill in line.fills if "giáo" in fill] == []
    assert len(line.fills) == 1


def test_number_is_nowhere_in_plain_text(units, staged):
    batch = staged(units.a, [member(1, A1, c9="79304000001", c10="31/02/2021")])
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM imports_stagedrow r")
        text = cursor.fetchone()[0]
    assert "79304000001" not in text
    assert decrypt(batch.rows.get().id_number) == "079304000001"


def test_applied_row_becomes_person_facts_and_membership(units, imported):
    batch = imported(units.a, [member(1, A1, c17="2021", c6="Phật giáo", c29="")])
    assert batch.state == BatchState.APPLIED
    person = Person.objects.get()
    assert (person.sex, person.born_on, person.category) == ("female", date(2004, 3, 2), "student")
    assert (person.joined_on, person.joined_precision) == (date(2021, 1, 1), "year")
    facts = SensitiveProfile.objects.get()
    assert (decrypt(facts.id_number), facts.religion) == ("079304000001", "Phật giáo")
    membership = Membership.objects.get()
    assert (membership.unit, membership.kind) == (units.a1, "official")


@pytest.mark.parametrize(
    ("joined", "since"),
    [
        ("26/03/2014", date(2015, 1, 1)),  # before the branch was founded
        ("2014", date(2015, 1, 1)),
        ("2015", date(2015, 12, 31)),
        ("26/03/2021", date(2021, 3, 26)),
        ("03/2021", date(2021, 3, 31)),  # the last day it may have been
        ("02/2020", date(2020, 2, 29)),
        ("2021", date(2021, 12, 31)),
        (f"{today():%m/%Y}", None),  # but not after the day of the import
        (f"{today():%Y}", None),
        ("", None),
    ],
)
def test_membership_begins_when_it_is_known(units, imported, joined, since):
    batch = imported(units.a, [member(1, A1, c4="02/03/1998", c9="", c17=joined)])
    assert Membership.objects.get().during.lower == (since or batch.judged_on)


def test_honorary_member(units, imported):
    imported(units.a, [member(1, A1, c29="x")])
    assert Membership.objects.get().kind == "honorary"


def test_post_becomes_an_appointment_when_the_importer_may_appoint(units, binh, scope, imported):
    rows = [member(1, A1, c27="Bí thư chi đoàn"), member(2, A1, c27="Ủy viên BCH")]
    imported(units.a, rows, by=scope(binh))
    new = Appointment.objects.filter(unit=units.a1).values_list("post_id", "is_exclusive")
    assert set(new) == {("bi-thu-chi-doan", True), ("uv-bch-chi-doan", False)}


def test_post_is_noted_when_the_importer_may_not_appoint(units, an, scope, imported, verdicts):
    batch = imported(units.a1, [member(1, A1, c27="Phó Bí thư")], by=scope(an))
    assert verdicts(batch)[7] == ("warning", ["post_noted"])
    assert "Phó Bí thư chi đoàn" in Person.objects.get(search_key="nguyen thi bn").note
    assert not Appointment.objects.filter(post="pho-bi-thu-chi-doan").exists()


def test_retired_post_is_noted(units, imported, verdicts):
    Post.objects.filter(key="uv-bch-chi-doan").update(is_retired=True)
    rows = [member(1, A1, c27="Ủy viên BCH"), member(2, A1, c27="Bí thư chi đoàn")]
    batch = imported(units.a, rows)
    assert verdicts(batch)[7] == ("warning", ["post_noted"])
    assert list(Appointment.objects.values_list("post_id", flat=True)) == ["bi-thu-chi-doan"]


def test_exclusive_post_held_or_claimed_twice_is_noted(units, an, imported, verdicts):
    held = imported(units.a, [member(1, A1, c27="Bí thư")])
    assert verdicts(held)[7] == ("warning", ["post_noted"])
    twice = imported(units.a, [member(n, units.a2.name, c27="Bí thư") for n in (2, 3)])
    assert [v for v, _ in verdicts(twice).values()] == ["warning", "warning"]


def test_exclusive_post_recorded_while_the_list_is_applied_is_noted(
    units, imported, verdicts, monkeypatch
):
    monkeypatch.setattr(applying, "CHUNK", 1)
    real = applying._apply_some

    def apply_some(*args, **kwargs):
        more = real(*args, **kwargs)
        if not Appointment.objects.exists():
            AppointmentFactory(unit=units.a1, post=PostFactory(key="bi-thu-chi-doan"))
        return more

    monkeypatch.setattr(applying, "_apply_some", apply_some)
    batch = imported(units.a, [member(1, A1), member(2, A1, c27="Bí thư")])
    assert batch.state == BatchState.APPLIED
    assert verdicts(batch)[8] == ("warning", ["post_noted"])
    assert batch.links.filter(appointment_id=None).count() == 2


def test_post_of_a_higher_level_is_noted(units, imported):
    imported(units.a, [member(1, A1, c27="Phó Bí thư Đoàn cơ sở")])
    assert "Phó Bí thư Đoàn cơ sở" in Person.objects.get().note
    assert not Appointment.objects.exists()


def test_ten_thousand_equal_rows_are_judged_in_a_moment(units, staged, settings):
    rows = [member(1, A1, c0=str(n)) for n in range(3_000)]
    batch = staged(units.a, rows)
    assert batch.counts == {
        "rows": 3_000, "accepted": 1, "warning": 0, "rejected": 0, "duplicate": 2_999,
        "existing": 0,
    }  # fmt: skip


def test_hostile_text_is_only_text(units, imported):
    name = "Nguyễn Văn O'Brien"
    imported(
        units.a,
        [
            member(2, A1, c1=name, c8="=cmd|' /C calc'!A0", c25="'; DROP TABLE x; --"),
            member(4, A1, c7="<script>alert(1)</script>", c8="a\tb\\N\\.\nc"),
        ],
    )
    person = Person.objects.get(full_name=name)
    assert (person.address, person.commendation) == ("=cmd|' /C calc'!A0", "'; DROP TABLE x; --")
    assert Person.objects.exclude(pk=person.pk).get().address == "a b\\N\\. c"
    assert StagedRow.objects.count() == 2


def test_unknown_unit_far_down_the_list_does_not_wait_for_the_rows_before_it(units, staged):
    """Rows are judged while those before them go in by COPY: nothing is asked of the database."""

    def give_up(*_):
        raise TimeoutError

    people = [*map(member, range(1, 1_500)), member(1_500, "Chi đoàn Lạ")]
    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(60)
    try:
        batch = staged(units.a, people)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert (batch.state, batch.counts["rejected"]) == ("ready", 1)


def test_database_that_believes_there_are_no_rows_plans_for_those_that_are(units, staged):
    """As after a purge: pages there are, but no rows in them."""
    staged(units.a, [*map(member, range(1, 300))])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM imports_stagedrow")
        cursor.execute("ANALYZE imports_stagedrow")
    batch = staged(units.a, [*map(member, range(1, 300))])
    with connection.cursor() as cursor:
        cursor.execute(_ROWS_OF_BATCH, [batch.pk])
        ((plan,),) = cursor.fetchone()
    assert 200 < plan["Plan"]["Plan Rows"] <= 299
