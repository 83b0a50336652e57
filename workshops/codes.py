"""How a room is found: the address to type, and the same as a code to point a phone at."""

import io
from functools import lru_cache
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from workshops.models import Room

QUIET = 2  # modules of white around the code; the wall is white too


def short_address(room: Room) -> str:
    """What one types: "portal.example.org/r/"; the code comes after it, or on that page."""
    parts = urlsplit(settings.PORTAL_URL)
    return f"{parts.netloc}{parts.path.rstrip('/')}{reverse('workshops:phone-code')}"


def full_address(room: Room) -> str:
    return f"{settings.PORTAL_URL.rstrip('/')}{reverse('workshops:phone', args=[room.code])}"


def qr(room: Room) -> SafeString:
    """An SVG with presentation attributes only: the policy of our pages allows no inline style."""
    return _drawn(full_address(room), room.code)


@lru_cache(maxsize=64)
def _drawn(address: str, code: str) -> SafeString:
    out = io.BytesIO()
    made = segno.make(address, error="m", micro=False)
    made.save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=QUIET, dark="#1d2a33", light="#ffffff",
        svgclass=None, lineclass=None, title=f"Code that opens the room {code}", nl=False,
    )  # fmt: skip
    return mark_safe(out.getvalue().decode())  # noqa: S308 -- made here of an address of ours
