"""A version of the charter as a poster to hang up, A3, and as one page for the phone.

Gathered once into a frozen value; the poster's page and the printed sheet include the same body, so they cannot
disagree.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone

from charters.models import CharterVersion
from charters.selectors.signatures import have_left
from hwe_portal.rendering.charts.lettering import balanced
from hwe_portal.rendering.pdf import STATIC, pages_of, render_pdf

BODY = "charters/poster/body.html"
STYLE: Path = STATIC / "print" / "poster.css"
BINDS = "Who signed stands by it as a leader. It binds no board or council: it is what we hold each other to."
POINTS_A_MILLIMETRE = 72 / 25.4
TITLE, MEASURE = 46, 245 * POINTS_A_MILLIMETRE

# How its words may be set, the largest first.
SIZES = ("large", "medium", "small")


@dataclass(frozen=True)
class Commitment:
    text: str
    behaviours: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    title: str
    commitments: tuple[Commitment, ...]


@dataclass(frozen=True)
class Signed:
    """Who put their name to it, in the post that they held then."""

    name: str
    post: str
    has_left: bool = False


@dataclass(frozen=True)
class Poster:
    """What the poster says on the day `issued`. `owner` is the group whose charter it is, `signed` are by name."""

    owner: str
    title: str
    number: int
    adopted: str
    sections: tuple[Section, ...]
    signed: tuple[Signed, ...]
    issued: date
    language: str = "en-GB"

    @property
    def fact(self) -> str:
        return f"Version {self.number}, adopted {self.adopted}"

    @property
    def binds(self) -> str:
        return BINDS

    @property
    def title_lines(self) -> list[str]:
        return balanced(self.title, TITLE, MEASURE)

    @property
    def fingerprint(self) -> str:
        """Changes with whatever the poster says but the day: of two posters with the same, one is enough."""
        said = asdict(self) | {"issued": ""}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def gather(version: CharterVersion, *, at: date | None = None) -> Poster:
    """The poster of a version whose charter, programme and group are at hand, as of a day (today); in one query."""
    programme, day = version.charter.programme, at or timezone.localdate()
    names = version.signatures.annotate(has_left=have_left(programme, day)).order_by("name", "pk")
    signed = [Signed(each.name, each.post, each.has_left) for each in names]
    return Poster(
        owner=str(programme.group or programme.system),
        title=version.charter.title,
        number=version.number,
        adopted=str(version.adopted_on),
        sections=sections_of(version),
        signed=tuple(signed),
        issued=day,
    )


def sections_of(version: CharterVersion) -> tuple[Section, ...]:
    """What a version says, section by section."""
    return tuple(_section(each) for each in version.sections)


def _section(told: dict) -> Section:
    below = told.get("behaviours") or [[] for _ in told["commitments"]]
    pairs = zip(told["commitments"], below, strict=True)
    return Section(told["title"], tuple(Commitment(text, tuple(behaviours)) for text, behaviours in pairs))


def printed(poster: Poster) -> bytes:
    """The poster as PDF/UA-1: A3, in the largest type that needs the fewest sheets."""
    return render_pdf(_html(poster, _size(poster)), style=STYLE)


def _size(poster: Poster) -> str:
    sheets: dict[str, int] = {}
    for size in SIZES:
        sheets[size] = pages_of(_html(poster, size), style=STYLE)
        if sheets[size] == 1:
            break
    return min(sheets, key=sheets.__getitem__)


def _html(poster: Poster, size: str) -> str:
    return render_to_string("charters/poster/sheet.html", {"poster": poster, "size": size, "body": BODY})
