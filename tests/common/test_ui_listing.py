"""One list page: search, chips, sort, size, pages."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.test import RequestFactory

from sodoan.common.listing import SIZES, Column, Filter, Listing

pytestmark = pytest.mark.django_db

COLUMNS = [
    Column("ten", "Tên", ("model",)),
    Column("phan", "Phần", ("app_label", "model")),
    Column("ghi", "Ghi chú"),
]
FILTERS = [
    Filter("le", "Lẻ", Q(app_label="odd")),
    Filter("chan", "Chẵn", Q(app_label="even")),
]


@pytest.fixture
def rows():
    ContentType.objects.bulk_create(
        ContentType(app_label=("even", "odd")[n % 2], model=f"row{n:03}") for n in range(60)
    )
    return ContentType.objects.filter(app_label__in=["even", "odd"])


def listing(rows, query="", **kwargs):
    request = RequestFactory().get(f"/list/?{query}")
    kwargs.setdefault("search", lambda found, text: found.filter(model__contains=text))
    kwargs.setdefault("columns", COLUMNS)
    return Listing(request, rows, filters=FILTERS, noun="dòng", **kwargs)


def names(found):
    return [row.model for row in found.rows]


@pytest.mark.parametrize(
    "query",
    ["trang=0", "trang=-1", "trang=x", "trang=²", "co=7", "co=99999999999", "xep=pk", "loc=x"],
)
def test_wrong_address_falls_back_to_the_first_page(rows, query):
    found = listing(rows, query)
    assert names(found)[0] == "row000"
    assert len(found.rows) == SIZES[0] == 25


def test_page_after_the_last_is_the_last(rows):
    found = listing(rows, "trang=99")
    assert (found.page, found.pages, len(found.rows)) == (3, 3, 10)
    assert found.next_url == ""
    assert found.last == 60


def test_empty_list_has_one_page_and_no_rows(rows):
    found = listing(rows, "q=zzz")
    assert (found.total, found.pages, found.page, found.rows, found.last) == (0, 1, 1, [], 0)
    assert found.next_url == found.previous_url == ""
    assert found.narrowed


def test_pages_join_without_gap_or_overlap(rows):
    shown = [name for page in (1, 2, 3) for name in names(listing(rows, f"trang={page}"))]
    assert shown == [f"row{n:03}" for n in range(60)]


def test_next_page_says_how_many_it_holds(rows):
    assert listing(rows).next_count == 25
    assert listing(rows, "trang=2").next_count == 10


def test_page_exactly_full_has_no_next(rows):
    assert listing(rows.filter(model__lt="row050"), "co=50").next_url == ""
    assert listing(rows.filter(model__lt="row051"), "co=50").next_url != ""


def test_chips_count_behind_the_search(rows):
    chips = listing(rows, "q=row00").chips
    assert [(c.label, c.count, c.current) for c in chips] == [
        ("Tất cả", 10, True),
        ("Lẻ", 5, False),
        ("Chẵn", 5, False),
    ]


def test_chosen_chip_keeps_its_rows_only(rows):
    found = listing(rows, "loc=le&trang=2")
    assert found.total == 30
    assert {row.app_label for row in found.rows} == {"odd"}
    assert [c.current for c in found.chips] == [False, True, False]
    assert "trang" not in found.chips[2].url


def test_chosen_column_turns_round(rows):
    found = listing(rows, "xep=-ten")
    assert names(found)[0] == "row059"
    head = found.headings[0]
    assert head.direction == "descending"
    assert "xep=ten" in head.url


def test_column_that_falls_of_itself_is_told_as_falling(rows):
    newest = (Column("moi", "Mới", ("-model",)),)
    assert listing(rows, columns=newest).headings[0].direction == "descending"
    assert listing(rows, "xep=-moi", columns=newest).headings[0].direction == "ascending"


def test_column_without_order_is_not_sortable(rows):
    heads = listing(rows).headings
    assert [h.direction for h in heads] == ["ascending", "", ""]
    assert [bool(h.url) for h in heads] == [True, True, False]
    assert "xep=-ten" in heads[0].url


def test_export_takes_exactly_what_is_shown_without_pages(rows):
    found = listing(rows, "q=row00&loc=le&xep=-ten&co=50&trang=1", export_url="/xuat/")
    assert found.export_url == "/xuat/?q=row00&loc=le&xep=-ten"
    assert [row.model for row in found.queryset] == [f"row00{n}" for n in (9, 7, 5, 3, 1)]
    assert listing(rows).export_url == ""


def test_search_form_keeps_chip_sort_and_size(rows):
    assert listing(rows, "q=a&loc=le&xep=ten&co=50&trang=2").hidden == [
        ("loc", "le"),
        ("xep", "ten"),
        ("co", "50"),
    ]


def test_sorting_or_paging_alone_hides_nothing(rows):
    assert not listing(rows, "xep=ten&co=50&trang=2").narrowed
    assert listing(rows, "loc=le").narrowed


@pytest.mark.parametrize("count", [3, 300])
def test_list_costs_two_queries_however_long(django_assert_num_queries, count):
    ContentType.objects.bulk_create(
        ContentType(app_label="odd", model=f"row{n:03}") for n in range(count)
    )
    found = listing(ContentType.objects.filter(app_label="odd"))
    with django_assert_num_queries(2):
        shown = (found.rows, found.chips, found.headings, found.next_url, found.total)
    assert len(shown[0]) == min(count, 25)
