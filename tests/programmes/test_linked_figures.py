"""Every figure leads to exactly the people it counts."""

import re
from html import unescape

import pytest

from sodoan.programmes.models import Complaint, Enrolment, FactEntry, Result
from tests.cast import enlist
from tests.programmes import above
from tests.programmes import world as w
from tests.programmes.crowd import convened, opened, result_of, seated, url

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a [^>]*?href="([^"]+)"[^>]*>(?:<b class="num">)?(\d+)[^\d/]')


def figures(page, place):
    """Address and number of every link on a page that begins with a number."""
    found = [(unescape(address), int(number)) for address, number in LINK.findall(page)]
    return [(place + one if one[0] == "?" else one, number) for one, number in found]


def counted(client, address):
    page = client.get(address.partition("#")[0])
    assert page.status_code == 200, address
    return page.context["list"].total


@pytest.fixture
def both(world):
    """A branch with members of both calendars, one of them sent up; another not opened."""
    round_ = above.sent_round(world, world.branch, world.commune, ["excellent", "good", "good"])
    Result.objects.filter(enrolment__person__full_name__endswith="0").update(
        population="comment_only", proposed_grade=""
    )
    above.sheets(world.plan, world.branch, 2, block="school")
    above.sheets(world.plan, world.sister, 4)
    return round_


def test_people_of_a_calendar_elsewhere_are_not_found(world, both):
    chi = above.account(world, "chi")
    address = f"/ren-luyen/so-lieu/danh-sach/?don-vi={world.branch.pk}&lich=school"
    assert chi.get(address).status_code == 404


@pytest.mark.parametrize("block", ["elsewhere", "\x00", "' or 1=1"])
def test_calendar_there_is_not_lists_nobody(world, both, block):
    binh = above.account(world, "binh")
    page = binh.get("/ren-luyen/so-lieu/danh-sach/", {"lich": block})
    assert page.status_code == 200
    assert page.context["list"].total == 0


def test_figures_of_the_branches_lead_to_these_people(world, both):
    binh = above.account(world, "binh")
    place = "/ren-luyen/duyet/"
    found = figures(binh.get(place).text, place)
    assert sorted(number for _, number in found) == [2, 2, 2, 3, 4]
    for address, number in found:
        assert counted(binh, address) == number, address


def test_figures_of_a_round_lead_to_these_people(world, both):
    binh = above.account(world, "binh")
    place = f"/ren-luyen/duyet/{both.pk}/"
    found = [one for one in figures(binh.get(place).text, place) if "loc=" in one[0]]
    assert {number for _, number in found} == {2, 3}
    for address, number in found:
        assert counted(binh, address) == number, address


def test_complaints_of_a_round_are_those_about_it(world):
    rounds = []
    for user in (world.dung, world.lan):
        result = w.publish(w.enrol(user, world.plan))
        Complaint.objects.create(
            result=result, text="Thiếu.", filed_by=user, due_on="2099-01-01", old_grade="good"
        )
        rounds.append(result.round)
    address = f"/ren-luyen/khieu-nai/?dot={rounds[0].pk}"
    elsewhere = world.stranger_branch.parent
    officer = enlist("Vũ Ngọc Yến", world.stranger_branch, "bi-thu", post_in=elsewhere)
    assert w.browser(officer).get(address).status_code == 404
    assert above.account(world, "chi").get(address).status_code == 403
    binh = above.account(world, "binh")
    assert f'href="{address}"' in binh.get(f"/ren-luyen/duyet/{rounds[0].pk}/").text
    page = binh.get(address)
    assert [row.name for row in page.context["list"].rows] == ["Hồ Gia Dung"]
    assert page.context["list"].narrowed
    assert counted(binh, "/ren-luyen/khieu-nai/") == 2


def test_figures_of_the_roster_lead_to_the_sheet(world, an):
    sheet = w.enrol(world.dung, world.plan)
    w.enrol(world.hoa, world.plan, pledges=0)
    page = an.get(f"/ren-luyen/chi-doan/{world.branch.pk}/").text
    found = {one for one, _ in figures(page, "") if one.startswith("/ren-luyen/phieu/")}
    groups = {f"/ren-luyen/phieu/{sheet.pk}/#nhom-{group.key}" for group in w.s0().groups}
    assert groups <= found
    shown = an.get(f"/ren-luyen/phieu/{sheet.pk}/").text
    assert all(f'id="{one.partition("#")[2]}"' in shown for one in groups)
    assert f'href="/ren-luyen/phieu/{sheet.pk}/">0/8<span' in page


def test_figures_of_a_meeting_lead_to_these_people(world, an):
    for who in (world.an, world.dung, world.hoa):
        w.enrol(who, world.plan)
    meeting = convened(world, opened(world))
    seated(world, meeting, 2)
    sheet = result_of(world.hoa).enrolment
    FactEntry.objects.create(enrolment=sheet, fact="exempt", value="illness", source="Nằm viện")
    place = url(world, "voting")
    found = figures(an.get(place).text, place)
    lists = [one for one in found if re.search(r"(de-xuat|diem-danh|bieu-quyet)/\?loc", one[0])]
    assert len(lists) == 5
    for address, number in lists:
        assert counted(an, address) == number, address
    assert counted(an, url(world, "attendance") + "?loc=thieu") == 1


def test_total_of_published_branches_leads_to_the_branches(world, both):
    binh = above.account(world, "binh")
    page = binh.get("/ren-luyen/so-lieu/").text
    line = page.rpartition("Tổng cộng")[2]
    address = unescape(re.search(r'href="([^"]+duyet[^"]+)"', line)[1])
    assert counted(binh, address) == 3
    assert Enrolment.objects.filter(programme=world.programme).count() == 9
