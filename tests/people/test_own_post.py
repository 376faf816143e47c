"""Nobody is offered to himself for a post, and who tries anyway loses nothing typed."""

import pytest
from django.urls import reverse

from sodoan.common.clock import today
from sodoan.people.queries import candidates

pytestmark = pytest.mark.django_db


def test_search_for_a_post_does_not_offer_oneself(binh, em, dung, scope):
    for user in (binh, em):
        assert user.person not in candidates(scope(user), user.full_name)
    assert dung.person in candidates(scope(binh), dung.full_name)
    assert binh.person in candidates(scope(em), binh.full_name)


def test_choosing_oneself_says_why_and_keeps_what_was_typed(binh, login, units):
    answer = login(binh).post(
        reverse("people:appoint", args=[units.a2.pk]),
        {
            "person": str(binh.person.pk),
            "post": "uv-bch-chi-doan",
            "start": f"{today():%d/%m/%Y}",
            "decision_no": "15-QĐ/ĐTN",
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Không ai tự ghi chức danh cho mình" in page
    assert "15-QĐ/ĐTN" in page
