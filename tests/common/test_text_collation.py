"""Our sort key against the Vietnamese collation of a server that has ICU."""

import random

import pytest
from django.db import connection

from sodoan.common.text import sort_key, split_name

_VOWELS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"
_ONSETS = ("", "b", "c", "d", "đ", "gh", "h", "kh", "l", "ng", "nh", "tr", "x", "f", "j", "w", "z")
_CODAS = ("", "n", "ng", "c", "t", "y", "i")


def _names(count):
    rng = random.Random(20_261_122)

    def word():
        text = rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS)
        if rng.random() < 0.1:
            text += rng.choice("-'") + rng.choice(_VOWELS)
        return text

    names = {" ".join(word() for _ in range(rng.randint(1, 6))) for _ in range(count)}
    few = ["an", "ân", "ăn", "án", "anh", "ánh", "đan", "dan", "lê", "lệ", "hồ", "hò"]
    names |= {f"{rng.choice(few)} {rng.choice(few)} {rng.choice(few)}" for _ in range(count)}
    return sorted(names)


@pytest.mark.django_db
def test_sort_key_orders_names_as_icu_does():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_collation WHERE collname = 'vi-x-icu'")
        if cursor.fetchone() is None:
            pytest.skip("this PostgreSQL server has no ICU collations")
        cursor.execute(
            'CREATE TEMP TABLE names (name text, given text, rest text, k text COLLATE "C")'
        )
        rows = [(n, split_name(n)[1], split_name(n)[0], sort_key(n)) for n in _names(600)]
        cursor.executemany("INSERT INTO names VALUES (%s, %s, %s, %s)", rows)
        cursor.execute(
            'SELECT name FROM names ORDER BY given COLLATE "vi-x-icu", rest COLLATE "vi-x-icu"'
        )
        by_icu = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT name FROM names ORDER BY k")
        by_key = [row[0] for row in cursor.fetchall()]
    assert by_key == by_icu
