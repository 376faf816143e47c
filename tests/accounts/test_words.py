"""What sign-in and passwords say when they refuse: our words, also where another package speaks."""

import re

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.password_validation import get_default_password_validators

from sodoan.accounts.adapter import AccountAdapter, SecondFactorAdapter
from tests.factories.accounts import PASSWORD, UserFactory

# Of flows that have no address here: sign-up, e-mail addresses, phones, reset by mail.
UNSPOKEN = {
    "add_email_blocked", "cannot_remove_primary_email", "duplicate_email", "email_taken",
    "email_password_mismatch", "incorrect_code", "invalid_or_expired_key", "unknown_email",
    "invalid_password_reset", "max_email_addresses", "phone_password_mismatch", "phone_taken",
    "same_as_current", "select_only_one", "unknown_phone", "unverified_primary_email",
    "username_blacklisted", "username_taken",
}  # fmt: skip


@pytest.mark.parametrize(
    ("adapter", "unspoken"),
    [(AccountAdapter, UNSPOKEN), (SecondFactorAdapter, {"add_email_blocked"})],
)
def test_every_refusal_of_allauth_has_our_words(adapter, unspoken):
    theirs = DefaultAccountAdapter.error_messages | DefaultMFAAdapter.error_messages
    kept = {code for code, said in adapter.error_messages.items() if said is theirs[code]}
    assert kept <= unspoken


def test_every_rule_on_passwords_speaks_for_the_house():
    rules = get_default_password_validators()
    assert {type(rule).__module__ for rule in rules} == {"sodoan.accounts.validators"}
    assert all(re.search("[à-ỹ]", rule.get_error_message()) for rule in rules)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("123", "Mật khẩu cần ít nhất 10 ký tự. Bạn viết dài thêm."),
        ("1234567890", "Mật khẩu này nhiều người dùng nên dễ bị đoán. Bạn chọn mật khẩu khác."),
        ("nguyễn thu hà", "Mật khẩu này gần giống họ và tên của bạn. Bạn chọn mật khẩu khác."),
    ],
)
def test_weak_password_is_refused_in_vietnamese(client, password, said):
    client.force_login(UserFactory(full_name="Nguyễn Thu Hà"))
    sent = {"current": PASSWORD, "password": password, "again": password}
    answer = client.post("/tai-khoan/mat-khau/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
