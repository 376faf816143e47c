"""Limits hold over all processes: they live in the database, beside the sessions."""

import pytest
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection

pytestmark = pytest.mark.django_db


def test_cache_is_a_table_all_processes_share():
    assert isinstance(caches["default"], DatabaseCache)
    cache.set("một", 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_cache WHERE cache_key LIKE '%%một'")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'django_cache'")
        assert cursor.fetchone() == ("u",)


def test_activation_from_one_address_is_limited(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"activate": "3/m/ip"}
    codes = [client.post("/kich-hoat/", {}).status_code for _ in range(4)]
    assert codes == [422, 422, 422, 429]


def test_searching_is_limited_for_each_account(an, dung, login, settings):
    settings.ACCOUNT_RATE_LIMITS = {"search": "2/m/user"}
    one, other = login(an), login(dung)
    assert [one.get("/tim/?q=a").status_code for _ in range(3)] == [200, 200, 429]
    assert other.get("/tim/?q=a").status_code == 200


def test_too_many_requests_are_answered_in_words(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post("/dang-nhap/", {})
    response = client.post("/dang-nhap/", {})
    assert response.status_code == 429
    assert "chờ vài phút" in response.content.decode()
