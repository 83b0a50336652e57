"""HTML to PDF/UA-1, from our own fonts and styles and from nothing else.

A document may quote what people typed. Whatever address turns up in it (an image, a style sheet, an attachment) is
refused: WeasyPrint's own fetcher would embed a local file and call a host. Only addresses of the `portal:` scheme are
answered, from a fixed list of files that is read once.
"""

import atexit
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

STATIC = Path(__file__).resolve().parents[2] / "static"
FONTS = STATIC / "built" / "fonts"
STYLE = STATIC / "print" / "document.css"
FAMILY = "Atkinson Hyperlegible Next"
WEIGHTS = (400, 500, 600, 700)
ALPHABETS = {
    "latin-ext": "U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+0304, U+0308, U+0329, "
    "U+1D00-1DBF, U+1E00-1E9F, U+1EF2-1EFF, U+2020, U+20A0-20AB, U+20AD-20C0, U+2113, U+2C60-2C7F, U+A720-A7FF",
    "latin": "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+0304, U+0308, U+0329, "
    "U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD",
}

# Pango's font map, shared by all documents of a process, is not safe to use from two threads at once.
_one_at_a_time = Lock()


class RefusedAddress(ValueError):
    """A document named an address that is not one of ours; WeasyPrint leaves the thing out and goes on."""


@dataclass(frozen=True)
class _Kit:
    """What every document of this process shares: the parsed styles, the fonts, the fetcher."""

    styles: "list[CSS]"
    fonts: "FontConfiguration"
    fetcher: Any


def render_pdf(html: str, *, style: Path = STYLE) -> bytes:
    """The document as PDF/UA-1 in one of our styles; title, language, author and date are those of its own `<head>`.

    The same HTML gives the same bytes. A missing font or style file raises FileNotFoundError: a document in a chance
    font is not the document.
    """
    # Imported here because it takes 0.6 s and only documents need it, not every process that knows they exist.
    from weasyprint import HTML

    with _one_at_a_time:
        kit = _kit(style)
        document = HTML(string=html, url_fetcher=kit.fetcher)
        return document.write_pdf(stylesheets=kit.styles, font_config=kit.fonts, pdf_variant="pdf/ua-1")


def pages_of(html: str, *, style: Path = STYLE) -> int:
    """How many pages the document takes in one of our styles: for what is set larger or smaller until it fits."""
    # Imported here for the reason given in `render_pdf`.
    from weasyprint import HTML

    with _one_at_a_time:
        kit = _kit(style)
        document = HTML(string=html, url_fetcher=kit.fetcher)
        return len(document.render(stylesheets=kit.styles, font_config=kit.fonts).pages)


@cache
def _kit(style: Path = STYLE) -> _Kit:
    """Fonts and a style, unpacked and parsed once a process: 0.1 s of CPU that each document would pay again."""
    # Imported here for the reason given in `render_pdf`.
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fetcher = _fetcher({f"portal:{name}": (FONTS / name).read_bytes() for name in _font_files()})
    fonts = FontConfiguration()
    sources = [_font_faces(), style.read_text(encoding="utf-8")]
    styles = [CSS(string=source, font_config=fonts, url_fetcher=fetcher) for source in sources]
    return _Kit(styles, fonts, fetcher)


# The unpacked fonts lie in a temporary folder that can only be removed while the interpreter still stands.
atexit.register(_kit.cache_clear)


def _fetcher(files: dict[str, bytes]) -> Any:
    # Imported here for the reason given in `render_pdf`.
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        def fetch(self, url, headers=None):
            if url not in files:
                raise RefusedAddress(f"Documents may not fetch {url}")
            return URLFetcherResponse(url, files[url])

    return OwnFilesOnly(allowed_protocols=["portal"])


def _font_file(alphabet: str, weight: int) -> str:
    return f"atkinson-hyperlegible-next-{alphabet}-{weight}-normal.woff2"


def _font_files() -> list[str]:
    return [_font_file(alphabet, weight) for alphabet in ALPHABETS for weight in WEIGHTS]


def _font_faces() -> str:
    return "\n".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; unicode-range: {letters};'
        f" src: url(portal:{_font_file(alphabet, weight)}) }}"
        for alphabet, letters in ALPHABETS.items()
        for weight in WEIGHTS
    )
