"""Everything that somebody can read: every page and file that leads on from their home, as plain text.

Pages are followed by their links; of each page the title and what stands on it, of each file every word in it.
"""

import csv
import io
import re
from collections import deque
from urllib.parse import urljoin, urlsplit

import openpyxl
import pypdfium2
from bs4 import BeautifulSoup
from pptx import Presentation

# Leads out of the session, or to pages about the reader's own account.
ELSEWHERE = re.compile(r"/(accounts|static|mailbox)/")
MOST = 400


def everything(client, *starts, within=""):
    """By address, the text of every page and file that this reader reaches from these addresses.

    Only those with `within` in their address are followed, where it is given.
    """
    waiting, met, found = deque(starts), set(starts), {}
    while waiting:
        address = waiting.popleft()
        response = client.get(address, follow=True)
        text, links = _read(response)
        if text is not None:
            found[address] = text
        for link in links:
            onward = urlsplit(urljoin(address, link))._replace(fragment="")
            target = onward.path + (f"?{onward.query}" if onward.query else "")
            if not onward.netloc and target not in met and within in target and not ELSEWHERE.match(target):
                met.add(target)
                waiting.append(target)
        assert len(met) < MOST, "The pages never end."
    return found


def _read(response):
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if response.status_code != 200:
        return None, []
    if kind == "text/html":
        page = BeautifulSoup(response.content, "html.parser")
        return _flat(page.title.get_text(), page.body.get_text(" ")), [a["href"] for a in page.find_all("a", href=True)]
    return READERS[kind](response.getvalue()), []


def _flat(*texts):
    return " ".join(" ".join(texts).split())


def _pdf(data):
    with pypdfium2.PdfDocument(data) as document:
        return _flat(*(page.get_textpage().get_text_range() for page in document))


def _csv(data):
    return _flat(*(" | ".join(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig")))))


def _xlsx(data):
    sheets = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return _flat(*(" | ".join(str(cell or "") for cell in row) for each in sheets for row in each.values))


def _pptx(data):
    found = []
    for slide in Presentation(io.BytesIO(data)).slides:
        for shape in slide.shapes:
            found += _words_of(shape)
        if slide.has_notes_slide:
            found.append(slide.notes_slide.notes_text_frame.text)
    return _flat(*found)


def _words_of(shape):
    found = [shape.name, shape.text_frame.text] if shape.has_text_frame else [shape.name]
    if shape.has_table:
        found += [cell.text for row in shape.table.rows for cell in row.cells]
    if shape.has_chart:
        for series in shape.chart.plots[0].series:
            found += [series.name, *map(str, series.values)]
        found += map(str, shape.chart.plots[0].categories)
    return found


READERS = {
    "application/pdf": _pdf,
    "text/csv": _csv,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": _pptx,
    "text/calendar": lambda data: data.decode(),
    "application/json": lambda data: data.decode(),
    "text/plain": lambda data: data.decode(),
}
