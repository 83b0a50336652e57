"""Thousands of requests as no browser sends them, to every address as every role: never an error of ours. The pages of
surveys, which anybody may meet who was sent a link, get twice as many again, those of meetings and charters once.

Each request starts from what the page itself offers (its own fields), then goes wrong in one or two places. What a
request changed is undone before the next, so that every address stays reachable.
"""

import io
import logging
import random
import zipfile
from collections import Counter
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from diagnostics.survey_urls import ANSWERING, WITHIN_A_PROGRAMME
from tests.access import rows, world
from tests.access.table import NOT_ALLOWED
from tests.access.test_matrix import URLS, _walk
from tests.signing import signed_in

REQUESTS = 10_000
FROM_ONE_PAGE = 12
# The share of requests by somebody who may open the page.
MOSTLY = 0.9
# What stands in the address of a personal or an open link.
SECRETS = frozenset({"token", "code"})
# Ends the session or the account of the knocker, which the requests after it need.
LEAVING = frozenset({"account_logout"})


def _bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 30_000_000)
    return packed.getvalue()


FILES = (
    ("notes.docx", b"not a document"),
    ("notes.docx", _bomb()),
    ("notes.docm", b"PK\x03\x04 vbaProject.bin"),
    ("notes.txt", "\ufeffوَ \u202eabc\u0000\u0007".encode("utf-16")),
    ("people.csv", b"\xff\xfe\x00name;;;\r\n=1+1,\x00"),
    ("report.pdf", b"%PDF-1.7 and nothing more"),
    ("empty.xlsx", b""),
    ("../../etc/passwd", b"root"),
)
VALUES = (
    "",
    " ",
    "\x00",
    "a\x00b\x07\x1b[31m",
    "\u202egnp.exe\u2066\u200f",
    "مرحبا שלום",
    "😀" * 50,
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "-1",
    "0",
    "99999999999999999999999999",
    "9223372036854775808",
    "9" * 5_000,
    "1e309",
    "NaN",
    "٣",
    "31",
    "13",
    "9999-99-99",
    "0001-01-01",
    "2022-02-30",
    "32 Smarch 2022",
    "on",
    "None",
    "null",
    "[]",
    '{"a": 1}',
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{name.__class__} {0} {} {unknown}",
    "{{ settings.SECRET_KEY }}",
    "%s%n%x",
    "=HYPERLINK(1)",
    "../../etc/passwd",
    "https://example.org/",
    "javascript:alert(1)",
    "a@b",
    "nobody@example.org",
    "nobody@example.org\r\nBcc: x@example.org",
    "x" * 5_000,
)
LONG = "word " * 200_000


class Pages:
    """The forms of pages as one knocker was shown them, read once."""

    def __init__(self):
        self._fields = {}

    def fields(self, client, knocker, name, address):
        if (knocker, name) not in self._fields:
            response = client.get(address)
            body = response.getvalue()  # a download is read to its end, which closes its file
            html = body if response.headers.get("Content-Type", "").startswith("text/html") else b""
            self._fields[knocker, name] = _fields(BeautifulSoup(html, "html.parser"))
        return self._fields[knocker, name]


def _fields(page):
    """The fields of all forms of a page: name to the values that it offers."""
    found = {}
    for field in page.select("form [name]"):
        if field["name"] == "csrfmiddlewaretoken":
            continue
        offered = found.setdefault(field["name"], [])
        options = [option.get("value", "") for option in field.select("option")]
        offered.extend(options or [field.get("value") or field.get_text()])
        if field.get("type") == "file":
            found[field["name"]] = None
    return found


def _body(chance, fields):
    """What a browser would send, gone wrong in some places."""
    sent = {}
    for name, offered in fields.items():
        dice = chance.random()
        if dice < 0.1:
            continue
        if offered is None:
            sent[name] = SimpleUploadedFile(*chance.choice(FILES))
        elif dice < 0.55 and offered:
            sent[name] = chance.choice(offered)
        elif dice < 0.6:
            sent[name] = [chance.choice(VALUES) for _ in range(3)]
        else:
            sent[name] = LONG if chance.random() < 0.004 else chance.choice(VALUES)
    if chance.random() < 0.2:
        sent[chance.choice(["next", "page", "state", "kind", "seq", "tab", "version", "x"])] = chance.choice(VALUES)
    return sent


