"""Step 2 for the member: the sheet, evidence, its files, changes asked for mid-year."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from sodoan.documents.models import Attachment
from sodoan.programmes.models import Evidence
from tests.programmes import world as w

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>{{ 7 }}"


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.SODOAN_DATA = tmp_path
    return tmp_path


@pytest.fixture
def sheet(world):
    return w.enrol(world.dung, world.plan)


@pytest.fixture
def pledge(sheet):
    return sheet.pledges.first()


def photo(name="anh.jpg", size=(2400, 1600)):
    """A photo that says where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Máy ảnh bí mật"
    data = io.BytesIO()
    Image.new("RGB", size, "#0B5CAD").save(data, "JPEG", exif=exif)
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def url(name, row):
    return reverse(f"programmes:{name}", args=[row.pk])


def read(response):
    """The bytes of a served file; reading to the end closes it."""
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("who", ["hoa", "chi"])
def test_evidence_of_somebody_else_is_not_found(world, pledge, who):
    evidence = w.prove(pledge, state="pending")
    client = w.browser(getattr(world, who))
    assert client.post(url("add_evidence", pledge), {"text": "Của tôi"}).status_code == 404
    assert client.post(url("withdraw_evidence", evidence)).status_code == 404
    assert Evidence.objects.get() == evidence


def test_evidence_needs_an_accepted_sheet(world):
    draft = w.enrol(world.dung, world.plan, state="draft")
    pledge = draft.pledges.first()
    client = w.browser(world.dung)
    assert "chưa nộp minh chứng được" in client.get(url("add_evidence", pledge)).content.decode()
    response = client.post(url("add_evidence", pledge), {"text": "Đã dự", "photo": photo()})
    assert response.status_code == 422
    assert not Evidence.objects.exists()


def test_too_many_files_or_one_that_is_bad_keep_none(world, pledge):
    client, address = w.browser(world.dung), url("add_evidence", pledge)
    six = [photo(f"{number}.jpg", (40, 30 + number)) for number in range(6)]
    assert "nhiều nhất 5 tệp" in client.post(address, {"file": six}).content.decode()
    mixed = [photo("anh.jpg"), SimpleUploadedFile("bang.exe", b"MZ\x90\x00")]
    refused = client.post(address, {"file": mixed})
    assert "bang.exe: Loại tệp này không nhận được." in refused.content.decode()
    assert not Evidence.objects.exists()
    assert not Attachment.objects.exists()


def test_photo_and_chosen_files_are_all_handed_in_with_the_same_words(world, pledge):
    chosen = [photo("b.jpg", (40, 30)), SimpleUploadedFile("giay.pdf", b"%PDF-1.4 1")]
    data = {"photo": photo("a.jpg"), "file": chosen, "text": "Dọn vệ sinh"}
    assert w.browser(world.dung).post(url("add_evidence", pledge), data).status_code == 302
    kept = Evidence.objects.order_by("pk").values_list("attachment__name", "text")
    assert list(kept) == [(name, "Dọn vệ sinh") for name in ("a.jpg", "b.jpg", "giay.pdf")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text": "", "link": ""}, "Bạn chọn ảnh, tệp, hoặc ghi vài chữ mô tả."),
        ({"link": "javascript:alert(1)"}, "Đường dẫn"),
        ({"link": "ftp://example.vn/a"}, "phải bắt đầu bằng https://"),
        ({"file": SimpleUploadedFile("a.exe", b"MZ\x90\x00")}, "Loại tệp này không nhận được."),
        ({"file": SimpleUploadedFile("a.jpg", b"<html><script>1</script>")}, "không nhận được"),
    ],
)
def test_evidence_that_cannot_be_kept_is_refused_in_words(world, pledge, data, words):
    for value in data.values():
        if hasattr(value, "seek"):
            value.seek(0)
    response = w.browser(world.dung).post(url("add_evidence", pledge), data)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Evidence.objects.exists()


