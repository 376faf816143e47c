from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from sodoan.accounts.actions import (
    NewAccount,
    create_account,
    create_accounts,
    create_admin,
    issue_codes,
    redeem_slip,
    try_code,
)
from sodoan.accounts.models import ActivationSlip, User
from sodoan.accounts.validators import (
    ALPHABET,
    SLIP_LENGTH,
    misread_hint,
    read_code,
    read_phone,
    shown_code,
)
from tests.factories.accounts import PASSWORD, ActivationSlipFactory, UserFactory
from tests.race import race

START = "/kich-hoat/"
CHOOSE = "/kich-hoat/mat-khau/"
NEW = "thả diều đêm 2026"


def fresh(**facts):
    user = UserFactory(activated_at=None, **facts)
    user.set_unusable_password()
    user.save()
    return user, issue_codes([user], issued_by_id=None)[0].code


def other_than(code):
    return ("B" if code[0] == "A" else "A") + code[1:]


def refusal(identifier, code):
    with pytest.raises(ValidationError) as caught:
        try_code(identifier, code)
    return caught.value


# --- reading codes and phones ---


@given(st.text(alphabet=ALPHABET, min_size=SLIP_LENGTH, max_size=SLIP_LENGTH))
def test_a_printed_code_reads_back_however_it_is_typed(code):
    assert read_code(shown_code(code)) == code
    assert read_code(f" {shown_code(code).lower()} ") == code
    assert misread_hint(code) == ""


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("AH3K7Q2O", "Mã không có chữ O và số 0; bạn xem lại ký tự cuối."),
        ("0H3K7Q2A", "Mã không có chữ O và số 0; bạn xem lại ký tự thứ 1."),
        ("AHLK7Q2A", "Mã không có chữ I, chữ L và số 1; bạn xem lại ký tự thứ 3."),
        ("AH?K7Q2A", "Mã không có ký tự “?”; bạn xem lại ký tự thứ 3."),
    ],
)
def test_misread_hint_names_the_character(code, words):
    assert misread_hint(code) == words


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("0908 214 637", "0908214637"),
        ("+84 908.214.637", "0908214637"),
        ("84908214637", "0908214637"),
        ("0084 908 214 637", "0908214637"),
        ("+84 (0) 908214637", "0908214637"),
        ("\u202d+84908214637\u202c", "0908214637"),
        ("0840214637", "0840214637"),
        ("+84 84 021 4637", "0840214637"),
        ("0084", None),
        ("ha@example.vn", None),
        ("AB23CDE", None),
        ("12345", None),
        ("", None),
    ],
)
def test_read_phone(typed, phone):
    assert read_phone(typed) == phone


# --- trying a code ---


@pytest.mark.django_db
def test_wrong_code_costs_a_try_and_the_fifth_locks():
    user, code = fresh()
    for left in (4, 3, 2, 1):
        assert f"Còn {left} lần thử." in refusal(user.code, other_than(code)).message
    assert refusal(user.code, other_than(code)).code == "locked"
    assert refusal(user.code, code).code == "locked"
    assert ActivationSlip.objects.get(user=user).tries_left == 0


@pytest.mark.django_db
def test_unknown_identifier_is_answered_like_a_wrong_code():
    user, code = fresh()
    known = [refusal(user.code, other_than(code)).message for _ in range(6)]
    spellings = ("0900000001", "0900 000 001", "+84 900 000 001", "090.000.0001", "0900000001")
    unknown = [refusal(typed, other_than(code)).message for typed in (*spellings, "0900-000-001")]
    without = UserFactory()
    names = (without.code, without.code.lower(), f" {without.code}") * 2
    no_slip = [refusal(name, other_than(code)).message for name in names]
    assert known == unknown == no_slip


@pytest.mark.django_db
def test_code_of_somebody_else_is_wrong():
    _, code = fresh()
    other, _ = fresh()
    assert refusal(other.code, code).code == "wrong"