def _send(chance, client, name, address, fields):
    how = chance.random()
    if how < (0.9 if rows.ROWS[name]["POST"] == NOT_ALLOWED else 0.15):
        return client.get(address, {"q": chance.choice(VALUES), **_query(chance, fields)})
    if how < 0.25:
        return client.generic(chance.choice(["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]), address, b"\xff\x00")
    if how < 0.3:
        kind = chance.choice(["application/json", "text/plain", "multipart/form-data; boundary=x"])
        return client.post(address, b'{"text": [1, {"a": "\xff', content_type=kind)
    headers = {"HX-Request": "true"} if how < 0.4 else {}
    return client.post(address, _body(chance, fields), headers=headers)


def _query(chance, fields):
    names = [*fields, "state", "page", "step", "next", "chosen", "sector", "at"]
    return {name: chance.choice(VALUES) for name in chance.sample(names, k=min(3, len(names)))}


def _let_in(name):
    """Who gets further than the door: a refusal is soon fuzzed out."""
    table = rows.ROWS[name]
    found = [knocker for knocker in world.KNOCKERS if {200, 302} & {table["GET"][knocker], table["POST"][knocker]}]
    return [knocker for knocker in found if knocker not in ("anonymous", "guest")] or world.KNOCKERS


@pytest.fixture
def furnished(transactional_db):
    """A world that is committed: what is undone within one long transaction would slow all that follows."""
    built = world.build()
    rows.furnish(built)
    return built


def _address(chance, built, name):
    def value(key):
        known = built.objects.get(f"{name}.{key}", built.objects.get(key))
        return chance.choice([known] * 8 + [0, 987654321]) if isinstance(known, int) else known

    values = {key: value(key) for key in URLS[name]}
    address = reverse(name, kwargs=values)
    for key in SECRETS.intersection(values):
        known = values[key]
        wrong = [known[:-1], known.swapcase(), "\x00", "é" * 50, "x" * 3_000, "..", "%2F"]
        # Not by `reverse`: the address of a room has no place for most of them.
        address = address.replace(f"/{known}/", f"/{quote(chance.choice([known] * 20 + wrong), safe='')}/")
    return address


EVERYTHING = sorted(set(URLS) - LEAVING)
SURVEYS = sorted(f"diagnostics:{name}" for name, _ in _walk([*ANSWERING, *WITHIN_A_PROGRAMME]))
MEETINGS = [name for name in EVERYTHING if name.startswith(("workshops:", "charters:"))]
TRIES = {
    "everything": (EVERYTHING, 20221114),
    "surveys": (SURVEYS, 1),
    "surveys again": (SURVEYS, 2),
    "meetings and the charter": (MEETINGS, 3),
}


@pytest.mark.parametrize(("names", "seed"), TRIES.values(), ids=TRIES)
def test_ten_thousand_requests_gone_wrong_are_no_error_of_ours(names, seed, furnished, caplog):
    caplog.set_level(logging.ERROR)
    chance, pages, statuses, errors = random.Random(seed), Pages(), Counter(), []
    while statuses.total() < REQUESTS:
        name = chance.choice(names)
        knocker = chance.choice(_let_in(name) if chance.random() < MOSTLY else world.KNOCKERS)
        client = signed_in(furnished.users[knocker])
        client.raise_request_exception = False
        fields = pages.fields(client, knocker, name, _address(random.Random(), furnished, name))
        for _ in range(FROM_ONE_PAGE):
            address = _address(chance, furnished, name)
            with transaction.atomic():
                response = _send(chance, client, name, address, fields)
                response.getvalue()
                transaction.set_rollback(True)
            statuses[response.status_code] += 1
            if response.status_code >= 500:
                errors.append(f"{knocker} {response.request['REQUEST_METHOD']} {address}: {_why(caplog)}")
    print(f"\n{statuses.total()} requests: {dict(sorted(statuses.items()))}", *sorted(set(errors)), sep="\n")
    assert sorted(set(errors)) == []


def _why(caplog):
    raised = [record.exc_info[1] for record in caplog.records if record.exc_info]
    caplog.clear()
    return repr(raised[-1])[:300] if raised else "?"