def test_photo_is_kept_small_and_without_its_secrets(world, pledge):
    client = w.browser(world.dung)
    response = client.post(url("add_evidence", pledge), {"photo": photo(), "text": SCRIPT})
    assert response.url == f"{url('sheet', pledge.enrolment)}#viec-{pledge.pk}"
    evidence = Evidence.objects.get()
    with Image.open(evidence.attachment.path) as kept:
        assert max(kept.size) < 2400
        assert not kept.getexif()
    page = client.get(url("sheet", pledge.enrolment)).content.decode()
    assert url("evidence_file", evidence) in page
    assert "<script>alert" not in page
    assert "{{ 7 }}" in page


def test_words_and_link_are_evidence_too(world, pledge):
    client = w.browser(world.dung)
    client.post(url("add_evidence", pledge), {"link": "https://example.vn/bai-viet"})
    assert Evidence.objects.get().kind == "link"
    page = client.get(url("sheet", pledge.enrolment)).content.decode()
    assert 'href="https://example.vn/bai-viet" rel="noopener noreferrer nofollow"' in page


def test_progress_is_written_under_the_pledge(world, pledge):
    client = w.browser(world.dung)
    assert client.post(url("add_evidence", pledge), {"note": "  "}).status_code == 422
    assert client.post(url("add_evidence", pledge), {"note": SCRIPT}).status_code == 302
    assert pledge.notes.get().text == SCRIPT
    assert "<script>alert" not in client.get(url("add_evidence", pledge)).content.decode()


def test_looked_at_evidence_is_not_withdrawn(world, pledge):
    evidence = w.prove(pledge)
    client = w.browser(world.dung)
    page = client.post(url("withdraw_evidence", evidence), follow=True).content.decode()
    assert "Minh chứng đã duyệt thì không rút được." in page
    assert Evidence.objects.get() == evidence


def test_withdrawing_asks_first(world, pledge):
    evidence = w.prove(pledge, state="pending")
    client = w.browser(world.dung)
    assert "Rút minh chứng này?" in client.get(url("withdraw_evidence", evidence)).content.decode()
    assert Evidence.objects.exists()
    client.post(url("withdraw_evidence", evidence))
    assert not Evidence.objects.exists()


def test_file_is_served_to_the_member_and_to_those_who_look_after_it(world, pledge):
    w.browser(world.dung).post(url("add_evidence", pledge), {"photo": photo()})
    evidence = Evidence.objects.get()
    for who, status in [("hoa", 404), ("chi", 404), ("dung", 200), ("an", 200), ("binh", 200)]:
        response = w.browser(getattr(world, who)).get(url("evidence_file", evidence))
        assert response.status_code == status, who
        if status == 200:
            read(response)
    response = w.browser(world.an).get(url("evidence_file", evidence))
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert read(response).startswith(b"\xff\xd8")
    assert w.browser(None).get(url("evidence_file", evidence)).status_code == 302


def test_pdf_is_a_download(world, pledge):
    pdf = SimpleUploadedFile("giấy chứng nhận.pdf", b"%PDF-1.7\n%%EOF")
    client = w.browser(world.dung)
    client.post(url("add_evidence", pledge), {"file": pdf})
    response = client.get(url("evidence_file", Evidence.objects.get()))
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert read(response).startswith(b"%PDF")


def test_evidence_without_a_file_has_no_address(world, pledge):
    evidence = w.prove(pledge)
    assert w.browser(world.dung).get(url("evidence_file", evidence)).status_code == 404


def amended(sheet, **more):
    """What the page of changes posts when nothing is touched."""
    data = {}
    for one in sheet.pledges.all():
        data |= {
            f"{one.criterion_key}-on": "on",
            f"{one.criterion_key}-text": one.text,
            f"{one.criterion_key}-quantity": "2",
            f"{one.criterion_key}-measure": one.measure,
            f"{one.criterion_key}-due_on": f"{one.due_on:%d/%m/%Y}",
            f"{one.criterion_key}-proof": one.proof,
        }
    return data | more


