"""Who is told of a report: three days ahead and on the first day it is overdue, once each."""

from datetime import date, timedelta

import pytest

from sodoan.notices.models import Notice
from sodoan.reports.actions.reminding import remind_reports

DUE = date(2026, 8, 3)


@pytest.mark.parametrize(
    ("days", "word"),
    [(-4, ""), (-3, "sắp đến hạn"), (-2, ""), (0, ""), (1, "quá hạn"), (2, "")],
)
@pytest.mark.usefixtures("form")
def test_the_leads_of_each_unit_are_told_on_two_days(an, binh, chi, dung, days, word):
    told = remind_reports(DUE + timedelta(days=days))
    titles = Notice.objects.filter(key__startswith="report-due").values_list("user", "title")
    assert told == len(titles) == (3 if word else 0)
    assert {user for user, _ in titles} == ({an.pk, binh.pk, chi.pk} if word else set())
    assert all(word in title for _, title in titles)


def test_what_was_handed_in_or_let_off_is_not_asked_for(form, owed, units, an):
    owed(units.a1).__class__.objects.filter(unit=units.a1).update(state="exempt", reason="Miễn")
    remind_reports(DUE - timedelta(days=3))
    assert not an.notices.filter(key__startswith="report-due").exists()


@pytest.mark.usefixtures("form")
def test_running_twice_tells_once(an, django_assert_num_queries):
    remind_reports(DUE - timedelta(days=3))
    with django_assert_num_queries(5):
        remind_reports(DUE - timedelta(days=3))
    assert an.notices.filter(key__startswith="report-due").count() == 1


@pytest.mark.parametrize(
    ("last", "today", "words"),
    [
        (-4, -2, ["sắp đến hạn"]),  # off three days ahead
        (-4, 0, ["sắp đến hạn"]),
        (-3, -1, []),  # told before it went off
        (-4, 1, ["quá hạn"]),  # of both days one word, that of today
        (0, 3, ["quá hạn"]),
        (1, 3, []),
    ],
)
@pytest.mark.usefixtures("form")
def test_days_that_were_missed_are_made_up_for(an, last, today, words):
    remind_reports(DUE + timedelta(days=today), DUE + timedelta(days=last))
    titles = an.notices.filter(key__startswith="report-due").values_list("title", flat=True)
    assert [word for word in words if any(word in title for title in titles)] == words
    assert len(titles) == len(words)
