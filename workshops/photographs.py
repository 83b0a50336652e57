"""Photographs of flipcharts: turned upright, made smaller, and without what a phone writes into them. Pure.

A photograph is opened as one of three kinds and never at its full size where that can be helped: its header says how
large it is, and one that would fill the memory is refused before it is unpacked.
"""

import io
import warnings
from dataclasses import dataclass
from typing import IO

from PIL import ExifTags, Image

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 50_000_000
KINDS = ("JPEG", "PNG", "WEBP")
ACCEPT = "image/jpeg,image/png,image/webp"
# The longest side, in pixels, of what is kept: to read on a laptop, and to know it again in a list.
LARGE, SMALL = 2000, 480
QUALITY = 82
ENDING = ".jpg"
# How a photograph lies in its file, by what its phone wrote, and how it is turned upright.
Turn = Image.Transpose
TURNS = {
    2: Turn.FLIP_LEFT_RIGHT,
    3: Turn.ROTATE_180,
    4: Turn.FLIP_TOP_BOTTOM,
    5: Turn.TRANSPOSE,
    6: Turn.ROTATE_270,
    7: Turn.TRANSVERSE,
    8: Turn.ROTATE_90,
}
# How a file in an iPhone’s own format begins, after its first four bytes.
HEIC = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"))

TOO_LARGE = "it is larger than 25 MB. Send it in a smaller size."
TOO_MANY_PIXELS = "it has far more pixels than a photograph of a flipchart needs. Take it with a lower resolution."
UNREADABLE = "we cannot read it. We take JPEG, PNG and WebP."
IN_HEIC = (
    "it is in an iPhone’s own format (HEIC). Choose it here on the iPhone itself, which then sends a JPEG. Before you "
    "take the next ones, choose “Most Compatible” in Settings, under Camera and Formats."
)


class PhotographError(Exception):
    """A photograph is not taken; the message says why, to go on after "because"."""


@dataclass(frozen=True)
class Photograph:
    """A photograph as kept, twice, as JPEG."""

    large: bytes
    small: bytes


def read(file: IO[bytes], size: int) -> Photograph:
    """The photograph in a file of so many bytes. Raises PhotographError."""
    if size > MAX_BYTES:
        raise PhotographError(TOO_LARGE)
    if file.read(12)[4:] in HEIC:
        raise PhotographError(IN_HEIC)
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we draw the line ourselves, lower
            warnings.simplefilter("ignore", UserWarning)  # what Pillow thinks of how a phone describes a picture
            return _read(file)
    except Image.DecompressionBombError as error:
        raise PhotographError(TOO_MANY_PIXELS) from error
    # What Pillow raises for a file that is none, a broken one, and one that says of itself what cannot be.
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, MemoryError, OverflowError, TypeError) as error:
        raise PhotographError(UNREADABLE) from error


def _read(file: IO[bytes]) -> Photograph:
    with Image.open(file, formats=KINDS) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise PhotographError(TOO_MANY_PIXELS)
        picture.draft("RGB", (LARGE, LARGE))  # a JPEG is unpacked at a fraction of its size
        turn = _turn(picture)
        lying = _on_white(_within(picture, LARGE))
    large = lying.transpose(turn) if turn is not None else lying
    return Photograph(_jpeg(large), _jpeg(_within(large, SMALL)))


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """How to turn a picture upright; not at all where what the phone wrote of it is broken, for the pixels are not."""
    try:
        return TURNS.get(picture.getexif().get(ExifTags.Base.Orientation))
    except Exception:  # Pillow raises a dozen kinds for what phones and other programs get wrong here.
        return None


def _within(picture: Image.Image, side: int) -> Image.Image:
    made = picture.convert("RGBA" if _is_see_through(picture) else "RGB")
    made.thumbnail((side, side), Image.Resampling.LANCZOS)
    return made


def _is_see_through(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture)
    return white


def _jpeg(picture: Image.Image) -> bytes:
    """The pixels and nothing else: neither place nor time, camera, comment or colour profile."""
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    made = io.BytesIO()
    clean.save(made, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return made.getvalue()
