"""Proving an address, choosing, stopping: who may, once, and by whom it is not."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from sodoan.mails import tasks
from sodoan.mails.actions.proving import AGAIN_AFTER, ask_proof, send_proof
from sodoan.mails.links import PROOF_HOURS, stop_url
from sodoan.mails.models import MailChoice
from tests.factories.accounts import UserFactory

PAGE = "/tai-khoan/thu/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def an(client):
    user = UserFactory(email="an@example.vn")
    client.force_login(user)
    return user


def linked(mailoutbox):
    """The path of the link in the newest mail."""
    words = mailoutbox[-1].body.split()
    (link,) = (word for word in words if "/xac-nhan/" in word)
    return link.removeprefix("https://so-doan.example.vn")


@pytest.fixture
def asked(an, by, mailoutbox):
    choice = ask_proof(by=by(an))
    assert send_proof(choice.pk)
    return linked(mailoutbox)


def refused(client):
    answer = client.post(f"{PAGE}gui/", follow=True)
    return answer.content.decode()


def test_the_server_without_mail_says_so(client, an, settings):
    settings.MAIL_IS_ON = False
    assert "chưa được cài đặt để gửi thư" in client.get(PAGE).content.decode()
    assert "Máy chủ này chưa gửi thư" in refused(client)
    assert not MailChoice.objects.exists()


def test_an_account_without_an_address_is_told_where_to_get_one(client, an):
    type(an).objects.update(email=None)
    assert "Tài khoản chưa có thư điện tử" in client.get(PAGE).content.decode()
    assert "Tài khoản chưa có thư điện tử" in refused(client)


def test_a_second_mail_within_ten_minutes_is_refused(client, an, by):
    ask_proof(by=by(an))
    assert "vừa được gửi" in refused(client)
    with time_machine.travel(timezone.now() + AGAIN_AFTER):
        client.force_login(an)
        assert "đang được gửi" in refused(client)


def test_asking_queues_a_mail_that_carries_no_address(client, an):
    from procrastinate.contrib.django.models import ProcrastinateJob

    assert "đang được gửi" in refused(client)
    job = ProcrastinateJob.objects.get(task_name="mails.prove")
    assert job.args == {"choice_id": MailChoice.objects.get().pk}


def test_the_mail_of_the_proof_says_what_to_do(an, asked, mailoutbox):
    (mail,) = mailoutbox
    assert mail.to == ["an@example.vn"]
    assert an.full_name not in mail.body  # it may reach a stranger
    assert "an@" not in asked
    assert str(an.code) not in asked


def test_the_link_proves_by_its_button_only_and_once(client, an, asked):
    assert client.get(asked).status_code == 200
    assert not MailChoice.objects.get().is_proven  # programs that look at mail open links
    assert client.post(asked).url == PAGE
    assert MailChoice.objects.get().is_proven
    answer = client.post(asked, follow=True)
    assert "Liên kết này đã dùng" in answer.content.decode()


def test_the_link_opens_for_nobody_else(asked):
    other = Client()
    assert other.get(asked).url.startswith("/dang-nhap/")
    other.force_login(UserFactory(email="la@example.vn"))
    assert other.get(asked).status_code == 404
    assert other.post(asked).status_code == 404
    assert not MailChoice.objects.filter(proven_at__isnull=False).exists()


@pytest.mark.parametrize("token", ["x", "x:y:z", "WzEsIiJd:1vQ:abc"])
def test_a_forged_link_is_not_found(client, an, asked, token):
    assert client.post(f"{PAGE}xac-nhan/{token}/").status_code == 404
    assert client.post(f"/thu/ngung/{token}/").status_code == 404


@pytest.mark.parametrize(("hours", "works"), [(PROOF_HOURS - 1, True), (PROOF_HOURS + 1, False)])
def test_the_link_works_for_two_days(client, an, asked, hours, works):
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        client.force_login(an)
        client.post(asked)
    assert MailChoice.objects.get().is_proven is works


def test_an_older_link_and_one_of_another_address_are_dead(client, an, asked, by, mailoutbox):
    type(an).objects.update(email="moi@example.vn")
    client.post(asked)
    assert not MailChoice.objects.get().address
    an.refresh_from_db()
    send_proof(ask_proof(by=by(an)).pk)
    assert mailoutbox[-1].to == ["moi@example.vn"]
    client.post(asked)
    assert not MailChoice.objects.get().address
    client.post(linked(mailoutbox))
    assert MailChoice.objects.get().address == "moi@example.vn"


def test_a_used_link_is_not_mailed_again(an, asked, client):
    client.post(asked)
    assert send_proof(MailChoice.objects.get().pk) is False


@pytest.mark.parametrize("rhythm", ["", "hourly"])
def test_an_unknown_choice_is_refused(client, an, rhythm):
    assert client.post(PAGE, {"rhythm": rhythm}).status_code == 422
    assert not MailChoice.objects.exists()


def test_choosing_is_kept(client, an):
    assert client.post(PAGE, {"rhythm": "due"}).url == PAGE
    assert MailChoice.objects.get().rhythm == "due"
    assert MailChoice.objects.get().user == an


def test_one_click_in_the_mail_program_stops_without_signing_in(reader):
    user = reader("an@example.vn")
    page = stop_url(user.mail).removeprefix("https://so-doan.example.vn")
    stranger = Client(enforce_csrf_checks=True)
    assert "Ngừng nhận thư?" in stranger.get(page).content.decode()
    assert MailChoice.objects.get().rhythm == "daily"
    answer = stranger.post(page, {"List-Unsubscribe": "One-Click"})
    assert "Đã ngừng nhận thư" in answer.content.decode()
    assert MailChoice.objects.get().rhythm == "off"
    assert user.full_name not in answer.content.decode()


def test_the_task_of_the_proof_sends_it(an, by, mailoutbox):
    tasks.prove(choice_id=ask_proof(by=by(an)).pk)
    assert len(mailoutbox) == 1
