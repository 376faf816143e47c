"""No line of a log names anybody: no name, telephone, e-mail, citizen number, search or token."""

import logging

import pytest
from django.conf import settings
from django.test import Client
from gunicorn.config import Config

from sodoan.cli import web
from sodoan.common.clock import today
from sodoan.common.logs import PlainFormatter

NAME, PHONE, EMAIL, NUMBER = "Nguyễn Văn Bí", "0908214637", "bi@example.vn", "079206001234"
TOKEN, PASSWORD, CODE = "eyJwIjo0Mn0:1tK9aB:q8Zr-3_xW5v", "mật khẩu bí mật", "ABCD2345"
SECRETS = (NAME, "Nguyen", PHONE, EMAIL, NUMBER, TOKEN, "q8Zr", PASSWORD, CODE, "bimat")


def formatter():
    plain = settings.LOGGING["formatters"]["plain"]
    module, name = plain["()"].rsplit(".", 1)
    made = getattr(__import__(module, fromlist=[name]), name)
    return made(fmt=plain["fmt"], style=plain["style"])


def lines(caplog):
    return [formatter().format(record) for record in caplog.records]


def test_every_handler_writes_the_plain_way_and_nobody_logs_statements():
    conf = settings.LOGGING
    assert {handler["formatter"] for handler in conf["handlers"].values()} == {"plain"}
    assert conf["root"]["level"] in ("WARNING", "ERROR")
    assert "loggers" not in conf  # no statements with their values, no requests one by one
    assert not settings.ADMINS  # Django would mail them whole requests


def test_web_server_keeps_no_access_log(monkeypatch):
    kept = {}
    monkeypatch.setattr(web, "_serve", kept.update)
    monkeypatch.setattr(web, "check_ready", lambda: None)
    monkeypatch.setattr(web, "check_free", lambda host, port: None)
    web.run(type("Args", (), {"host": "127.0.0.1", "port": 8000, "reload": False}))
    conf = Config()
    for name, value in kept.items():
        conf.set(name, value)
    assert conf.accesslog is None
    assert conf.loglevel == "warning"  # `debug` would write every request
    log = conf.logger_class(conf).error_log
    assert {type(handler.formatter) for handler in log.handlers} == {PlainFormatter}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"Error handling request GET /doan-vien/xuat/?q=Nguyen&sdt={PHONE}",
         "Error handling request GET /doan-vien/xuat/"),
        (f"Error handling request /xac-minh/{TOKEN}/", "Error handling request /xac-minh/…/"),
        ("Error handling request /tim/Nguy%E1%BB%85n/", "Error handling request /tim/…/"),
        (f"Invalid request from ip=10.0.0.7: Invalid line '{NAME}\n{PHONE}'", "Invalid request"),
    ],
)  # fmt: skip
def test_web_server_tells_neither_sender_nor_search(text, told):
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, text, (), None)
    assert formatter().format(record).endswith(f"gunicorn.error: {told}")


@pytest.mark.django_db
@pytest.mark.error_logs
def test_refused_requests_leave_no_personal_line(an, login, caplog):
    caplog.set_level(logging.DEBUG)
    stranger, officer = Client(raise_request_exception=False), login(an)
    person = {"full_name": NAME, "phone": PHONE, "email": EMAIL, "id_number": NUMBER}
    stranger.get("/khong-co/", {"q": NAME, "sdt": PHONE, "ma": "bimat"})
    for part in (PHONE, EMAIL, NAME, NUMBER, TOKEN):
        stranger.get(f"/khong-co/{part}/")
    stranger.get(f"/xac-minh/{TOKEN}/")
    stranger.post("/dang-nhap/?next=/bimat/", {"login": PHONE, "password": PASSWORD})
    stranger.post("/kich-hoat/", {"identifier": PHONE, "code": CODE})
    Client(enforce_csrf_checks=True).post("/dang-nhap/?ma=bimat", {"login": PHONE})
    stranger.get("/", {"q": NAME}, headers={"host": "la.example"})
    officer.get("/don-vi/999999/", {"q": NAME})
    officer.post("/doan-vien/them/", person)
    officer.post("/doan-vien/them/", person | {"note": "\0"})
    told = lines(caplog)
    assert any("Not Found" in line for line in told)
    assert any("/xac-minh/<str:token>/" in line for line in told)
    assert [line for line in told for secret in SECRETS if secret in line] == []


@pytest.mark.django_db
@pytest.mark.error_logs
@pytest.mark.parametrize(
    "said", [NAME, f"bad value {PHONE}", EMAIL, f"x\n{NAME}", "079 206 001 234"]
)
def test_fault_says_where_and_not_about_whom(an, login, caplog, monkeypatch, said):
    def fail(**_facts):
        raise ValueError(said)

    monkeypatch.setattr("sodoan.people.actions.admit", fail)
    officer = login(an)
    officer.raise_request_exception = False
    facts = {
        "full_name": NAME, "born_on": "01/01/2006", "sex": "male", "born_precision": "day",
        "joined_precision": "day", "category": "other", "kind": "official", "phone": PHONE,
        "since": f"{today():%d/%m/%Y}", "unit": an.person.memberships.get().unit_id,
    }  # fmt: skip
    assert officer.post("/doan-vien/them/", facts).status_code == 500
    (told,) = [line for line in lines(caplog) if "Internal Server Error" in line]
    assert "ValueError" in told
    assert "people/views/admission.py" in told
    assert [secret for secret in (*SECRETS, "079 206") if secret in told] == []


@pytest.mark.error_logs
def test_technical_error_keeps_its_words(caplog):
    try:
        {}["unknown_column"]
    except KeyError:
        logging.getLogger("sodoan").exception("job %s failed", 7)
    assert "KeyError: 'unknown_column'" in lines(caplog)[0]