@pytest.mark.django_db
def test_expired_code_says_when_it_ended():
    user, code = fresh()
    ended = timezone.now() - timedelta(seconds=1)
    ActivationSlip.objects.filter(user=user).update(expires_at=ended)
    refused = refusal(user.code, code)
    assert refused.code == "expired"
    assert f"{timezone.localdate(ended):%d/%m/%Y}" in refused.message


@pytest.mark.django_db
def test_replaced_code_is_told_and_costs_no_try_of_the_new_one():
    user, code = fresh()
    newer = issue_codes([user], issued_by_id=None)[0].code
    for _ in range(6):
        assert "phiếu mới nhất" in refusal(user.code, code).message
    assert try_code(user.code, newer).tries_left == 5
    ActivationSlip.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    assert "đã thu hồi. Bạn nhắn bí thư" in refusal(user.code, newer).message
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert refusal(user.code, newer).code == "wrong"


@pytest.mark.django_db
def test_used_code_is_told_to_whoever_holds_it_and_to_nobody_else():
    user, code = fresh()
    redeem_slip(try_code(user.code, code).pk, password=NEW)
    other, _ = fresh()
    assert refusal(other.code, code).code == "wrong"
    assert refusal(user.code, other_than(code)).code == "wrong"
    refused = refusal(user.code, code)
    assert refused.code == "used"
    assert f"đã dùng ngày {timezone.localdate():%d/%m/%Y}" in refused.message
    issue_codes([user], issued_by_id=None)
    assert refusal(user.code, code).code == "used"


@pytest.mark.django_db
def test_code_works_to_the_end_of_the_printed_day():
    with time_machine.travel("2026-11-29T13:57:00+07:00", tick=False):
        user, code = fresh()
        printed = timezone.localdate(ActivationSlip.objects.get(user=user).expires_at)
    assert printed == date(2026, 12, 6)
    with time_machine.travel("2026-12-07T00:00:00+07:00", tick=False):
        assert "hết hạn ngày 06/12/2026" in refusal(user.code, code).message
    with time_machine.travel("2026-12-06T23:59:59+07:00", tick=False):
        assert redeem_slip(try_code(user.code, code).pk, password=NEW).activated_at is not None


@pytest.mark.django_db
def test_closed_account_has_no_slip():
    user, code = fresh(is_active=False)
    assert refusal(user.code, code).code == "wrong"


@pytest.mark.django_db
def test_code_is_stored_as_a_hash_only():
    user, code = fresh()
    stored = ActivationSlip.objects.get(user=user)
    assert code not in str(stored.__dict__)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(e)::text FROM accounts_activationslipevent e")
        assert all(stored.code_hash not in row and code not in row for (row,) in cursor.fetchall())


# --- redeeming ---


@pytest.mark.django_db
def test_slip_is_spent_once():
    user, code = fresh()
    slip = try_code(user.code, code)
    redeem_slip(slip.pk, password=NEW)
    with pytest.raises(ValidationError, match="không còn dùng được"):
        redeem_slip(slip.pk, password="khác hẳn 12345")
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert user.activated_at is not None


@pytest.mark.django_db(transaction=True)
def test_slip_used_twice_at_once_is_spent_once():
    user, code = fresh()
    slip = try_code(user.code, code)
    words = ("một mật khẩu 81", "một mật khẩu 82")
    spend = [lambda word=word: redeem_slip(slip.pk, password=word) for word in words]
    assert race(*spend) == ["done", "refused"]
    user.refresh_from_db()
    assert sum(user.check_password(word) for word in words) == 1


@pytest.mark.django_db
def test_reset_keeps_the_old_password_until_the_code_is_used():
    user = UserFactory()
    activated_at = user.activated_at
    issued = issue_codes([user], issued_by_id=None)[0]
    assert issued.purpose == "reset"
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    redeem_slip(try_code(user.code, issued.code).pk, password=NEW)
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert user.activated_at == activated_at


@pytest.mark.django_db
def test_one_open_slip_per_account_is_kept_by_the_database():
    slip = ActivationSlipFactory()
    with pytest.raises(IntegrityError, match="one_open_slip_per_user"), transaction.atomic():
        ActivationSlipFactory(user=slip.user)


# --- accounts ---


