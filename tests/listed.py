"""What every list page promises (`sodoan.common.listing`), asked of one page."""

import io
import re
from html import unescape
from itertools import dropwhile
from unittest.mock import patch
from urllib.parse import urlencode

from python_calamine import CalamineWorkbook

from sodoan.common.text import search_key


def keeps_its_promises(client, address, cell, read, foot=()):
    """Search without accents, chips, sort, size, and a file with exactly the rows that are shown.

    `read` says a row of the page in the words that stand in column `cell` of the file; below the
    rows stand sums, which begin there with the words of `foot`.
    """
    page, listing = _shown(client, address)
    assert listing.searchable, address
    assert listing.chips, address
    assert listing.export_url, address
    sort = [head.url for head in listing.headings if head.url][-1]
    assert sort.replace("&", "&amp;") in page, address
    words = search_key(read(listing.rows[0])).split()
    narrowed = f"{address.partition('?')[0]}{sort}&{urlencode({'q': ' '.join(reversed(words))})}"
    for wanted in (address, narrowed):
        page, listing = _shown(client, wanted)
        assert listing.rows, wanted
        link = listing.export_url
        assert link.replace("&", "&amp;") in page, wanted
        file = client.get(address.partition("?")[0] + link if link.startswith("?") else link)
        column, count = _column(file, cell), len(listing.rows)
        assert column[:count] == [str(read(row)) for row in listing.rows], wanted
        assert len(column) == count + len(foot), wanted
        assert all(map(str.startswith, column[count:], foot)), wanted
    _takes_a_size(client, address, read)


def _takes_a_size(client, address, read):
    """The page offers its sizes and keeps to the one chosen, in every address but the file's."""
    _, whole = _shown(client, address)
    with patch("sodoan.common.listing.SIZES", (1, 200)):
        page, _ = _shown(client, address)
        offered = re.findall(r'<a href="([^"]*[?;&]co=(\d+)[^"]*)"', page)
        assert {size for _, size in offered} == {"1", "200"}, address
        small = next(unescape(link) for link, size in offered if size == "1")
        page, listing = _shown(client, address.partition("?")[0] + small)
    assert whole.total > 1, address
    assert (listing.total, listing.pages) == (whole.total, whole.total), address
    assert [read(row) for row in listing.rows] == [read(whole.rows[0])], address
    assert "co=1" in listing.next_url, address
    assert listing.next_url.replace("&", "&amp;") in page, address
    assert '<input type="hidden" name="co" value="1">' in page, address
    assert listing.export_url == whole.export_url, address


def _shown(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    listing = answer.context.get("list") or answer.context["listing"]
    return answer.content.decode(), listing


def _column(answer, cell):
    """One column of the file, below the title and the headings, be they one row or two."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    headings = next(place for place, row in enumerate(sheet) if row[1] != "")
    return list(
        dropwhile(lambda word: word == "", [str(row[cell]) for row in sheet[headings + 1 :]])
    )
