"""Filling in, handing in, sending back, accepting, correcting; sums of the level above."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sodoan.reports.actions.filling import StaleError, quote_text, save_draft
from sodoan.reports.actions.handing import accept_report, return_report, submit_report
from sodoan.reports.choices import Deed, ObligationState, Source
from sodoan.reports.models import Tally
from sodoan.reports.queries.sheets import draft_of, sheet_of
from sodoan.reports.sheet import Typed
from tests.cast import enlist


@pytest.fixture
def fill(scope):
    """`fill(obligation, who, money=3)`: type figures of cells, save."""

    def save(obligation, who, version=0, texts=None, **figures):
        cells = {
            key: one if isinstance(one, Typed) else Typed(Decimal(one))
            for key, one in figures.items()
        }
        return save_draft(
            obligation, by=scope(who), cells=cells, texts=texts or {}, version=version
        )

    return save


@pytest.fixture
def hand_in(scope, fill):
    """Fill in the one required cell and hand in."""

    def act(obligation, who, money="1.5", note=""):
        draft = draft_of(obligation)
        version = fill(obligation, who, draft.version if draft else 0, money=money).version
        return submit_report(obligation, by=scope(who), version=version, note=note)

    return act


def test_nobody_fills_in_for_another_unit(owed, units, binh, chi, dung, fill):
    for who in (binh, chi, dung):
        with pytest.raises(PermissionDenied):
            fill(owed(units.a1), who, money=1)


def test_what_lacks_a_figure_is_not_handed_in(owed, units, an, scope):
    with pytest.raises(ValidationError, match="“Kinh phí” chưa có số"):
        submit_report(owed(units.a1), by=scope(an), version=0)


def test_another_figure_than_counted_needs_a_reason(owed, units, an, scope, fill):
    mine = owed(units.a1)
    draft = fill(mine, an, money=1, members=7)
    with pytest.raises(ValidationError, match="ghi lý do"):
        submit_report(mine, by=scope(an), version=draft.version)


def test_more_people_than_members_are_refused(owed, units, an, scope, fill):
    mine = owed(units.a1)
    draft = fill(mine, an, money=1, people=Typed(Decimal(9), "Có khách"))
    with pytest.raises(ValidationError, match="lớn hơn “Tổng số đoàn viên”"):
        submit_report(mine, by=scope(an), version=draft.version)


def test_negative_and_endless_figures_are_refused(owed, units, an, fill):
    for figure in ("-1", "1e15"):
        with pytest.raises(ValidationError, match="Số từ 0"):
            fill(owed(units.a1), an, money=figure)


def test_who_saves_over_what_somebody_else_saved_is_shown_it(owed, units, an, fill):
    deputy = enlist("Ngô Minh Phó", units.a1, "pho-bi-thu-chi-doan")
    fill(owed(units.a1), deputy, money=1)
    with pytest.raises(StaleError) as caught:
        fill(owed(units.a1), an, 0, money=2)
    assert caught.value.draft.cells["money"]["value"] == "1"
    assert "Ngô Minh Phó" in caught.value.messages[0]


def test_own_saves_follow_each_other_and_keep_what_they_do_not_name(owed, units, an, fill):
    fill(owed(units.a1), an, texts={"remarks": "Đều."}, money=1)
    draft = fill(owed(units.a1), an, 0, blood=3)
    assert draft.version == 2
    assert draft.texts == {"remarks": "Đều."}
    assert {key: one["value"] for key, one in draft.cells.items()} == {"money": "1", "blood": "3"}


def test_words_below_are_quoted_once(owed, units, an, binh, chi, scope, fill):
    draft = fill(owed(units.a1), an, money=1, texts={"remarks": "Thiếu sân."})
    made = submit_report(owed(units.a1), by=scope(an), version=draft.version)
    theirs = fill(owed(units.b1), chi, money=1, texts={"remarks": "Của nơi khác."})
    elsewhere = submit_report(owed(units.b1), by=scope(chi), version=theirs.version)
    ours = owed(units.a)
    with pytest.raises(ValidationError, match="Chưa có đơn vị"):
        quote_text(ours, by=scope(binh), key="remarks", sources=[elsewhere.pk])
    with pytest.raises(PermissionDenied):
        quote_text(ours, by=scope(an), key="remarks", sources=[made.pk])
    for _ in range(2):
        quote_text(ours, by=scope(binh), key="remarks", sources=[made.pk, elsewhere.pk])
    assert draft_of(ours).texts == {"remarks": "Chi đoàn Khu phố 1: Thiếu sân."}


def test_what_is_handed_in_keeps_figures_with_their_records(owed, units, an, dung, hand_in):
    made = hand_in(owed(units.a1), an, "1.5")
    members = made.cells.get(key="members")
    assert (members.value, members.source) == (2, Source.METRIC)
    assert set(members.records) == {an.person.pk, dung.person.pk}
    assert made.cells.get(key="money").source == Source.TYPED
    held = owed(units.a1)
    assert (held.state, held.is_late) == (ObligationState.SUBMITTED, True)
    tally = Tally.objects.get(period=held.period, receiver=units.a)
    assert (tally.expected, tally.submitted, tally.on_time, tally.accepted) == (2, 1, 0, 0)


def test_it_is_not_handed_in_twice(owed, units, an, hand_in):
    hand_in(owed(units.a1), an)
    with pytest.raises(ValidationError, match="đang chờ duyệt"):
        hand_in(owed(units.a1), an)


def test_only_the_receiver_settles_it(owed, units, an, chi, scope, hand_in):
    hand_in(owed(units.a1), an)
    for who in (an, chi):
        with pytest.raises(PermissionDenied):
            accept_report(owed(units.a1), by=scope(who))


def test_returned_with_a_reason_and_handed_in_again(owed, units, an, binh, scope, hand_in):
    hand_in(owed(units.a1), an)
    with pytest.raises(ValidationError, match="bổ sung"):
        return_report(owed(units.a1), by=scope(binh), reason=" ")
    return_report(owed(units.a1), by=scope(binh), reason="Thiếu số người hiến máu.")
    assert owed(units.a1).state == ObligationState.RETURNED
    assert an.notices.filter(title__startswith="Trả lại", body="Thiếu số người hiến máu.").exists()
    hand_in(owed(units.a1), an, "2.5")
    accept_report(owed(units.a1), by=scope(binh))
    held = owed(units.a1)
    assert (held.state, held.submissions.count()) == (ObligationState.ACCEPTED, 2)
    assert list(held.trail.values_list("deed", flat=True)) == [
        Deed.ACCEPTED,
        Deed.SUBMITTED,
        Deed.RETURNED,
        Deed.SUBMITTED,
    ]


def test_a_correction_after_acceptance_says_why(owed, units, an, binh, scope, hand_in):
    hand_in(owed(units.a1), an)
    accept_report(owed(units.a1), by=scope(binh))
    with pytest.raises(ValidationError, match="lý do sửa"):
        hand_in(owed(units.a1), an, "9")
    made = hand_in(owed(units.a1), an, "9", note="Ghi nhầm kinh phí.")
    assert (made.number, owed(units.a1).state) == (2, ObligationState.RESUBMITTED)


def test_the_level_above_gets_sums_of_what_was_handed_in(owed, units, an, binh, scope, hand_in):
    hand_in(owed(units.a1), an, "1.5")
    sheet = sheet_of(owed(units.a), None, scope(binh).on)
    members, money, people = (sheet.cells[key] for key in ("members", "money", "people"))
    assert (members.value, members.source) == (1, Source.SUM)
    assert (money.value, money.source) == (Decimal("1.5"), Source.SUM)
    assert (people.value, people.source) == (0, Source.METRIC)  # people are counted, never added
    return_report(owed(units.a1), by=scope(binh), reason="Sửa lại.")
    assert sheet_of(owed(units.a), None, scope(binh).on).cells["members"].value == 0
