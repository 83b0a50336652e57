"""From answers to scores, from scores to an order of modes, from orders to counts of people. Pure arithmetic.

Scores of such a questionnaire are ipsative: one person's five always total 30, so each says only how a mode stands
against that person's other four (R. Cattell, "Psychological measurement: normative, ipsative, interactive", 1944; R.
Kilmann says the same of his own: "Understanding the most used conflict mode", mediate.com). They are never averaged or
summed across people. For a group we count people: for how many a mode comes first, second, last.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any, Self

from diagnostics.modes import MODE_PLACES, Mode, Place
from diagnostics.questionnaire import PAIRS, SIDES

ITEMS = len(PAIRS)
MOST = 12
LEAST_OF_TWO, MOST_OF_TWO = 3, 21
WIDEST_BY_SCORES = MOST_OF_TWO - LEAST_OF_TWO
WIDEST_BY_PERCENTILES = 200
COLUMNS = ("first", "second", "last")


class Instrument(StrEnum):
    """Which questionnaire a result comes from. The two never share one picture."""

    OWN = "own"
    LICENSED = "licensed"


class Band(StrEnum):
    """How a licensed report prints a mode against its own norms. Recorded as printed, never worked out here."""

    HIGH = "High"
    MEDIUM = "Medium"
    LOW = "Low"


class ScoreError(ValueError):
    """Scores or answers that cannot be; `problems` holds one plain sentence for each thing that is wrong."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


class MixedInstrumentsError(ValueError):
    """Results of both questionnaires were put into one picture."""


@dataclass(frozen=True)
class Scores:
    """Five whole scores, each 0 to 12, together 30, any two together 3 to 21; anything else is a ScoreError.

    The limits are those of thirty choices in which each two modes meet three times: the three items between two modes
    always go to one of them (3), and of their 24 places three are shared (21). By Landau's theorem on tournaments every
    five scores within these limits can be reached by some set of answers, so nothing stricter can be asked.
    """

    competing: int
    collaborating: int
    compromising: int
    avoiding: int
    accommodating: int

    def __post_init__(self) -> None:
        if problems := score_problems(self.by_mode()):
            raise ScoreError(problems)

    def by_mode(self) -> dict[Mode, int]:
        return dict(zip(Mode, astuple(self), strict=True))


def score_problems(values: Mapping[str, Any] | Mapping[Mode, Any]) -> list[str]:
    """Say in plain sentences why five raw scores, by mode, cannot stand; an empty list when they can."""
    missing = [mode for mode in Mode if values.get(mode) is None]
    if missing:
        return [f"The score for {mode} is missing." for mode in missing]
    outside = [mode for mode in Mode if not _whole(values[mode], MOST)]
    if outside:
        return [f"The score for {mode} must be a whole number from 0 to {MOST}." for mode in outside]
    total = sum(values[mode] for mode in Mode)
    if total != ITEMS:
        return [f"The five scores must total {ITEMS}; these total {total}."]
    return [
        f"The scores for {one} and {two} must come to {LEAST_OF_TWO} to {MOST_OF_TWO} together; "
        f"these come to {values[one] + values[two]}."
        for one, two in combinations(Mode, 2)
        if not LEAST_OF_TWO <= values[one] + values[two] <= MOST_OF_TWO
    ]


