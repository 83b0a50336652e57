"""One leader's result, gathered once for the page and the printed document."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from diagnostics import messages, scoring, texts
from diagnostics.models import ConflictProfile
from diagnostics.modes import Mode
from diagnostics.selectors import profiles as selectors
from hwe_portal.rendering.charts import ModeScore, OwnDimensions, Score, Scores
from hwe_portal.rendering.documents import PrintedDocument
from hwe_portal.rendering.figures import Figure

BODY = "diagnostics/result_body.html"


@dataclass(frozen=True)
class ModePart:
    """What one leader reads about one mode: where it stands among their five, what it serves and costs."""

    mode: Mode
    text: texts.ModeText
    score: int
    percentile: int | None
    band: str
    place: str

    @property
    def leads(self) -> bool:
        """Whether it is a first choice: that part stands open on the page, the others open on a press."""
        return self.place == "first"

    @property
    def name(self) -> str:
        return self.mode.capitalize()

    @property
    def standing(self) -> str:
        """ "9 of 12, your first choice", and what the licensed report printed."""
        printed = "" if self.percentile is None else f", percentile {self.percentile}"
        band = f", {self.band}" if self.band else ""
        choice = f": your {self.place} choice" if self.place else ""
        return f"{self.score} of {scoring.MOST}{printed}{band}{choice}"


@dataclass(frozen=True)
class Result:
    """Everything that the page and the document say of one profile."""

    title: str
    name: str
    programme: str
    system: str
    licensed: bool
    completed_on: date
    dimensions: Figure
    scores: Figure
    modes: tuple[ModePart, ...]
    questions: tuple[str, ...]
    note: str
    place_note: str


def gather(profile: ConflictProfile) -> Result:
    """Everything that is said of a finished profile; its modes in the order in which the leader uses them.

    Raises ScoreError while the profile is begun.
    """
    result = profile.result
    placed = scoring.order(result)
    parts = tuple(_part(mode, result, placed) for mode in _by_level(result))
    completed_on = timezone.localdate(profile.completed_at)
    licensed = result.instrument == scoring.Instrument.LICENSED
    return Result(
        title=messages.own_message(placed),
        name=selectors.member_name(profile.person, profile.programme),
        programme=profile.programme.title,
        system=profile.programme.system.name,
        licensed=licensed,
        completed_on=completed_on,
        dimensions=_dimensions(result, placed),
        scores=_scores(result, completed_on),
        modes=parts,
        questions=_questions(placed),
        note=texts.TRADE_MARK if licensed else texts.OWN_NOTE,
        place_note=texts.PLACE_NOTE,
    )


def document(result: Result) -> PrintedDocument:
    """What stands around the result on paper."""
    day = date_format(result.completed_on, "j F Y")
    return PrintedDocument(
        title=result.title,
        subtitle=f"How you handle conflict: your own profile, {result.name}",
        owner=result.system,
        fact=f"One leader's own result, for {result.name} and the facilitator. Completed {day}.",
        running=f"Conflict profile of {result.name}, {day}. Confidential.",
        author=result.programme,
        issued=result.completed_on,
    )


def _by_level(result: scoring.Profile) -> list[Mode]:
    levels = result.levels
    return sorted(Mode, key=lambda mode: -levels[mode])


def _part(mode: Mode, result: scoring.Profile, placed: scoring.Order) -> ModePart:
    return ModePart(
        mode=mode,
        text=texts.MODE_TEXTS[mode],
        score=result.scores.by_mode()[mode],
        percentile=result.percentiles[mode] if result.percentiles else None,
        band=result.bands[mode] if result.bands else "",
        place=_place(mode, placed),
    )


def _place(mode: Mode, placed: scoring.Order) -> str:
    """ "first", "second" or "last"; nothing for what lies between, and where all five come out level."""
    if not placed.last:
        return ""
    names = {"first": placed.first, "second": placed.second, "last": placed.last}
    return next((name for name, modes in names.items() if mode in modes), "")


def _dimensions(result: scoring.Profile, placed: scoring.Order) -> Figure:
    scores = result.scores.by_mode()
    chart = OwnDimensions(tuple(ModeScore(mode.value, scores[mode], mode in placed.first) for mode in Mode))
    first = "highest percentile" if result.percentiles else "highest score"
    note = f"Your five modes in their places: a larger circle for a higher score, filled for your {first}."
    return Figure("place", "Where your choices lean", note, chart)


def _scores(result: scoring.Profile, completed_on: date) -> Figure:
    parts = result.scores.by_mode()
    chart = Scores(
        tuple(
            Score(
                mode.value,
                parts[mode],
                result.percentiles[mode] if result.percentiles else None,
                result.bands[mode].value if result.bands else "",
            )
            for mode in Mode
        )
    )
    note = f"How often each mode won a choice, of {scoring.MOST} each. {date_format(completed_on, 'j F Y')}."
    return Figure("scores", "Your five scores", note, chart)


def _questions(placed: scoring.Order) -> tuple[str, ...]:
    """A few questions to bring to the workshop: about what one reaches for first, and what one leaves for last."""
    first = [mode for mode in Mode if mode in placed.first]
    last = [mode for mode in Mode if mode in placed.last]
    chosen = [texts.MODE_TEXTS[mode].questions[0] for mode in first + last]
    more = [texts.MODE_TEXTS[mode].questions[1] for mode in first + last if len(first + last) <= 2]
    return tuple(chosen + more)
