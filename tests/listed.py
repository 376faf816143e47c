"""What every list page promises (`sodoan.common.listing`), asked of one page."""

import io
from urllib.parse import urlencode

from python_calamine import CalamineWorkbook

from sodoan.common.text import search_key


def keeps_its_promises(client, address, cell, read):
    """Search without accents, chips, sort, and a file with exactly the rows that are shown.

    `read` says a row of the page in the words that stand in column `cell` of the file.
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
        assert _column(file, cell) == [str(read(row)) for row in listing.rows], wanted


def _shown(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    listing = answer.context.get("list") or answer.context["listing"]
    return answer.content.decode(), listing


def _column(answer, cell):
    """One column of the file, below the title and the headings."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    headings = next(place for place, row in enumerate(sheet) if row[1] != "")
    return [str(row[cell]) for row in sheet[headings + 1 :]]
