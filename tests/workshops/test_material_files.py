"""Which files and photographs are taken, and what is left of them."""

import io
import random
import struct
import zlib

import pytest
from PIL import Image, ImageOps

from tests.workshops.pictures import ORIENTATION, archive, photograph
from workshops import material_files, photographs
from workshops.material_files import MaterialFileError, ending_of
from workshops.photographs import PhotographError


@pytest.mark.parametrize(
    ("name", "parts"),
    [("a.docx", ["word/document.xml"]), ("A.PPTX", ["ppt/presentation.xml"]), ("a.odt", ["mimetype", "content.xml"])],
)
def test_documents_are_told_by_what_is_in_them(name, parts):
    file = archive(name, *parts)
    assert (ending_of(file, name, file.size), file.tell()) == (name[1:].lower(), 0)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"<html>", material_files.DAMAGED),
        ("a.docx", b"PK\x03\x04 not really", material_files.DAMAGED),
        ("a.txt", b"text\0more", material_files.DAMAGED),
        ("a.pdf", b"", material_files.EMPTY),
        ("a.html", b"<script>", material_files.OTHER_KIND),
        ("a.svg", b"<svg>", material_files.OTHER_KIND),
        ("a.docm", b"PK", material_files.OTHER_KIND),
        ("noending", b"x", material_files.OTHER_KIND),
        ("a.jpeg", b"x", material_files.A_PICTURE),
    ],
)
def test_other_files_are_refused_with_what_to_do(name, content, reason):
    with pytest.raises(MaterialFileError) as refused:
        ending_of(io.BytesIO(content), name, len(content))
    assert str(refused.value) == reason


def test_a_large_file_one_with_macros_and_one_of_another_kind_are_refused():
    with_macros, other = archive("a.docx", "word/document.xml", "word/vbaProject.bin"), archive("a.docx", "xl/x")
    reasons = []
    for file, size in ((with_macros, 1), (other, 1), (with_macros, material_files.MAX_BYTES + 1)):
        with pytest.raises(MaterialFileError) as refused:
            ending_of(file, "a.docx", size)
        reasons.append(str(refused.value))
    assert reasons == [material_files.MACROS, material_files.DAMAGED, material_files.TOO_LARGE]


def taken(file):
    return photographs.read(file, file.size)


def test_a_photograph_is_made_smaller_upright_and_says_nothing_of_the_phone():
    kept = taken(photograph(3000, 1500, orientation=6))  # held sideways
    for content, size in ((kept.large, (1000, 2000)), (kept.small, (240, 480))):
        with Image.open(io.BytesIO(content)) as picture:
            assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", size, {})
            assert {"exif", "comment", "icc_profile", "xmp"} & set(picture.info) == set()
        assert b"anary" not in content


def test_a_photograph_is_turned_as_its_phone_was_held_in_each_of_the_eight_ways():
    for orientation in range(1, 9):
        lying, exif = Image.new("RGB", (64, 32)), Image.Exif()
        lying.paste("white", (0, 0, 16, 16))
        exif[ORIENTATION] = orientation
        made = io.BytesIO()
        lying.save(made, "PNG", exif=exif)
        upright = ImageOps.exif_transpose(Image.open(made)).resize((8, 8)).convert("1")
        with Image.open(io.BytesIO(photographs.read(made, 1).large)) as kept:
            assert kept.resize((8, 8)).convert("1").tobytes() == upright.tobytes()


def test_a_photograph_is_kept_whatever_nonsense_its_phone_wrote_of_it():
    sent = photograph(orientation=6).read()
    start = sent.index(b"Exif") + 6
    chance = random.Random(2)
    for _ in range(60):
        broken = bytearray(sent)
        for _ in range(4):
            broken[start + chance.randrange(8, 90)] = chance.choice((0, 255, chance.randrange(256)))
        assert photographs.read(io.BytesIO(bytes(broken)), len(broken)).small


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_one_can_see_through_stands_on_white(kind):
    made = io.BytesIO()
    Image.new("RGBA", (40, 30), (255, 0, 0, 0)).save(made, kind)
    kept = photographs.read(io.BytesIO(made.getvalue()), made.tell())
    with Image.open(io.BytesIO(kept.large)) as picture:
        assert (picture.size, picture.getpixel((20, 15))) == ((40, 30), (255, 255, 255))


def _png_that_says(width, height):
    """A small file whose header promises so many pixels."""

    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", zlib.compress(b"\0" * 999)) + part(b"IEND", b"")


@pytest.mark.parametrize("side", [8_000, 12_000, 60_000])
def test_a_picture_that_would_fill_the_memory_is_refused_unopened(side):
    bomb = _png_that_says(side, side)
    with pytest.raises(PhotographError) as refused:
        photographs.read(io.BytesIO(bomb), len(bomb))
    assert str(refused.value) == photographs.TOO_MANY_PIXELS


def test_what_is_no_photograph_is_refused_kindly():
    gif = io.BytesIO()
    Image.new("L", (9, 9)).save(gif, "GIF")
    cut = photograph().read()[:500]
    for content in (b"", b"%PDF-1.7", b"<svg/>", gif.getvalue(), cut, b"\0\0\0\x18ftypavif"):
        with pytest.raises(PhotographError) as refused:
            photographs.read(io.BytesIO(content), len(content))
        assert str(refused.value) == photographs.UNREADABLE
    with pytest.raises(PhotographError, match="in an iPhone’s own format"):
        photographs.read(io.BytesIO(b"\0\0\0\x18ftypheic"), 12)
    with pytest.raises(PhotographError, match="larger than 25 MB"):
        photographs.read(io.BytesIO(b""), photographs.MAX_BYTES + 1)
