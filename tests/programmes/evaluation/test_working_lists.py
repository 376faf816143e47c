"""Lists that are filled in (approval, attendance, proposals): what is hidden is not acted on."""

import pytest

from sodoan.programmes.actions import rounds
from sodoan.programmes.models import Ballot, Enrolment, FactEntry, MeetingAttendance, Result
from tests.listed import keeps_its_promises
from tests.programmes import above
from tests.programmes import world as w
from tests.programmes.crowd import convened, opened, result_of, seated, settled, url, votes
from tests.programmes.proposed import propose_grade

pytestmark = pytest.mark.django_db
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def sent(world):
    return above.sent_round(world, world.branch, world.commune, ["excellent", "good", "good"])


def page_of(round_, query=""):
    return f"/ren-luyen/duyet/{round_.pk}/{query}"


def names(answer):
    return [str(row.enrolment.person) for row in answer.context["list"].rows]


def states(round_):
    return list(round_.results.order_by("pk").values_list("state", flat=True))


def sent_up(round_):
    round_.results.update(state="proposed", population="rated", proposed_grade="good")
    round_.state = "sent"
    round_.save()


def test_file_of_a_round_of_another_commune_is_not_found(world, sent):
    chi = above.account(world, "chi")
    assert chi.get(page_of(sent, "?xuat=xlsx")).status_code == 404
    assert above.account(world, "an").get(page_of(sent, "?xuat=xlsx")).status_code == 404


@pytest.mark.parametrize("name", ["attendance", "voting", "fact_entries", "proposals"])
def test_file_of_a_meeting_is_not_found_for_those_who_do_not_run_it(world, meeting, name):
    for who in (world.chi, world.dung, world.binh):
        assert w.browser(who).get(url(world, name), {"xuat": "xlsx"}).status_code == 404


def test_round_not_sent_up_lists_and_exports_nobody(world):
    round_ = above.sent_round(world, world.branch, world.commune, ["good"], state="preparing")
    binh = above.account(world, "binh")
    for query in ("", "?xuat=xlsx", "?loc=cho", "?q=lon"):
        answer = binh.get(page_of(round_, query))
        assert answer["Content-Type"].startswith("text/html")
        assert "Nguyễn Văn Lớn" not in answer.text
    page = binh.get("/ren-luyen/duyet/").text
    assert "thuộc diện xếp loại" not in page


@pytest.mark.parametrize("query", ["?q=lon+0", "?loc=cho", "?loc=muc-good", "?q=khong+co+ai"])
def test_all_are_not_approved_while_the_list_hides_some(world, sent, query):
    binh = above.account(world, "binh")
    assert "Duyệt cả" not in binh.get(page_of(sent, query)).text
    answer = binh.post(page_of(sent, query), {"tat-ca": "1"}, follow=True)
    assert "Danh sách đang lọc nên chưa duyệt kết quả nào" in answer.text
    assert states(sent) == ["proposed"] * 3


def test_filtered_list_cannot_be_approved_by_who_may_not(world, sent):
    em = w.browser(above.province_officer(world))
    assert em.post(page_of(sent, "?loc=cho"), {"tat-ca": "1"}).status_code == 403
    assert (
        em.post(page_of(sent, "?loc=cho"), {"ket-qua": sent.results.first().pk}).status_code == 403
    )
    assert states(sent) == ["proposed"] * 3


def test_those_ticked_are_approved_and_the_filter_stays(world, sent):
    one = sent.results.get(enrolment__person__full_name__endswith="1")
    binh = above.account(world, "binh")
    answer = binh.post(page_of(sent, "?loc=muc-good"), {"ket-qua": one.pk})
    assert answer.url == page_of(sent, "?loc=muc-good")
    assert states(sent) == ["proposed", "approved", "proposed"]
    assert names(binh.get(page_of(sent, "?loc=duyet"))) == ["Nguyễn Văn Lớn 1"]


def test_refusal_keeps_what_was_ticked_on_further_pages(world):
    round_ = above.sent_round(world, world.branch, world.commune, ["excellent"] * 30)
    keys = list(round_.results.values_list("pk", flat=True))
    binh = above.account(world, "binh")
    answer = binh.post(page_of(round_, "?co=25"), {"ket-qua": keys})
    assert answer.status_code == 422
    assert answer.text.count(" checked>") == 30


def test_round_lists_those_who_depart_from_the_rules(world, sent):
    Result.objects.filter(proposed_grade="excellent").update(rule_grade="excellent")
    answer = above.account(world, "binh").get(page_of(sent, "?loc=khac"))
    assert names(answer) == ["Nguyễn Văn Lớn 1", "Nguyễn Văn Lớn 2"]
    assert answer.text.count("Theo quy tắc:") == 2


