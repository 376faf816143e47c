"""Blocks of ids that a chunk of an import is given beforehand."""

import threading

import pytest
from django.db import connection

from sodoan.imports.actions.apply import _reserve
from sodoan.people.models import Person

NEXT = "SELECT nextval('people_person_id_seq')"


def _next_id():
    with connection.cursor() as cursor:
        cursor.execute(NEXT)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_block_follows_the_last_id_and_the_next_follows_the_block():
    last = _next_id()
    assert _reserve(Person, 3) == last
    assert _next_id() == last + 4


@pytest.mark.django_db(transaction=True)
def test_nobody_else_is_given_an_id_of_a_block():
    drawn, stop = [], threading.Event()

    def draw():
        while not stop.is_set():
            drawn.append(_next_id())
        connection.close()

    others = threading.Thread(target=draw)
    others.start()
    starts = [_reserve(Person, 20) for _ in range(60)]
    stop.set()
    others.join()
    blocks = {start + n for start in starts for n in range(1, 21)}
    assert len(blocks) == len(starts) * 20
    assert drawn
    assert blocks.isdisjoint(drawn)