def test_change_needs_a_reason_and_a_change(world, sheet):
    client = w.browser(world.dung)
    same = client.post(url("amend", sheet), amended(sheet, reason="Chuyển chỗ làm"))
    assert same.status_code == 422
    assert "Bạn chưa đổi nội dung nào." in same.content.decode()
    silent = amended(sheet, **{"study_resolutions-text": "Dự ít nhất 1 buổi trước 30/09"})
    assert client.post(url("amend", sheet), silent).status_code == 422
    assert not sheet.amendments.exists()


def test_change_below_the_minimum_is_refused(world, sheet):
    data = amended(sheet, reason="Bận")
    del data["study_resolutions-on"]
    response = w.browser(world.dung).post(url("amend", sheet), data)
    assert response.status_code == 422
    assert "cần ít nhất 2 tiêu chí" in response.content.decode()


def test_change_keeps_both_versions_side_by_side(world, sheet):
    client = w.browser(world.dung)
    data = amended(sheet, reason=SCRIPT, **{"study_resolutions-text": "Dự 1 buổi trước 30/09"})
    assert client.post(url("amend", sheet), data).url == url("sheet", sheet)
    page = client.get(url("sheet", sheet)).content.decode()
    assert "Đổi việc làm" in page
    assert w.CLEAR in page
    assert "Dự 1 buổi trước 30/09" in page
    assert "<script>alert" not in page
    assert client.get(url("amend", sheet)).url == url("sheet", sheet)


def test_sheet_not_accepted_is_not_changed_this_way(world):
    draft = w.enrol(world.dung, world.plan, state="draft")
    assert w.browser(world.dung).get(url("amend", draft)).url == url("sheet", draft)


def test_sheet_of_a_unit_above_is_readable_for_officers(world, sheet):
    for who, status in [("an", 200), ("binh", 200), ("chi", 404), ("hoa", 404)]:
        assert w.browser(getattr(world, who)).get(url("sheet", sheet)).status_code == status, who


def test_sheet_costs_the_same_with_much_evidence(world, sheet, django_assert_num_queries):
    client = w.browser(world.dung)
    client.get(url("sheet", sheet))
    with django_assert_num_queries(14):
        client.get(url("sheet", sheet))
    for pledge in sheet.pledges.all():
        for _ in range(3):
            w.prove(pledge)
    with django_assert_num_queries(14):
        client.get(url("sheet", sheet))


def test_overview_shows_evidence_per_group_and_only_running_years(world, sheet, pledge):
    w.prove(pledge)
    w.prove(sheet.pledges.last(), state="pending")
    w.prove(sheet.pledges.exclude(pk=pledge.pk).first(), state="rejected")
    old = w.enrol(world.dung, w.plan_of(world.commune, w.PAST - 1))
    w.publish(old)
    page = w.browser(world.dung).get(reverse("programmes:mine")).content.decode()
    assert "1/8 tiêu chí có minh chứng đạt, 1 chờ duyệt" in page
    assert "Thêm 6 minh chứng" in page
    assert url("sheet", old) not in page


def test_overview_without_a_programme_says_so(world):
    page = w.browser(world.lan).get(reverse("programmes:mine")).content.decode()
    assert "Chưa có chương trình rèn luyện nào" in page


def test_button_pressed_twice_hands_in_once(world, pledge):
    client, address = w.browser(world.dung), url("add_evidence", pledge)
    for _ in range(2):
        client.post(address, {"text": "Đã dự", "photo": photo()})
        client.post(address, {"text": "Đã dự"})
        client.post(address, {"note": "Xong một nửa"})
    assert Evidence.objects.filter(pledge=pledge).count() == 2
    assert Attachment.objects.count() == 1
    assert pledge.notes.count() == 1


def test_refused_evidence_may_be_handed_in_again(world, pledge):
    client, address = w.browser(world.dung), url("add_evidence", pledge)
    client.post(address, {"text": "Đã dự"})
    Evidence.objects.update(state="rejected", note="Chưa rõ ngày")
    client.post(address, {"text": "Đã dự"})
    assert Evidence.objects.filter(pledge=pledge).count() == 2
