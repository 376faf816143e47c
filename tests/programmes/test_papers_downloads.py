"""Papers as downloads: who gets them, what stands in them, how the file is called."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from sodoan.documents.actions import register_document
from sodoan.documents.choices import DocumentKind
from sodoan.documents.downloads import disposition
from sodoan.people.models import Person
from sodoan.programmes.actions import approval
from sodoan.programmes.actions.issuing import publish_with_decision
from sodoan.programmes.engine.schema import Paper
from sodoan.programmes.models import Enrolment, Meeting, MeetingAttendance, Plan
from sodoan.programmes.queries.papers import wall_sheet
from tests.factories.org import AppointmentFactory, PostFactory
from tests.factories.people import PersonFactory
from tests.programmes import above
from tests.programmes import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(world):
    return w.enrol(world.dung, world.plan)


def text_of(response):
    """Every paragraph of a Word answer, cells included, one a line."""
    assert response.status_code == 200, response.status_code
    body = Document(io.BytesIO(response.content)).element.body
    paragraphs = (element for element in body.iter() if element.tag.endswith("}p"))
    return "\n".join(
        "".join(node.text or "" for node in each.iter() if node.tag.endswith("}t"))
        for each in paragraphs
    )


def branch(world, paper):
    return f"/giay-to/chi-doan/{world.branch.pk}/{world.programme.pk}/{paper}"


BRANCH_PAPERS = ["phieu.docx", "phieu-treo.docx", "tong-hop.docx", "tong-hop.xlsx"]


@pytest.mark.parametrize("paper", BRANCH_PAPERS)
def test_branch_papers_are_refused_outside(world, row, paper):
    assert above.account(world, "chi").get(branch(world, paper)).status_code == 404
    assert above.account(world, "dung").get(branch(world, paper)).status_code == 404


def test_sheet_is_given_to_its_member_and_to_nobody_elsewhere(world, row):
    page = f"/giay-to/phieu/{row.pk}.docx"
    assert above.account(world, "dung").get(page).status_code == 200
    assert above.account(world, "an").get(page).status_code == 200
    assert above.account(world, "hoa").get(page).status_code == 404
    assert above.account(world, "chi").get(page).status_code == 404


def test_papers_of_a_round_are_refused_outside(world):
    round_ = above.sent_round(world, world.branch, world.commune, ["good"])
    hold(round_)
    for page in (
        f"/giay-to/dot/{round_.pk}/bien-ban.docx",
        f"/giay-to/dot/{round_.pk}/quyet-dinh.docx",
    ):
        assert above.account(world, "chi").get(page).status_code == 404
        assert above.account(world, "dung").get(page).status_code == 404
    assert above.account(world, "an").get(page).status_code == 404  # decisions are the commune's


def test_minutes_before_any_meeting_are_not_found(world):
    round_ = above.sent_round(world, world.branch, world.commune, ["good"])
    page = f"/giay-to/dot/{round_.pk}/bien-ban.docx"
    assert above.account(world, "an").get(page).status_code == 404


def test_unknown_format_of_the_summary_is_not_found(world, row):
    assert above.account(world, "an").get(branch(world, "tong-hop.pdf")).status_code == 404


def test_registration_sheet_comes_in_two_copies(world, row):
    text = text_of(above.account(world, "dung").get(f"/giay-to/phieu/{row.pk}.docx"))
    assert text.count("Hồ Gia Dung") >= 2
    assert "Bản đoàn viên giữ" in text
    assert "Bản Ban Chấp hành chi đoàn giữ" in text
    assert "ĐOÀN XÃ AN HÒA" in text
    assert "CHI ĐOÀN KHU PHỐ 1" in text
    assert "An Hòa, ngày" in text
    assert text.count(w.CLEAR) == 16
    assert "Trần Quốc An" in text  # the secretary signs


@pytest.mark.parametrize(
    ("precision", "words"), [("year", "2002"), ("month", "03/2002"), ("day", "08/03/2002")]
)
def test_registration_sheet_has_no_day_or_month_of_birth_that_nobody_knows(
    world, row, precision, words
):
    Person.objects.filter(pk=row.person_id).update(born_precision=precision)
    text = text_of(above.account(world, "dung").get(f"/giay-to/phieu/{row.pk}.docx"))
    assert text.count(f"Ngày sinh: {words} ") == 2


def test_sheet_carries_the_words_of_the_plan_it_was_written_under(world):
    pack = w.s0()
    texts = {"form_heading": "Phiếu rèn luyện xã An Hòa\n{cycle}", "form_intro": "Ghi cho rõ."}
    own = pack.model_copy(update={"texts": pack.texts.model_copy(update=texts)})
    row = w.enrol(world.dung, w.issued_anew(world.plan, effective=own.model_dump_json()))
    text = text_of(above.account(world, "dung").get(f"/giay-to/phieu/{row.pk}.docx"))
    lines = text.splitlines()
    at = lines.index("PHIẾU RÈN LUYỆN XÃ AN HÒA")
    assert lines[at + 1 : at + 4] == [f"năm {w.PAST}", "-----", "Ghi cho rõ."]
    assert "PHIẾU ĐĂNG KÝ" not in text


@pytest.mark.parametrize("copies", [1, 2, 3])
def test_sheet_is_printed_in_as_many_copies_as_the_programme_says(world, copies):
    papers = (Paper(key="registration_sheet", title="Phiếu đăng ký", copies=copies),)
    own = w.s0().model_copy(update={"papers": papers})
    row = w.enrol(world.dung, w.issued_anew(world.plan, effective=own.model_dump_json()))
    text = text_of(above.account(world, "dung").get(f"/giay-to/phieu/{row.pk}.docx"))
    assert text.count("PHIẾU ĐĂNG KÝ") == copies
    assert text.count("Bản đoàn viên giữ") == 1


def test_pledges_on_the_wall_stand_in_the_order_of_the_groups(world, row):
    agree(world.dung, True)
    order = {group.key: at for at, group in enumerate(w.s0().groups)}
    for pledge in row.pledges.all():
        pledge.text = f"{order[pledge.group_key]} {pledge.text}"
        pledge.position = 9 - order[pledge.group_key]
        pledge.save()
    row.refresh_from_db()
    (card,) = wall_sheet(world.branch, [row]).cards
    places = [int(text[0]) for text in card.commitments]
    assert places == sorted(places)
    assert len(set(places)) == 4


def test_sheet_does_not_tell_a_grade_that_is_not_published(world, row):
    round_ = above.sent_round(world, world.branch, world.commune, [], state="sent")
    round_.results.create(
        enrolment=row, state="proposed", population="rated", proposed_grade="failed",
        comment="Cần cố gắng.",
    )  # fmt: skip
    text = text_of(above.account(world, "dung").get(f"/giay-to/phieu/{row.pk}.docx"))
    assert "Không hoàn thành" not in text
    assert "Cần cố gắng" not in text


def agree(user, consent, day=date(2026, 1, 20)):
    user.person.wall_consent = consent
    user.person.wall_consent_on = day if consent is not None else None
    user.person.save()


def test_wall_sheet_lists_only_those_who_agreed(world, row):
    for user, consent in ((world.hoa, False), (world.an, None), (world.lan, True)):
        agree(user, consent)
    w.enrol(world.hoa, world.plan)
    w.enrol(world.an, world.plan)
    w.enrol(world.lan, world.plan, unit=world.branch, state="submitted")
    agree(world.dung, True)
    text = text_of(above.account(world, "an").get(branch(world, "phieu-treo.docx")))
    assert "Hồ Gia Dung" in text
    for name in ("Đỗ Mỹ Hoa", "Trần Quốc An", "Ngô Thúy Lan"):
        assert name not in text


def test_card_on_the_wall_carries_the_day_of_consent_not_of_handing_in(world, row):
    agree(world.dung, True)
    row.refresh_from_db()
    (card,) = wall_sheet(world.branch, [row]).cards
    assert card.agreed_on == date(2026, 1, 20)


def test_wall_sheet_without_anybody_leads_back(world, row):
    answer = above.account(world, "an").get(branch(world, "phieu-treo.docx"))
    assert answer.url == f"/ren-luyen/chi-doan/{world.branch.pk}/"


def test_summary_lists_also_those_who_have_not_registered(world, row):
    w.enrol(world.hoa, world.plan, state="draft")
    an = above.account(world, "an")
    text = text_of(an.get(branch(world, "tong-hop.docx")))
    assert "Số: ……-……/……" in text
    assert "Nơi nhận:\n- Ban Chấp hành Chi đoàn Khu phố 1 (theo dõi);\n- Lưu." in text
    assert "02 đoàn viên; đã đăng ký: 01" in text
    rows = above.cells(an.get(branch(world, "tong-hop.xlsx")))
    lines = [line for line in rows if isinstance(line[0], float)]
    assert [line[1] for line in lines] == ["Hồ Gia Dung", "Đỗ Mỹ Hoa"]
    assert lines[1][-1] == "Nháp"


def hold(round_):
    meeting = Meeting.objects.create(
        round=round_, held_at="2025-10-18T12:30:00Z", place="Nhà văn hóa"
    )
    people = [r.enrolment.person for r in round_.results.all()]
    MeetingAttendance.objects.bulk_create(
        MeetingAttendance(
            meeting=meeting, person=person, presence="excused" if at == 0 else "present",
            reason="Ca đêm" if at == 0 else "",
        )
        for at, person in enumerate(people)
    )  # fmt: skip
    return meeting


def test_minutes_carry_quorum_votes_and_absences(world):
    round_ = above.sent_round(world, world.branch, world.commune, ["excellent", "good", "good"])
    meeting = hold(round_)
    first = round_.results.first()
    meeting.ballots.create(enrolment=first.enrolment, votes={"excellent": 2}, blank=0)
    text = text_of(above.account(world, "an").get(f"/giay-to/dot/{round_.pk}/bien-ban.docx"))
    assert "19 giờ 30, ngày 18 tháng 10 năm 2025" in text
    assert "có mặt: 02" in text
    assert "Ca đêm" in text
    assert "Đoàn xã An Hòa xem xét" in text
    assert "Số: ……-BB/……" in text  # the branch has registered nothing yet
    assert "Nơi nhận:\n- Ban Thường vụ Đoàn xã An Hòa (báo cáo);\n- Lưu." in text


def test_decision_carries_number_signer_and_both_branches(world):
    rounds = [
        above.sent_round(world, unit, world.commune, ["good"], state="approved", result="approved")
        for unit in (world.branch, world.sister)
    ]
    entry = publish_with_decision(
        rounds, by=w.scope(world.binh), issued_on=date(2025, 11, 2), issuer_code="ĐTN-TCKT"
    )
    page = f"/giay-to/dot/{rounds[1].pk}/quyet-dinh.docx"
    answer = above.account(world, "binh").get(page)
    text = text_of(answer)
    assert "BCH ĐOÀN TỈNH THỬ NGHIỆM" in text
    assert "BCH ĐOÀN XÃ AN HÒA" in text
    assert "Số: 01-QĐ/ĐTN-TCKT" in text
    assert "An Hòa, ngày 02 tháng 11 năm 2025" in text
    assert "Phạm Ngọc Bình" in text
    assert "Chi đoàn Khu phố 1 (01 đoàn viên)" in text
    assert "Chi đoàn Khu phố 2 (01 đoàn viên)" in text
    assert entry.attachment.path.read_bytes()[:2] == b"PK"
    assert (
        'filename="quyet-dinh-01-qd-dtn-tckt-doan-xa-an-hoa.docx"' in answer["Content-Disposition"]
    )


def test_issued_decision_stays_as_it_was_when_a_complaint_corrects_a_grade(world):
    round_ = above.sent_round(
        world, world.branch, world.commune, ["good"], state="approved", result="approved"
    )
    publish_with_decision(
        [round_], by=w.scope(world.binh), issued_on=date(2025, 11, 2), issuer_code="ĐTN"
    )
    page = f"/giay-to/dot/{round_.pk}/quyet-dinh.docx"
    issued = above.account(world, "binh").get(page).content
    assert "Hoàn thành tốt nhiệm vụ" in text_of(above.account(world, "binh").get(page))
    result = round_.results.get()
    Person.objects.filter(user=world.dung).update(user=None)
    Person.objects.filter(pk=result.enrolment.person_id).update(user=world.dung)
    complaint = approval.file_complaint(result, by=w.scope(world.dung), text="Xem lại.")
    approval.answer_complaint(complaint, by=w.scope(world.binh), answer="Đúng.", grade="excellent")
    assert above.account(world, "binh").get(page).content == issued


def test_draft_of_a_decision_leaves_number_and_date_to_be_filled(world):
    round_ = above.sent_round(
        world, world.branch, world.commune, ["good"], state="approved", result="approved"
    )
    text = text_of(above.account(world, "binh").get(f"/giay-to/dot/{round_.pk}/quyet-dinh.docx"))
    assert "Số: ……-QĐ/……" in text
    assert "An Hòa, ngày .... tháng .... năm ...." in text


def test_deputy_signs_for_the_secretary(world):
    world.binh.person.appointments.all().delete()
    AppointmentFactory(
        unit=world.commune,
        post=PostFactory(key="pho-bi-thu"),
        person=PersonFactory(full_name="Lý Phó"),
    )
    em = w.browser(above.province_officer(world))
    text = text_of(em.get(f"/giay-to/ke-hoach/{world.plan.pk}.docx"))
    assert "KT. BÍ THƯ" in text
    assert "Lý Phó" in text


def test_plan_prints_dates_of_both_calendars_and_what_was_added(world):
    register_document(
        world.commune, by=w.scope(world.binh), kind=DocumentKind.PLAN, issued_on=date(2025, 1, 2),
        title="Khác", issuer_code="ĐTN", signer_name="Phạm Ngọc Bình",
    )  # fmt: skip
    text = text_of(above.account(world, "binh").get(f"/giay-to/ke-hoach/{world.plan.pk}.docx"))
    assert "Số: ……-KH/ĐTN" in text
    assert "Khối trường học" in text
    assert "Các khối còn lại" in text
    assert "Nâng bậc thợ hoặc nâng cao trình độ tay nghề (Công nhân, lao động)" in text
    assert Plan.objects.count() == 1


def test_unit_template_is_used(world, row, monkeypatch, settings, tmp_path):
    from sodoan.documents.actions import replace_template
    from sodoan.documents.papers import kinds

    settings.SODOAN_DATA = tmp_path
    document = Document(kinds.PAPERS["wall"].template)
    document.add_paragraph("Mẫu riêng của xã An Hòa")
    stream = io.BytesIO()
    document.save(stream)
    stream.seek(0)
    stream.name = "wall.docx"
    replace_template(world.commune, by=w.scope(world.binh), kind="wall", file=stream)
    agree(world.dung, True)
    text = text_of(above.account(world, "an").get(branch(world, "phieu-treo.docx")))
    assert "Mẫu riêng của xã An Hòa" in text


def test_download_name_has_a_plain_and_a_full_form():
    header = disposition('Phiếu đăng ký "Đỗ / Hoa".docx')
    assert header.isascii()
    assert 'filename="phieu-dang-ky-do-hoa.docx"' in header
    assert "filename*=UTF-8''Phi%E1%BA%BFu" in header
    assert "%2F" not in header


@pytest.mark.parametrize(("paper", "expected"), [("phieu.docx", 15), ("tong-hop.docx", 12)])
def test_branch_papers_take_as_many_queries_for_3_people_as_for_30(world, paper, expected):
    an = above.account(world, "an")
    counts = []
    for extra in (3, 30):
        above.sheets(world.plan, world.branch, extra)
        with CaptureQueriesContext(connection) as queries:
            assert an.get(branch(world, paper)).status_code == 200
        counts.append(len(queries))
    assert counts == [expected, expected]
    assert Enrolment.objects.count() == 33
