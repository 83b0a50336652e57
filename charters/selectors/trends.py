"""How the charter is lived, pulse by pulse: from the published results of its surveys and from nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from charters import drift
from charters.drift import Asked, Fall
from charters.models import Charter, Review
from diagnostics import answer_pictures, survey_picture
from diagnostics.models import Release
from diagnostics.surveys import changes
from diagnostics.words import number
from hwe_portal.rendering.figures import Figure
from programmes.models import User

OURS, MINE = "How well do we live this?", "How well do I live this?"
Shown = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """A behaviour with its commitment: what each pulse showed of both questions, the oldest first; and how it fell."""

    asked: Asked
    ours: tuple[str, ...]
    mine: tuple[str, ...]
    fall: Fall | None

    @property
    def cells(self) -> list[tuple[str, str]]:
        """For templates: for each pulse what it showed of "we" and of "I"."""
        return list(zip(self.ours, self.mine, strict=True))


@dataclass(frozen=True)
class Trend:
    """The pulses whose results are out and that asked the same, the oldest first; at least one.

    `people` says how many of those asked changed between the last two, "" for one pulse. `figures` are pictures of the
    last, with where it stood before. `latest` is the last result.
    """

    rounds: tuple[str, ...]
    rows: tuple[Row, ...]
    people: str
    figures: tuple[Figure, ...]
    latest: Release

    @property
    def falls(self) -> list[Fall]:
        return [row.fall for row in self.rows if row.fall]

    @property
    def drifted(self) -> list[str]:
        """The commitments that drifted between the last two pulses."""
        return drift.drifted(self.falls)

    @property
    def is_compared(self) -> bool:
        return len(self.rounds) > 1

    @property
    def message(self) -> str:
        """What the trend says, as a title."""
        if not self.is_compared:
            return "How we live what we agreed"
        if not self.drifted:
            return f"No commitment drifted since {self.rounds[-2]}"
        if len(self.drifted) == 1:
            return f"One commitment drifted since {self.rounds[-2]}"
        return f"{number(len(self.drifted)).capitalize()} commitments drifted since {self.rounds[-2]}"


def trend(charter: Charter, user: User, reviews: Iterable[Review] | None = None) -> Trend | None:
    """What the user may see of how the charter is lived; None where no pulse is out.

    In two queries, with `reviews` in one.

    Pulses belong together while they ask the same survey: behaviours that changed begin anew. A result that was
    published sector by sector says nothing of everybody, so it is left out.
    """
    pulsed = charter.reviews.filter(wave__isnull=False) if reviews is None else reviews
    by_wave: dict[int | None, Review] = {review.wave_id: review for review in pulsed if review.wave_id}
    if not by_wave:
        return None
    seen = Release.objects.visible_to(user).to_group(charter.programme).surveys().filter(wave__in=by_wave)
    out = [each for each in seen.select_related("wave").order_by("wave__number") if not each.figures["by_sector"]]
    if not out:
        return None
    survey = by_wave[max(out, key=lambda each: (each.published_at, each.pk)).wave_id].survey_id
    together = [each for each in out if by_wave[each.wave_id].survey_id == survey]
    return _trend(together, asked_of(by_wave[together[-1].wave_id]))


def asked_of(review: Review) -> list[Asked]:
    """What a pulse asked, line by line; question keys are text in figures."""
    return [Asked(one["text"], one["line"], str(one["mine"]), str(one["ours"])) for one in review.questions]


def _figures(release: Release) -> Sequence[Shown]:
    return survey_picture.figures_of(release.figures)[""]


def _trend(releases: Sequence[Release], asked: Sequence[Asked]) -> Trend:
    shown = [drift.said(_figures(release)) for release in releases]
    before, last = releases[-2:-1], releases[-1]
    fell = {fall.asked: fall for fall in drift.falls(asked, _figures(before[0]), _figures(last))} if before else {}
    rows = tuple(
        Row(
            each,
            tuple(one.get(each.ours, drift.NOT_SHOWN) for one in shown),
            tuple(one.get(each.mine, drift.NOT_SHOWN) for one in shown),
            fell.get(each),
        )
        for each in asked
    )
    titles = tuple(release.figures["wave"] for release in releases)
    return Trend(titles, rows, _people(last, before), tuple(_pictures(last, before)), last)


def _people(last: Release, before: Sequence[Release]) -> str:
    """ "3 of 19 people changed; some movement may be theirs.", as it was frozen with one of the two."""
    for release, other in [(last, each) for each in before] + [(each, last) for each in before]:
        since = release.figures["since"]
        if since and other.figures["wave"] in (since["before"], since["after"]):
            return str(since["people"])
    return ""


def _pictures(last: Release, before: Sequence[Release]) -> list[Figure]:
    """A picture of what "we" live, then of what "I" live, each with where it stood before; where means are shown."""
    figures = changes.changes(_figures(before[0]), _figures(last)) if before else _figures(last)
    means = [_titled(each, is_compared=bool(before)) for each in figures if each["kind"] == "means"]
    ordered = sorted(means, key=lambda each: each["section"] != OURS)
    drawn = (answer_pictures.picture(each, prefix="trend-") for each in ordered)
    return [figure for figure in drawn if figure]


def _titled(figure: Shown, *, is_compared: bool) -> dict[str, Any]:
    if not is_compared:
        return {**figure, "asked": figure["section"]}
    return {**figure, "title": f"{figure['section']} {_moved(figure['items'])}"}


def _moved(items: Sequence[Shown]) -> str:
    """ "Four lines stand lower, one higher"."""
    lower, higher = (sum(item["true_by"] * way > 0 for item in items) for way in (-1, 1))
    if not lower and not higher:
        return "No line moved by half a point"
    counted = [(lower, "lower"), (higher, "higher")]
    (first, where), *rest = [(each, words) for each, words in counted if each]
    stand = "line stands" if first == 1 else "lines stand"
    more = "".join(f", {number(each)} {words}" for each, words in rest)
    return f"{number(first).capitalize()} {stand} {where}{more}"