@pytest.mark.django_db
def test_create_account_refuses_a_phone_in_use():
    UserFactory(phone="0908214637")
    with pytest.raises(ValidationError, match="đã có tài khoản khác"):
        create_account(full_name="Ai Đó", phone="0908 214 637")


@pytest.mark.django_db
def test_create_accounts_gives_a_shared_phone_to_nobody():
    UserFactory(phone="0908000001", email="cu@example.vn")
    users = create_accounts(
        [
            NewAccount("Một", "mot@example.vn", "0908 000 001"),
            NewAccount("Hai", "cu@example.vn", "0908000002"),
            NewAccount("Ba", "ba@example.vn", "0908000003"),
            NewAccount("Bốn", "BA@example.vn", "0908.000.003"),
            NewAccount("Năm"),
        ]
    )
    kept = list(User.objects.filter(pk__in=[u.pk for u in users]).order_by("pk"))
    assert [(user.email, user.phone) for user in kept] == [
        ("mot@example.vn", None),
        (None, "0908000002"),
        (None, None),
        (None, None),
        (None, None),
    ]
    assert not any(user.has_usable_password() for user in kept)


@pytest.mark.django_db
def test_create_admin_returns_a_code_that_opens_the_account():
    user, code = create_admin(full_name="Quản trị", email="qt@example.vn")
    assert user.is_admin
    assert redeem_slip(try_code("qt@example.vn", code).pk, password=NEW) == user


# --- the pages ---


@pytest.mark.django_db
def test_activation_page_refuses_a_short_code_without_costing_a_try(client):
    user, code = fresh()
    response = client.post(START, {"identifier": user.code, "code": code[:7]})
    assert response.status_code == 422
    assert "Mã có 8 ký tự, bạn đang nhập 7." in response.content.decode()
    assert ActivationSlip.objects.get(user=user).tries_left == 5


@pytest.mark.django_db
def test_choosing_a_password_needs_the_code_first(client):
    fresh()
    assert client.get(CHOOSE).url == START
    assert client.post(CHOOSE, {"password": NEW, "again": NEW}).url == START


@pytest.mark.django_db
def test_choosing_a_password_ends_after_a_quarter_of_an_hour(client):
    user, code = fresh()
    client.post(START, {"identifier": user.code, "code": code})
    session = client.session
    session["slip"] = session["slip"] | {"until": 0}
    session.save()
    assert client.post(CHOOSE, {"password": NEW, "again": NEW}).url == START
    user.refresh_from_db()
    assert not user.has_usable_password()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("ngắn", "ngắn", "cần ít nhất 10 ký tự"),
        ("0123456789", "0123456789", "nhiều người dùng"),
        (NEW, NEW + "x", "chưa giống nhau"),
    ],
)
def test_weak_or_mistyped_password_is_refused_in_words(client, password, again, words):
    user, code = fresh()
    client.post(START, {"identifier": user.code, "code": code})
    response = client.post(CHOOSE, {"password": password, "again": again})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert ActivationSlip.objects.get(user=user).used_at is None


@pytest.mark.django_db
def test_activation_by_phone_signs_in_and_keeps_the_own_phone_thirty_days(client):
    user, code = fresh(phone="0908214637")
    step = client.post(
        START, {"identifier": "0908 214 637", "code": shown_code(code).lower(), "keep": "on"}
    )
    assert step.url == CHOOSE
    assert user.full_name in client.get(CHOOSE).content.decode()
    assert client.post(CHOOSE, {"password": NEW, "again": NEW}).url == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.get_expiry_age() == 30 * 86_400
    assert "slip" not in client.session
    assert user.sign_ins.get().method == "slip"


@pytest.mark.django_db
def test_reset_signs_out_every_other_device(client, login):
    user = UserFactory()
    elsewhere = login(user)
    assert elsewhere.get("/tai-khoan/").status_code == 200
    code = issue_codes([user], issued_by_id=None)[0].code
    client.post(START, {"identifier": user.code, "code": code})
    client.post(CHOOSE, {"password": NEW, "again": NEW})
    assert elsewhere.get("/tai-khoan/").status_code == 302
    assert client.get("/tai-khoan/").status_code == 200
