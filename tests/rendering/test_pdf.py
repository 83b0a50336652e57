"""A document fetches nothing: no host is called, no file of the machine gets in."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread

import pikepdf
import pytest
import weasyprint

from hwe_portal.rendering import pdf

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf500f0003860180c0d1c9"
    "0f0000000049454e44ae426082"
)
LURES = """<!doctype html><html lang="en-GB"><head><title>Lures</title><meta charset="utf-8">
<link rel="stylesheet" href="{base}/style.css">
<link rel="attachment" href="{base}/secret.txt">
<style>@import url({base}/import.css); body {{ background: url({base}/background.png) }}
@font-face {{ font-family: Lure; src: url({base}/font.woff2) }} p {{ font-family: Lure }}
p::before {{ content: url({base}/content.png) }} li {{ list-style-image: url({base}/list.png) }}</style></head>
<body><h1>Words</h1><p>Text</p><ul><li>Item</li></ul>
<img src="{base}/picture.png" alt="A picture"><embed src="{base}/embed.png"><object data="{base}/object.png"></object>
<a rel="attachment" href="{base}/secret.txt">a file</a>
<svg width="20" height="20"><title>Drawing</title><image href="{base}/drawing.png" width="9" height="9"/>
<use href="{base}/use.svg#a"/></svg></body></html>"""


@pytest.fixture
def listener():
    """A web server on this machine, and the list of what it was asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(PIXEL)

        def log_message(self, *words):
            """Nothing on the console."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def folder(tmp_path):
    for name in ("picture", "embed", "object", "background", "content", "list", "drawing"):
        (tmp_path / f"{name}.png").write_bytes(PIXEL)
    (tmp_path / "secret.txt").write_text("the secret of this machine")
    return tmp_path.as_uri()


def embedded(printed):
    """Pictures and attachments within a PDF."""
    with pikepdf.open(BytesIO(printed)) as opened:
        pictures = [
            each for each in opened.objects if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        ]
        files = [
            each for each in opened.objects if isinstance(each, pikepdf.Stream) and each.get("/Type") == "/EmbeddedFile"
        ]
        return len(pictures), len(files)


def test_no_host_is_called(listener):
    address, asked = listener
    assert embedded(pdf.render_pdf(LURES.format(base=address))) == (0, 0)
    assert asked == []


def test_no_file_of_the_machine_gets_in(folder):
    assert embedded(pdf.render_pdf(LURES.format(base=folder))) == (0, 0)


def test_a_bare_renderer_would_have_fetched_both(listener, folder):
    address, asked = listener
    weasyprint.HTML(string=LURES.format(base=address)).write_pdf()
    assert "/picture.png" in asked
    pictures, files = embedded(weasyprint.HTML(string=LURES.format(base=folder)).write_pdf())
    assert pictures > 0
    assert files > 0


@pytest.mark.parametrize("address", ["portal:../../../etc/passwd", "portal:settings.py", "data:image/png;base64,AAAA"])
def test_our_own_scheme_answers_for_our_fonts_only(address):
    with pytest.raises(pdf.RefusedAddress):
        pdf._kit().fetcher.fetch(address)


def test_words_are_printed_in_our_own_font_only():
    html = "<html lang='en-GB'><title>Letters</title><h1>Bold</h1><p>Caf\u00e9 \u0141\u00f3d\u017a <b>b</b></p>"
    with pikepdf.open(BytesIO(pdf.render_pdf(html))) as opened:
        fonts = {str(each.BaseFont).partition("+")[2] for each in opened.objects if _is_font(each)}
    assert fonts
    assert all(name.startswith("Atkinson-Hyperlegible-Next") for name in fonts)


def _is_font(item):
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font" and item.get("/Subtype") == "/Type0"


def test_a_missing_font_is_an_error_and_not_another_font(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "FONTS", tmp_path)
    pdf._kit.cache_clear()
    try:
        with pytest.raises(FileNotFoundError):
            pdf.render_pdf("<p>words</p>")
    finally:
        pdf._kit.cache_clear()
