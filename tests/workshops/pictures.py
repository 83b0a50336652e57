"""Photographs and files for tests."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

GPS, MODEL, ORIENTATION = 0x8825, 0x0110, 0x0112


def photograph(width=1200, height=900, *, kind="JPEG", name="IMG_1.jpg", orientation=1, colour="white"):
    """A photograph as a phone sends it, which says where it was taken and by what."""
    exif = Image.Exif()
    exif[MODEL] = "Canary Phone"
    exif[ORIENTATION] = orientation
    exif[GPS] = {1: "N", 2: (51.0, 30.0, 0.0)}
    made = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(made, kind, exif=exif, comment=b"canary comment")
    return SimpleUploadedFile(name, made.getvalue(), "image/jpeg")


def archive(name, *parts):
    """A file that is an archive of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for part in parts:
            packed.writestr(part, "x")
    return SimpleUploadedFile(name, made.getvalue())
