"""The security headers of every answer, also of those that say no."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def of_a_wrong_host(client):
    return client.get("/dang-nhap/", HTTP_HOST="ke-gian.example")


def of_a_forged_form(_client):
    return Client(enforce_csrf_checks=True).post("/dang-nhap/", {})


def of_too_many(client):
    client.post("/kich-hoat/", {})
    return client.post("/kich-hoat/", {})


def of_a_fault(_client):
    return Client(raise_request_exception=False).get("/xac-minh/hong/")


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (lambda client: client.get("/dang-nhap/"), 200),
        (lambda client: client.get("/khong-co/"), 404),
        (lambda client: client.get("/dang-nhap/?next=%00"), None),
        (of_a_wrong_host, 400),
        (of_a_forged_form, 403),
        (of_too_many, 429),
        (of_a_fault, 500),
    ],
)
@pytest.mark.error_logs
def test_every_answer_is_strict(client, settings, monkeypatch, ask, status):
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.ACCOUNT_RATE_LIMITS = {"activate": "1/m/ip"}
    monkeypatch.setattr("sodoan.programmes.views.record.read_token", lambda token: 1 / 0)
    answer = ask(client)
    assert status is None or answer.status_code == status
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in policy
    assert answer["Referrer-Policy"] == "same-origin"