@pytest.mark.parametrize(
    ("loc", "shown"),
    [("", 3), ("chua", 1), ("present", 1), ("excused", 1), ("absent", 0), ("thieu", 2)],
)
def test_attendance_is_narrowed_by_what_was_saved(world, an, branch, loc, shown):
    meeting = convened(world, opened(world))
    meeting.secretary = None
    seated(world, meeting, 1)
    MeetingAttendance.objects.get(person=world.hoa.person).delete()
    answer = an.get(url(world, "attendance"), {"loc": loc})
    assert len(answer.context["list"].rows) == shown


def test_attendance_of_a_narrowed_list_leaves_the_others_alone(world, an, branch):
    seated(world, convened(world, opened(world)), 3)
    hoa, dung = world.hoa.person.pk, world.dung.person.pk
    address = f"{url(world, 'attendance')}?q=hoa"
    refused = an.post(address, {f"p-{hoa}": "excused", f"l-{hoa}": ""})
    assert refused.status_code == 422
    assert "có mặt 2/3" in refused.text  # those hidden count as they were saved
    assert f"p-{dung}" not in refused.text
    answer = an.post(address, {f"p-{hoa}": "absent", f"l-{hoa}": ""})
    assert answer.url == address
    marks = dict(MeetingAttendance.objects.values_list("person", "presence"))
    assert (marks[hoa], marks[dung]) == ("absent", "present")


def test_all_present_is_written_for_those_shown_only(world, an, branch):
    convened(world, opened(world))
    page = an.get(url(world, "attendance"), {"q": "hoa", "tat_ca": "1"})
    assert [seat.presence for seat in page.context["page"].seats] == ["present"]
    assert "có mặt 1/3" in page.text
    assert 'data-present="0"' in page.text


def test_proposals_of_a_narrowed_list_leave_the_others_alone(world, an, meeting):
    Result.objects.update(comment="Giữ nguyên.")
    one, other = result_of(world.hoa), result_of(world.dung)
    address = f"{url(world, 'proposals')}?q=hoa"
    page = an.get(address)
    assert names(page) == ["Đỗ Mỹ Hoa"]
    assert "sang bước chuyển" not in page.text
    data = {f"m-{one.pk}": "good", f"n-{one.pk}": "Đã sửa."}
    refused = an.post(address, data)  # unlike the vote, and no reason
    assert refused.status_code == 422
    assert [line.row.name for line in refused.context["lines"]] == ["Đỗ Mỹ Hoa"]
    assert an.post(address, {**data, f"l-{one.pk}": "Xét thêm"}).url == address
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.proposed_grade, one.comment) == ("good", "Đã sửa.")
    assert (other.proposed_grade, other.comment) == ("", "Giữ nguyên.")


def test_figures_of_a_narrowed_list_leave_the_others_alone(world, an, branch):
    opened(world)
    hoa, dung = (Enrolment.objects.get(person=who.person) for who in (world.hoa, world.dung))
    FactEntry.objects.filter(enrolment__in=[hoa, dung], fact="dues_due").delete()
    address = f"{url(world, 'fact_entries')}?q=hoa"
    assert names(an.get(address)) == ["Đỗ Mỹ Hoa"]
    assert set(names(an.get(url(world, "fact_entries"), {"loc": "thieu"}))) == {
        "Đỗ Mỹ Hoa", "Hồ Gia Dung",
    }  # fmt: skip
    data = {f"f-{hoa.pk}-dues_months": "7", "tat-ca-dues_due": "9", "can_cu": "Sổ"}
    assert an.post(address, data).url == address
    stored = {
        (entry.enrolment_id, entry.fact): entry.value
        for entry in FactEntry.objects.filter(enrolment__in=[hoa, dung])
    }
    assert (stored[hoa.pk, "dues_months"], stored[hoa.pk, "dues_due"]) == ("7", "9")
    assert stored[dung.pk, "dues_months"] == "9"
    assert (dung.pk, "dues_due") not in stored


def test_votes_of_those_not_shown_stay_when_the_others_are_saved(world, an, meeting):
    one, other = result_of(world.hoa), result_of(world.dung)
    an.post(url(world, "voting"), votes(one, good=3) | votes(other, good=2, blank=1))
    an.post(url(world, "voting"), votes(one, good=1, completed=2))
    kept = {row.enrolment_id: (row.votes, row.blank) for row in Ballot.objects.all()}
    assert kept[one.enrolment_id] == ({"good": 1, "completed": 2}, 0)
    assert kept[other.enrolment_id] == ({"good": 2}, 1)


