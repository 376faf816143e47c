import pytest

from sodoan.audit.actions import record_sign_in
from sodoan.audit.agents import device_name, is_phone
from sodoan.audit.logs import sign_ins_of
from tests.factories.accounts import UserFactory
from tests.factories.audit import SignInAttemptFactory


@pytest.mark.django_db
def test_sign_in_keeps_no_network_address():
    row = record_sign_in(None, succeeded=False, method="password", address="203.0.113.7", agent="")
    assert "203.0.113.7" not in str(row.__dict__)
    again = record_sign_in(
        None, succeeded=True, method="password", address="203.0.113.7", agent="x" * 999
    )
    assert row.ip_hash == again.ip_hash
    assert len(again.agent) == 200


@pytest.mark.django_db
def test_sign_ins_are_of_one_account_newest_first():
    user = UserFactory()
    SignInAttemptFactory()
    rows = [SignInAttemptFactory(user=user) for _ in range(12)]
    shown = sign_ins_of(user.pk)
    assert len(shown) == 10
    assert {row.user_id for row in shown} == {user.pk}
    assert {row.pk for row in shown} <= {row.pk for row in rows}


@pytest.mark.parametrize(
    ("agent", "name", "phone"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile Safari/537",
            "Chrome trên Android",
            True,
        ),
        ("Mozilla/5.0 (iPhone; CPU OS 18) Version/18 Safari/604", "Safari trên iPhone", True),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari Edg/130", "Edge trên Windows", False),
        (
            "Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/120 Chrome/114",
            "Cốc Cốc trên Windows",
            False,
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Firefox/130.0", "Firefox trên Linux", False),
        ("curl/8", "Thiết bị lạ", False),
        ("", "Thiết bị lạ", False),
    ],
)
def test_device_name(agent, name, phone):
    assert (device_name(agent), is_phone(agent)) == (name, phone)
