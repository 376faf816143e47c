import pytest

pytestmark = pytest.mark.django_db


def test_kit_does_not_exist_where_people_work(client, settings):
    settings.SHOW_KIT = False
    assert client.get("/kit/").status_code == 404
    assert client.get("/kit/xac-nhan/").status_code == 404
    assert client.post("/kit/tu-luu/").status_code == 404
