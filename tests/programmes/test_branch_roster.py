"""Step 1 in the branch: the roster, opening drafts, accepting, returning, paper sheets."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from sodoan.notices.models import Notice
from sodoan.programmes.actions.amending import propose_amendment
from sodoan.programmes.models import Enrolment, Pledge
from sodoan.programmes.queries.member import sheet_state
from sodoan.programmes.queries.pledges import as_engine
from tests.cast import enlist
from tests.programmes import world as w
from tests.programmes.crowd import people, sheets

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>{{ 7 }}"


def branch(world, name="branch", query=""):
    return reverse(f"programmes:{name}", args=[world.branch.pk]) + query


def url(name, row):
    return reverse(f"programmes:{name}", args=[row.pk])


@pytest.mark.parametrize("name", ["branch", "branch_export", "open_drafts", "evidence_queue"])
@pytest.mark.parametrize("who", ["chi", "dung"])
def test_branch_page_is_not_found_for_strangers_and_members(world, who, name):
    w.enrol(world.dung, world.plan)
    assert w.browser(getattr(world, who)).get(branch(world, name)).status_code == 404


@pytest.mark.parametrize("name", ["decide", "on_behalf"])
@pytest.mark.parametrize("who", ["chi", "hoa"])
def test_sheet_is_not_found_for_strangers_and_members(world, who, name):
    sheet = w.enrol(world.dung, world.plan, state="submitted")
    client = w.browser(getattr(world, who))
    assert client.post(url(name, sheet), {"nut": "duyet"}).status_code == 404
    sheet.refresh_from_db()
    assert sheet.state == "submitted"


@pytest.mark.parametrize("name", ["decide", "on_behalf"])
def test_own_sheet_cannot_be_decided(world, an, name):
    sheet = w.enrol(world.an, world.plan, state="submitted")
    assert an.get(url(name, sheet)).status_code == 403
    assert an.post(url(name, sheet), {"nut": "duyet"}).status_code == 403
    sheet.refresh_from_db()
    assert sheet.state == "submitted"


def test_own_sheet_is_left_out_of_those_to_read_and_accept(world, an):
    own = w.enrol(world.an, world.plan, state="submitted")
    other = w.enrol(world.dung, world.plan, state="submitted")
    page = an.get(branch(world, query="?xem=phieu"))
    assert [one.pk for one, _ in page.context["sheets"]] == [other.pk]
    answer = an.post(branch(world), {"phieu": [own.pk, other.pk]})
    assert answer.status_code == 403
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.state, other.state) == ("submitted", "submitted")


def test_draft_nobody_handed_in_cannot_be_accepted(world, an):
    sheet = w.enrol(world.dung, world.plan, state="draft")
    assert an.post(url("decide", sheet), {"nut": "duyet"}).status_code == 422
    sheet.refresh_from_db()
    assert sheet.state == "draft"


def test_returning_needs_words(world, an):
    sheet = w.enrol(world.dung, world.plan, state="submitted")
    answer = an.post(url("decide", sheet), {"nut": "tra-lai", "comment": "  "})
    assert answer.status_code == 422
    assert "cần sửa điều gì" in answer.text
    sheet.refresh_from_db()
    assert sheet.state == "submitted"


def test_returned_sheet_tells_the_member_why(world, an):
    sheet = w.enrol(world.dung, world.plan, state="submitted")
    answer = an.post(url("decide", sheet), {"nut": "tra-lai", "comment": SCRIPT})
    assert answer.status_code == 302
    sheet.refresh_from_db()
    assert (sheet.state, sheet.comment) == ("returned", SCRIPT)
    assert Notice.objects.filter(user=world.dung).count() == 1
    assert "<script>alert" not in an.get(url("decide", sheet)).text


def test_accepting_leads_to_the_next_sheet_by_given_name(world, an):
    first = w.enrol(world.dung, world.plan, state="submitted")
    second = w.enrol(world.hoa, world.plan, state="submitted")
    w.enrol(world.an, world.plan, state="submitted")
    assert an.post(url("decide", first), {"nut": "duyet"}).url == url("decide", second)
    assert an.post(url("decide", second), {"nut": "duyet"}).url.startswith(branch(world))
    first.refresh_from_db()
    assert (first.state, first.decided_by_id) == ("accepted", world.an.pk)


def test_sheet_is_accepted_once(world, an):
    sheet = w.enrol(world.dung, world.plan, state="submitted")
    an.post(url("decide", sheet), {"nut": "duyet"})
    assert an.post(url("decide", sheet), {"nut": "tra-lai", "comment": "Sửa"}).status_code == 422
    sheet.refresh_from_db()
    assert sheet.state == "accepted"
    assert Notice.objects.filter(user=world.dung).count() == 1


@pytest.mark.parametrize("ticked", [[], ["x"], ["-1"], [""]])
def test_accepting_with_nothing_ticked_stays_with_the_sheets_and_says_so(world, an, ticked):
    sheets(world, 2, state="submitted")
    answer = an.post(branch(world, query=f"?chuong_trinh={world.programme.pk}"), {"phieu": ticked})
    assert answer.status_code == 422
    assert "Đồng chí đánh dấu các phiếu đã đọc rồi bấm duyệt." in answer.text
    assert len(answer.context["sheets"]) == 2
    assert not Enrolment.objects.filter(state="accepted").exists()
    assert "đánh dấu các phiếu đã đọc" not in an.get(branch(world, query="?xem=phieu")).text


def test_only_ticked_sheets_are_accepted(world, an):
    one, other, _ = sheets(world, 3, state="submitted")
    an.post(branch(world), {"phieu": [one.pk, other.pk, "x"]})
    assert set(Enrolment.objects.filter(state="accepted")) == {one, other}


def test_sheets_to_read_are_shown_in_full_and_unticked(world, an):
    sheet = w.enrol(world.dung, world.plan, state="submitted")
    Pledge.objects.filter(enrolment=sheet).update(text=SCRIPT)
    text = an.get(branch(world, query="?xem=phieu")).text
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 }}") == 8
    assert "<script>alert" not in text
    assert "checked" not in text


def test_incomplete_sheet_among_the_ticked_holds_up_no_other(world, an):
    good = w.enrol(world.dung, world.plan, state="submitted")
    thin = w.enrol(world.hoa, world.plan, state="submitted", pledges=1)
    answer = an.post(branch(world), {"phieu": [good.pk, thin.pk]}, follow=True)
    assert "Đỗ Mỹ Hoa" in answer.text
    assert "cần ít nhất 2 tiêu chí" in answer.text
    good.refresh_from_db()
    thin.refresh_from_db()
    assert (good.state, thin.state) == ("accepted", "submitted")


@pytest.mark.parametrize(
    ("chip", "names"),
    [
        ("", ["Trần Quốc An", "Hồ Gia Dung", "Đỗ Mỹ Hoa"]),
        ("writing", ["Trần Quốc An"]),
        ("submitted", ["Hồ Gia Dung"]),
        ("returned", []),
        ("registered", ["Hồ Gia Dung", "Đỗ Mỹ Hoa"]),
        ("accepted", ["Đỗ Mỹ Hoa"]),
        ("vague", ["Đỗ Mỹ Hoa"]),
        ("amending", ["Đỗ Mỹ Hoa"]),
        ("không có", ["Trần Quốc An", "Hồ Gia Dung", "Đỗ Mỹ Hoa"]),
    ],
)
def test_chip_shows_its_people_by_given_name(world, an, chip, names):
    w.enrol(world.hoa, world.plan)
    w.enrol(world.dung, world.plan, state="submitted")
    w.enrol(world.an, world.plan, state="draft")
    sheet = Enrolment.objects.get(person=world.hoa.person)
    pledge = sheet.pledges.first()
    pledge.text, pledge.quantity, pledge.due_on, pledge.proof = (
        "Cố gắng học tập tốt",
        None,
        None,
        "",
    )
    pledge.save()
    wanted = as_engine(sheet)
    propose_amendment(sheet, by=w.scope(world.hoa), reason="Đổi ca", pledges=wanted)
    page = an.get(branch(world), {"nop": chip})
    assert [str(one.person) for one, _, _ in page.context["list"].lines] == names
    chips = {one.url.partition("nop=")[2]: one for one in page.context["list"].chips}
    assert chips[""].count == 3
    if chip in chips:
        assert chips[chip].count == len(names)
        assert chips[chip].current


def test_search_needs_no_accents(world, an):
    w.enrol(world.hoa, world.plan)
    w.enrol(world.dung, world.plan)
    page = an.get(branch(world), {"q": "do my"})
    assert [str(one.person) for one, _, _ in page.context["list"].lines] == ["Đỗ Mỹ Hoa"]


def test_export_has_exactly_the_rows_shown(world, an):
    w.enrol(world.dung, world.plan, state="submitted")
    done = w.enrol(world.hoa, world.plan)
    w.prove(done.pledges.first())
    answer = an.get(branch(world, "branch_export"), {"nop": "accepted"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    table = [row for row in rows if row and isinstance(row[0], float)]
    assert [row[1] for row in table] == ["Đỗ Mỹ Hoa"]
    assert table[0][2:10] == ["Đã duyệt", 2, 2, 2, 2, 0, 1, 8]


def test_drafts_are_opened_for_official_members_without_one(world, an):
    w.enrol(world.dung, world.plan)
    page = an.get(branch(world, "open_drafts"))
    assert "Mở phiếu đăng ký cho 2 đoàn viên?" in page.text
    an.post(branch(world, "open_drafts"))
    assert Enrolment.objects.filter(unit=world.branch, state="draft").count() == 2
    assert not Pledge.objects.filter(enrolment__state="draft").exists()
    an.post(branch(world, "open_drafts"))
    assert Enrolment.objects.filter(unit=world.branch).count() == 3
    assert "Ai cũng đã có phiếu" in an.get(branch(world, "open_drafts")).text


def test_branch_without_a_plan_says_so(world):
    client = w.browser(world.chi)
    page = client.get(reverse("programmes:branch", args=[world.stranger_branch.pk]))
    assert "Chưa có chương trình rèn luyện" in page.text


def paper(sheet, *, chosen=2, **over):
    """What the secretary types: `chosen` criteria in every content."""
    data = {"doi_tuong": "worker", "nut": "xong", "moc": sheet_state(sheet)}
    for group in w.s0().groups:
        for criterion in group.offered("worker")[:chosen]:
            data |= {
                f"{criterion.key}-on": "on",
                f"{criterion.key}-text": w.CLEAR,
                f"{criterion.key}-quantity": "2",
                f"{criterion.key}-measure": criterion.measures[0].unit,
                f"{criterion.key}-due_on": "30/9/2025",
                f"{criterion.key}-proof": criterion.proofs[0],
            }
    return data | over


def test_paper_sheet_is_marked_and_the_member_told(world, an):
    sheet = w.enrol(world.dung, world.plan, state="draft", pledges=0)
    assert an.post(url("on_behalf", sheet), paper(sheet)).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.state, sheet.is_on_behalf, sheet.pledges.count()) == ("accepted", True, 8)
    notice = Notice.objects.get(user=world.dung)
    assert "nhập phiếu giấy" in notice.title
    assert "Nhập hộ" in an.get(branch(world)).text


def test_paper_sheet_short_of_criteria_is_kept_and_refused(world, an):
    sheet = w.enrol(world.dung, world.plan, state="draft", pledges=0)
    answer = an.post(url("on_behalf", sheet), paper(sheet, chosen=1))
    assert answer.status_code == 422
    assert "cần ít nhất 2 tiêu chí" in answer.text
    sheet.refresh_from_db()
    assert (sheet.state, sheet.pledges.count()) == ("draft", 4)
    assert not Notice.objects.exists()


def test_paper_sheet_with_an_impossible_date_is_refused(world, an):
    sheet = w.enrol(world.dung, world.plan, state="draft", pledges=0)
    key = w.s0().groups[0].offered("worker")[0].key
    answer = an.post(url("on_behalf", sheet), paper(sheet, **{f"{key}-due_on": "31/02/2025"}))
    assert answer.status_code == 422
    assert "không có thật" in answer.text
    sheet.refresh_from_db()
    assert sheet.state == "draft"


def test_paper_is_not_typed_over_a_sheet_handed_in(world, an):
    sheet = w.enrol(world.dung, world.plan, state="submitted")
    assert an.post(url("on_behalf", sheet), paper(sheet)).url == url("decide", sheet)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.is_on_behalf) == ("submitted", False)


@pytest.fixture
def change(world):
    sheet = w.enrol(world.dung, world.plan)
    wanted = as_engine(sheet)[:-1]
    spare = w.s0().groups[3].offered("worker")[2]
    wanted.append(type(wanted[0])(group="health", criterion=spare.key, text=w.CLEAR))
    return propose_amendment(
        sheet, by=w.scope(world.dung), reason=f"Đau chân {SCRIPT}", pledges=wanted
    )


@pytest.mark.parametrize("who", ["chi", "hoa", "dung"])
def test_change_is_not_found_for_others(world, change, who):
    client = w.browser(getattr(world, who))
    assert client.get(url("decide_amendment", change)).status_code == 404


def test_change_shows_both_versions(world, an, change):
    page = an.get(url("decide_amendment", change))
    assert "<script>alert" not in page.text
    kinds = [one.kind for _, changes, _ in page.context["groups"] for one in changes]
    assert sorted(kinds) == ["added", "removed"]
    assert sum(len(same) for _, _, same in page.context["groups"]) == 7


def test_refusing_a_change_needs_words(world, an, change):
    assert an.post(url("decide_amendment", change), {"nut": "khong"}).status_code == 422
    change.refresh_from_db()
    assert change.state == "proposed"


def test_accepted_change_keeps_the_dropped_pledge_readable(world, an, change):
    an.post(url("decide_amendment", change), {"nut": "duyet"})
    sheet = change.enrolment
    sheet.refresh_from_db()
    assert sheet.version == 2
    assert sheet.pledges.filter(is_dropped=False).count() == 8
    assert sheet.pledges.filter(is_dropped=True).count() == 1
    assert an.post(url("decide_amendment", change), {"nut": "duyet"}).status_code == 422
    assert Notice.objects.filter(user=world.dung).count() == 1


def test_level_above_reads_the_roster_and_decides_nothing(world):
    sheet = w.enrol(world.dung, world.plan, state="submitted")
    em = w.browser(enlist("Võ Hoài Em", world.stranger_branch, "bi-thu", post_in=world.province))
    page = em.get(branch(world))
    assert "Hồ Gia Dung" in page.text
    assert url("decide", sheet) not in page.text
    assert em.get(branch(world), {"xem": "phieu"}).context["list"].total == 1
    assert em.post(branch(world), {"phieu": [sheet.pk]}).status_code == 404
    assert em.get(url("decide", sheet)).status_code == 404


def test_reader_is_told_what_a_sheet_lacks(world, an):
    sheet = w.enrol(world.dung, world.plan, state="submitted", pledges=1)
    sheet.pledges.update(text="Cố gắng học tập tốt", quantity=None, due_on=None, proof="")
    text = an.get(url("decide", sheet)).text
    assert text.count("Mới có 1/2 tiêu chí.") == 4
    assert text.count("chưa rõ mấy lần, đến khi nào, kiểm chứng bằng gì") == 4


def test_people_without_sheets_are_counted_for_opening(world, an):
    people(world, 4)
    assert an.get(branch(world)).context["missing"] == 7


def test_members_own_words_are_shown_once(world, an):
    sheet = w.enrol(world.dung, world.plan, state="submitted")
    pledge = sheet.pledges.first()
    pledge.criterion_key, pledge.title, pledge.text = "", "Dạy 3 em bơi", "Dạy 3 em bơi"
    pledge.save()
    assert an.get(url("decide", sheet)).text.count("Dạy 3 em bơi") == 1