@pytest.mark.parametrize(("loc", "who"), [("dien-0", "hoa"), ("chua", "an dung")])
def test_proposals_are_narrowed_to_who_is_not_rated(world, an, meeting, loc, who):
    sheet = result_of(world.hoa).enrolment
    FactEntry.objects.create(enrolment=sheet, fact="exempt", value="illness", source="Nằm viện")
    wanted = {str(getattr(world, name).person) for name in who.split()}
    assert set(names(an.get(url(world, "proposals"), {"loc": loc}))) == wanted


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("attendance", 0),
        ("voting", 1),
        ("fact_entries", 0),
        ("proposals", 0),
        ("approve_round", 0),
    ],
)
def test_working_lists_keep_the_promises_of_a_list(world, an, meeting, name, cell):
    client, address, read = an, url(world, name) if name != "approve_round" else "", str
    if name == "approve_round":
        sent_up(meeting.round)
        client, address = above.account(world, "binh"), page_of(meeting.round)
    read = (lambda row: row.person) if name == "attendance" else lambda row: row.enrolment.person
    keeps_its_promises(client, address, cell, lambda row: str(read(row)))


def test_figures_are_numbers_in_their_file(world, an, meeting):
    sheet = above.cells(an.get(url(world, "fact_entries"), {"xuat": "xlsx"}))
    head, *people = sheet[2:]
    attended, discipline = head.index("Số buổi sinh hoạt đã dự"), head.index("Kỷ luật trong kỳ")
    assert [row[attended] for row in people] == [9.0, 9.0, 9.0]
    assert {row[discipline] for row in people} == {"không bị kỷ luật"}


def test_text_like_a_formula_is_text_in_the_files(world, an, meeting):
    Result.objects.update(comment=FORMULA)
    MeetingAttendance.objects.update(presence="excused", reason=FORMULA)
    for name in ("attendance", "proposals"):
        rows = above.cells(an.get(url(world, name), {"xuat": "xlsx"}))
        assert sum(f"'{FORMULA}" in row for row in rows) == 3
    sent_up(meeting.round)
    rows = above.cells(above.account(world, "binh").get(page_of(meeting.round, "?xuat=xlsx")))
    assert sum(f"'{FORMULA}" in row for row in rows) == 3


def test_approver_finds_and_exports_who_is_proposed_unlike_the_vote(world, an, meeting):
    for name, counts in (("an", {"failed": 3}), ("dung", {"failed": 3}), ("hoa", {"blank": 3})):
        result = result_of(getattr(world, name))
        an.post(url(world, "save_votes", result.pk), votes(result, **counts))
    settled(world)
    hoa = result_of(world.hoa)
    propose_grade(hoa, by=w.scope(world.an), grade="good", reason="Xét thêm", comment="Tốt.")
    rounds.send_round(meeting.round, by=w.scope(world.an))
    binh = above.account(world, "binh")
    assert names(binh.get(page_of(meeting.round, "?loc=khac-phieu"))) == ["Đỗ Mỹ Hoa"]
    title, _, head, row = above.cells(binh.get(page_of(meeting.round, "?loc=khac-phieu&xuat=xlsx")))
    told = dict(zip(head, row, strict=True))
    assert title[0] == "Chi đoàn Khu phố 1"
    assert (told["Đề xuất khác"], told["Lý do đề xuất khác"], told["Phiếu trắng"]) == (
        "Khác biểu quyết; Khác quy tắc", "Xét thêm", 3,
    )  # fmt: skip
    rows = above.cells(binh.get(page_of(meeting.round, "?xuat=xlsx")))[3:]
    assert [dict(zip(head, one, strict=True))["Đề xuất khác"] for one in rows].count("") == 2


@pytest.mark.parametrize("count", [3, 300])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("attendance", 28),
        ("voting", 28),
        ("fact_entries", 29),
        ("proposals", 28),
        ("approve_round", 18),
        ("export", 8),
    ],
)
def test_working_lists_ask_as_often_for_3_people_as_for_300(
    world, an, name, queries, count, django_assert_num_queries
):
    above.sheets(world.plan, world.branch, count)
    meeting = convened(world, opened(world))
    seated(world, meeting, count)
    client, address = (
        an,
        url(world, name) if name in {"attendance", "voting", "fact_entries", "proposals"} else "",
    )
    if not address:
        sent_up(meeting.round)
        client = above.account(world, "binh")
        address = page_of(meeting.round, "?xuat=xlsx" if name == "export" else "")
    address += "?co=200" if name == "voting" else ""
    client.get(address)
    with django_assert_num_queries(queries):
        answer = client.get(address)
    assert name == "export" or len(answer.context["list"].rows) == min(count, 200)
