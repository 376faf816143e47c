"""The branch of a temporary stay comments on a member; the home branch and the member read it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from sodoan.common.periods import period
from sodoan.notices.models import Notice
from sodoan.people.choices import MembershipKind
from sodoan.people.models import Membership
from sodoan.programmes.actions.hosting import write_host_comment
from sodoan.programmes.models import HostComment, Result, Round
from sodoan.programmes.queries.changes import changes_of
from tests.cast import enlist
from tests.factories.people import MembershipFactory
from tests.listed import keeps_its_promises
from tests.programmes import world as w
from tests.programmes.crowd import opened, people, result_of, three_sheets, url

pytestmark = pytest.mark.django_db
SAID = "Tham gia đều, giúp lớp xóa mù chữ số."


def stay(person, unit, during=None):
    facts = {"during": during} if during else {}
    return MembershipFactory(person=person, unit=unit, kind=MembershipKind.TEMPORARY, **facts)


@pytest.fixture
def lan(world):
    """At home in the sister branch, on temporary stay in the branch of an."""
    stay(world.lan.person, world.branch)
    return world.lan


def write(world, who, by=None, text=SAID, **facts):
    row = {"programme": world.programme, "unit": world.branch, **facts}
    return write_host_comment(who.person, by=w.scope(by or world.an), text=text, **row)


def address(world, query=""):
    args = [world.branch.pk, world.programme.pk]
    return reverse("programmes:host_comments", args=args) + query


def field(who):
    return f"g-{who.person.pk}"


def test_outsiders_members_and_the_level_above_are_refused(world, lan):
    for who in (world.chi, world.dung, world.lan, world.binh):
        with pytest.raises(PermissionDenied):
            write(world, lan, by=who)
        assert w.browser(who).get(address(world)).status_code == 404
        assert w.browser(who).post(address(world), {field(lan): SAID}).status_code == 404
    assert not HostComment.objects.exists()


def test_nobody_comments_on_themselves(world, an):
    stay(world.an.person, world.branch)
    with pytest.raises(PermissionDenied):
        write(world, world.an)
    page = an.get(address(world))
    assert "<textarea" not in page.text
    assert "Người khác trong Ban Chấp hành" in page.text
    assert an.post(address(world), {field(world.an): SAID}).status_code == 403
    assert not HostComment.objects.exists()


@pytest.mark.parametrize("during", [None, period(date(2020, 1, 1), date(2021, 1, 1))])
def test_who_is_not_on_temporary_stay_that_day_is_refused(world, an, during):
    if during:
        stay(world.lan.person, world.branch, during)
    with pytest.raises(ValidationError, match="không sinh hoạt tạm ở chi đoàn hôm nay"):
        write(world, world.lan)
    with pytest.raises(ValidationError, match="không sinh hoạt tạm"):
        write(world, world.dung)  # at home here
    an.post(address(world), {field(world.lan): SAID, field(world.dung): SAID})
    assert not HostComment.objects.exists()


def test_programme_the_branch_does_not_follow_is_refused(world, an, lan):
    other = w.plan_of(world.stranger_branch.parent, w.PAST)
    with pytest.raises(ValidationError, match="không thực hiện chương trình"):
        write(world, lan, programme=other.programme)
    args = [world.branch.pk, other.programme_id]
    assert an.get(reverse("programmes:host_comments", args=args)).status_code == 404


@pytest.mark.parametrize("state", ["approved", "published"])
def test_comment_stays_once_the_result_at_home_is_decided(world, an, lan, state):
    write(world, lan)
    sheet = w.enrol(lan, world.plan, unit=world.sister)
    if state == "published":
        w.publish(sheet)
    else:
        round_ = w.publish(w.enrol(world.binh, world.plan)).round
        Result.objects.create(enrolment=sheet, round=round_, state=state, population="exempt")
    for text in ("Câu khác.", ""):
        with pytest.raises(ValidationError, match="đã được duyệt"):
            write(world, lan, text=text)
    page = an.get(address(world))
    assert "<textarea" not in page.text
    assert SAID in page.text
    refused = an.post(address(world), {field(lan): "Câu khác."})
    assert (refused.status_code, "đã được duyệt" in refused.text) == (422, True)
    assert HostComment.objects.get().text == SAID


def test_too_long_a_comment_stays_on_the_page_as_typed(world, an, lan):
    answer = an.post(address(world, "?q=lan"), {field(lan): "dài " * 300})
    assert answer.status_code == 422
    assert "dài quá 1000 ký tự" in answer.text
    assert answer.context["lines"][0].text == ("dài " * 300).strip()
    assert not HostComment.objects.exists()


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_database_refuses_a_blank_comment_and_a_second_one(world, lan, text):
    row = write(world, lan)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE programmes_hostcomment SET text = %s", [text])
    again = HostComment(person=row.person, unit=row.unit, programme=row.programme, text=SAID)
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_blank_text_removes_the_comment_and_the_history_keeps_it(world, lan):
    sheet = w.enrol(lan, world.plan, unit=world.sister)
    assert write(world, lan, text="  ") is None
    write(world, lan)
    assert write(world, lan, text=" \n") is None
    assert not HostComment.objects.exists()
    told = [one for one in changes_of(sheet) if one.reason == "Góp ý của nơi sinh hoạt tạm"]
    assert len(told) == 2


def test_member_is_told_once(world, lan):
    sheet = w.enrol(lan, world.plan, unit=world.sister)
    for text in (SAID, "Câu khác.", "", SAID):
        write(world, lan, text=text)
    notice = Notice.objects.get(user=lan)
    assert notice.title == "Chi đoàn Khu phố 1 góp ý cho bạn"
    assert notice.url == reverse("programmes:sheet", args=[sheet.pk])
    assert HostComment.objects.get().written_by == world.an


def test_same_words_again_write_nothing(world, lan):
    first = write(world, lan)
    other = enlist("Vũ Hải Sơn", world.branch, "pho-bi-thu-chi-doan")
    again = write(world, lan, by=other, text=f" {SAID} ")
    assert (again.pk, again.written_at) == (first.pk, first.written_at)


def test_roster_leads_to_the_page_only_with_somebody_on_stay(world, an):
    three_sheets(world)
    roster = reverse("programmes:branch", args=[world.branch.pk])
    assert address(world) not in an.get(roster).text
    stay(world.lan.person, world.branch)
    assert address(world) in an.get(roster).text


def test_page_saves_who_is_shown_and_leaves_the_others_alone(world, an, lan):
    stay(world.binh.person, world.branch)
    page = an.get(address(world))
    assert [line.stay.home for line in page.context["lines"]] == ["Chi đoàn Khu phố 2"] * 2
    wanted = address(world, "?q=lan")
    assert an.post(wanted, {field(lan): f"{SAID}\r\nHai câu."}).url == wanted
    assert HostComment.objects.get().text == f"{SAID}\nHai câu."
    assert SAID in an.get(wanted).text
    done = an.post(address(world), {field(lan): "", field(world.binh): SAID}, follow=True)
    assert "Đã lưu 2 góp ý." in done.text
    assert HostComment.objects.get().person == world.binh.person


def test_home_branch_and_member_read_the_comment_others_do_not(world, lan):
    sheet = w.enrol(lan, world.plan, unit=world.sister)
    write(world, lan)
    for who in (lan, world.binh):
        page = w.browser(who).get(reverse("programmes:sheet", args=[sheet.pk]))
        assert "Góp ý của nơi sinh hoạt tạm" in page.text
        assert SAID in page.text
        assert "Chi đoàn Khu phố 1, ngày" in page.text
    for who in (world.an, world.chi, world.dung):  # the host branch has no sheet of hers
        answer = w.browser(who).get(reverse("programmes:sheet", args=[sheet.pk]))
        assert answer.status_code == 404


def test_committee_at_home_reads_it_where_it_proposes(world, an):
    three_sheets(world)
    opened(world)
    stay(world.hoa.person, world.sister)
    host = enlist("Vũ Hải Sơn", world.sister, "bi-thu-chi-doan")
    write(world, world.hoa, by=host, unit=world.sister)
    page = an.get(url(world, "propose", result_of(world.hoa).pk))
    assert SAID in page.text
    assert "Chi đoàn Khu phố 2, ngày" in page.text
    other = an.get(url(world, "propose", result_of(world.dung).pk))
    assert "Góp ý của nơi sinh hoạt tạm" not in other.text


def test_programme_of_the_same_pack_elsewhere_is_the_same_year_of_the_member(world, lan):
    """Host and home follow programmes of their own communes: the member has one sheet in both."""
    elsewhere = w.plan_of(world.stranger_branch.parent, w.PAST)
    sheet = w.enrol(world.chi, elsewhere)
    stay(world.chi.person, world.branch)
    write(world, world.chi)
    page = w.browser(world.chi).get(reverse("programmes:sheet", args=[sheet.pk]))
    assert SAID in page.text
    w.publish(sheet)
    with pytest.raises(ValidationError, match="đã được duyệt"):
        write(world, world.chi, text="Câu khác.")


def test_list_keeps_the_promises_of_a_list(world, an, lan):
    stay(world.binh.person, world.branch)
    keeps_its_promises(an, address(world), 0, lambda row: str(row.person))
    write(world, lan)
    for chip, who in (("da", lan), ("chua", world.binh)):
        rows = an.get(address(world, f"?loc={chip}")).context["list"].rows
        assert [row.person for row in rows] == [who.person]


@pytest.mark.parametrize("count", [3, 300])
def test_page_asks_as_often_for_3_people_as_for_300(world, an, count, django_assert_num_queries):
    guests = people(world, count)
    Membership.objects.filter(person__in=guests).update(
        unit=world.sister, kind=MembershipKind.OFFICIAL
    )
    for person in guests:
        stay(person, world.branch)
    an.get(address(world))
    with django_assert_num_queries(8):
        answer = an.get(address(world))
    assert len(answer.context["lines"]) == min(count, 200)


def test_comment_is_pointed_out_in_the_rows_of_the_home_branch_and_of_the_approver(world, an):
    """The literal counts of these pages (evaluation meeting, approval) hold with the mark."""
    three_sheets(world)
    round_ = opened(world)
    HostComment.objects.create(
        programme=world.programme, person=world.dung.person, unit=world.sister, text=SAID
    )
    mark = '#noi-tam">Có góp ý nơi sinh hoạt tạm</a>'
    result = result_of(world.dung)
    weighed = url(world, "propose", result.pk)
    for name in ("voting", "proposals"):
        page = an.get(url(world, name)).text
        assert page.count(mark) == 1
        assert f"{weighed}{mark}" in page
    assert 'id="noi-tam"' in an.get(weighed).text
    round_.results.update(state="proposed")
    Round.objects.update(state="sent")
    above = w.browser(world.binh)
    page = above.get(reverse("programmes:approve_round", args=[round_.pk])).text
    sheet = reverse("programmes:sheet", args=[result.enrolment_id])
    assert page.count(mark) == 1
    assert f"{sheet}{mark}" in page
    assert 'id="noi-tam"' in above.get(sheet).text