def _whole(value: Any, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def score(answers: Mapping[str, str]) -> Scores:
    """Score a complete set of answers to our own questionnaire: item id to "a" or "b".

    Each choice gives one point to the mode of the statement chosen. Raises ScoreError for an item that is missing or
    unknown and for a side other than "a" or "b".
    """
    if problems := answer_problems(answers):
        raise ScoreError(problems)
    chosen = Counter(pair.statement(answers[pair.id]).mode for pair in PAIRS)
    return Scores(**{mode.value: chosen[mode] for mode in Mode})


def answer_problems(answers: Mapping[str, str]) -> list[str]:
    """Say why a set of answers cannot be scored; an empty list when it can."""
    ids = [pair.id for pair in PAIRS]
    return [
        *[f"Question {number} has no answer." for number, id_ in enumerate(ids, 1) if id_ not in answers],
        *[f"There is no question {id_}." for id_ in answers if id_ not in ids],
        *[
            f"Question {id_} has an answer that is neither a nor b."
            for id_ in ids
            if answers.get(id_, "a") not in SIDES
        ],
    ]


@dataclass(frozen=True)
class Profile:
    """One person's result. Percentiles (0 to 100) and bands belong to licensed results only, all five or none."""

    instrument: Instrument
    scores: Scores
    percentiles: Mapping[Mode, int] | None = None
    bands: Mapping[Mode, Band] | None = None

    @property
    def levels(self) -> dict[Mode, int]:
        """What puts this person's modes in order: percentiles where a licensed report gave them, else scores."""
        return dict(self.percentiles) if self.percentiles else self.scores.by_mode()


def own_profile(scores: Scores) -> Profile:
    return Profile(Instrument.OWN, scores)


def licensed_profile(
    scores: Mapping[str, Any],
    percentiles: Mapping[str, Any] | None = None,
    bands: Mapping[str, str] | None = None,
) -> Profile:
    """Check a licensed result as typed or imported, all keyed by mode, and return it. Raises ScoreError.

    Percentiles are whole numbers 0 to 100, bands "High", "Medium" or "Low", both as printed in the report; each comes
    for all five modes or for none, and bands come with percentiles.
    """
    problems = [*score_problems(scores), *_percentile_problems(percentiles), *_band_problems(bands, percentiles)]
    if problems:
        raise ScoreError(problems)
    return Profile(
        Instrument.LICENSED,
        Scores(**{mode.value: scores[mode] for mode in Mode}),
        {mode: percentiles[mode] for mode in Mode} if percentiles else None,
        {mode: Band(bands[mode]) for mode in Mode} if bands else None,
    )


def _percentile_problems(percentiles: Mapping[str, Any] | None) -> list[str]:
    return [
        f"The percentile for {mode} must be a whole number from 0 to 100."
        for mode in Mode
        if percentiles and not _whole(percentiles.get(mode), 100)
    ]


def _band_problems(bands: Mapping[str, str] | None, percentiles: Mapping[str, Any] | None) -> list[str]:
    if bands and not percentiles:
        return ["Bands are recorded together with the percentiles that they were printed with."]
    return [
        f"The band for {mode} must be High, Medium or Low."
        for mode in Mode
        if bands and bands.get(mode) not in list(Band)
    ]


@dataclass(frozen=True)
class Order:
    """Which of a person's modes come first, second and last. Ties are shared; no mode is in two places.

    First holds every mode at the top; last every mode at the bottom; second every mode at the level below the top,
    where that is not the bottom. With only two levels there is no second; with all five level all are first and there
    is no last.
    """

    first: frozenset[Mode]
    second: frozenset[Mode]
    last: frozenset[Mode]


def order(profile: Profile) -> Order:
    """Put a profile's modes in order, by percentile where the licensed report gave them, else by score."""
    levels = profile.levels
    top, *below = sorted(set(levels.values()), reverse=True)
    last = below[-1] if below else None
    second = below[0] if len(below) > 1 else None
    return Order(*[frozenset(mode for mode in Mode if levels[mode] == level) for level in (top, second, last)])


def place(profile: Profile) -> Place:
    """Return one person's own place on the two dimensions, each -1 to +1: a picture, not a measurement.

    assertive   = (competing + collaborating - avoiding - accommodating) / widest
    cooperative = (collaborating + accommodating - competing - avoiding) / widest

    `widest` is the greatest such difference that can occur: 18 for scores (21 against 3), 200 for percentiles.
    Compromising stands in the middle and pulls neither way. It is for that person's own page; places of several people
    are never averaged, the group is shown by counts at the places of the five modes.
    """
    widest = WIDEST_BY_PERCENTILES if profile.percentiles else WIDEST_BY_SCORES
    levels = profile.levels
    return Place(
        sum(levels[mode] * MODE_PLACES[mode].cooperative for mode in Mode) / widest,
        sum(levels[mode] * MODE_PLACES[mode].assertive for mode in Mode) / widest,
    )


@dataclass(frozen=True)
class Choices:
    """How many people a mode comes first, second and last for. A person with a tie counts under each mode of it.

    These are exact counts of a group, for the code that publishes; what readers see comes from `words.column`.
    """

    instrument: Instrument
    people: int
    first: Mapping[Mode, int]
    second: Mapping[Mode, int]
    last: Mapping[Mode, int]

    def as_data(self) -> dict[str, Any]:
        """Plain values for JSON, which `from_data` reads back."""
        columns = {name: {str(mode): getattr(self, name)[mode] for mode in Mode} for name in COLUMNS}
        return {"instrument": str(self.instrument), "people": self.people, **columns}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        columns = [{mode: data[name][mode] for mode in Mode} for name in COLUMNS]
        return cls(Instrument(data["instrument"]), data["people"], *columns)


def count_choices(profiles: Iterable[Profile]) -> Choices:
    """Count people by first, second and last choice. Raises MixedInstrumentsError, and ValueError for nobody at all."""
    profiles = list(profiles)
    instrument = _one_instrument(profiles)
    orders = [order(profile) for profile in profiles]
    return Choices(
        instrument,
        len(profiles),
        _tally(placed.first for placed in orders),
        _tally(placed.second for placed in orders),
        _tally(placed.last for placed in orders),
    )


def count_bands(profiles: Iterable[Profile]) -> dict[Mode, dict[Band, int]]:
    """Count, for each mode, how many people's reports print High, Medium and Low.

    Every profile must carry bands (ValueError otherwise): where only some do, they are a set of people of their own,
    and for the release ledger a release of its own.
    """
    profiles = list(profiles)
    _one_instrument(profiles)
    every = [profile.bands for profile in profiles if profile.bands]
    if len(every) < len(profiles):
        raise ValueError("Only people whose report prints bands can be counted by band.")
    return {mode: {band: sum(bands[mode] == band for bands in every) for band in Band} for mode in Mode}


def _one_instrument(profiles: list[Profile]) -> Instrument:
    instruments = {profile.instrument for profile in profiles}
    if not instruments:
        raise ValueError("There is nobody to count.")
    if len(instruments) > 1:
        raise MixedInstrumentsError("Our own questionnaire and licensed results never share one picture.")
    return instruments.pop()


def _tally(groups: Iterable[frozenset[Mode]]) -> dict[Mode, int]:
    counts = Counter(mode for group in groups for mode in group)
    return {mode: counts[mode] for mode in Mode}
