"""The pulse before a review: one press makes a short anonymous survey of what the charter says, and sends it.

It is a survey like any other: sealed ballots, results once the round is closed and somebody publishes them. While the
lines of the charter stay the same, each review opens another round of the same survey, so that they can be compared.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from charters import asking
from charters.asking import Line
from charters.models import Charter, CharterVersion, Review
from charters.selectors import signatures
from charters.services.charter import lock
from charters.services.reviews import HELD
from diagnostics.mail_days import day_of
from diagnostics.models import Question, Survey, Wave
from diagnostics.selectors.respondents import LEFT, leaders, listed
from diagnostics.services import respondents, surveys, waves
from diagnostics.words import SMALLEST, number
from programmes.models import User
from programmes.services import audit, records

TITLE = "How we live our charter"
ASKED = "People were asked for this review already."
TOO_MANY = f"The charter has more than {asking.MOST_LINES} lines to ask about. Ask about its commitments instead."
TOO_FEW = (
    f"An anonymous pulse needs at least {number(SMALLEST)} leaders who can be reached by mail, "
    "because nothing is shown of fewer answers."
)
OVER = "The last day to answer is over. Choose a later one."


class Refused(Exception):
    """No pulse can be sent as things stand; `str` says why."""


@dataclass(frozen=True)
class Plan:
    """What a pulse would ask, of how many; `again` is the survey of which it would be another round."""

    version: CharterVersion
    lines: tuple[Line, ...]
    again: Survey | None
    people: int
    without: tuple[str, ...]

    @property
    def minutes(self) -> int:
        return asking.minutes(self.lines)

    @property
    def why_not(self) -> str:
        """Why it cannot be sent; "" where it can."""
        if len(self.lines) > asking.MOST_LINES:
            return TOO_MANY
        return TOO_FEW if self.people < SMALLEST else ""


def plan(review: Review, *, by_commitment: bool = False, at: datetime | None = None) -> Plan:
    """What the pulse before this review would ask, about the version that stands."""
    version = signatures.newest(review.charter) or review.version
    lines = asking.lines(version.sections, by_commitment=by_commitment)
    again = _same(review.charter, lines)
    survey = again[0] if again else Survey(programme=review.charter.programme)
    found = list(leaders(survey, at=day_of(at or timezone.now())))
    reached = sum(bool(leader.email) for leader in found)
    without = tuple(leader.name for leader in found if not leader.email)
    return Plan(version, tuple(lines), survey if again else None, reached, without)


@transaction.atomic
def begin(
    *, review: Review, closes_on: date, by_commitment: bool = False, by: User, at: datetime | None = None
) -> Wave:
    """Make the survey (or another round of it), put every leader who takes part on its list, and have it sent.

    The sealing worker sends it, in a job of its own, as of the moment `at` (now, unless said). Raises Refused, and
    then nothing is made.
    """
    moment = at or timezone.now()
    day = day_of(moment)
    charter = lock(review.charter)
    current = Review.objects.select_for_update(of=("self",)).select_related("version").get(pk=review.pk)
    _refuse(current, closes_on, day)
    version = signatures.newest(charter) or current.version
    lines = asking.lines(version.sections, by_commitment=by_commitment)
    survey, asked = _survey(charter, lines, by)
    _renew_list(survey, day, by)
    current.survey, current.version, current.questions = survey, version, asked
    current.wave = _sent(survey, closes_on, moment, by)
    current.save(update_fields=["survey", "wave", "version", "questions"])
    audit.write(by=by, verb="asked for a pulse", record=current)
    return current.wave


def _refuse(review: Review, closes_on: date, day: date) -> None:
    if review.held_on:
        raise Refused(HELD)
    if review.wave_id:
        raise Refused(ASKED)
    if closes_on < day:
        raise Refused(OVER)


def _same(charter: Charter, lines: list[Line]) -> tuple[Survey, list[dict]] | None:
    """The survey of the last pulse, if it stands and asked exactly this, and what it asked about each line."""
    pulsed = charter.reviews.filter(survey__isnull=False, survey__withdrawn_at=None).select_related("survey")
    last = pulsed.order_by("-pk").first()
    if last is None or last.survey is None or not asking.same(last.questions, lines):
        return None
    return last.survey, last.questions


def _survey(charter: Charter, lines: list[Line], by: User) -> tuple[Survey, list[dict]]:
    """The survey that asks about these lines, and what it asks about each (`Review.questions`)."""
    if len(lines) > asking.MOST_LINES:
        raise Refused(TOO_MANY)
    standing = dict(charter.commitments.standing().values_list("text", "pk"))
    if again := _same(charter, lines):
        survey, asked = again
        keys = {one["text"]: (one["mine"], one["ours"]) for one in asked}
    else:
        survey = surveys.create(programme=charter.programme, plan=asking.blueprint(TITLE, lines), by=by)
        keys = _keys(survey)
    return survey, [_asked(line, standing.get(line.commitment), *keys[line.text]) for line in lines]


def _asked(line: Line, commitment: int | None, mine: int, ours: int) -> dict:
    return {"commitment": commitment, "line": line.commitment, "text": line.text, "mine": mine, "ours": ours}


def _keys(survey: Survey) -> dict[str, tuple[int, int]]:
    """By line the keys of its two questions."""
    rows = Question.objects.filter(section__survey=survey).values_list("section__title", "text", "pk")
    found = {(title, text): pk for title, text, pk in rows}
    return {text: (found[asking.MINE, text], found[asking.OURS, text]) for _, text in found}


def _renew_list(survey: Survey, day: date, by: User) -> None:
    """Put on the list who takes part now, and take off who does not any more. Raises Refused for too few."""
    respondents.add_everybody(survey, at=day, by=by)
    for gone in listed(survey, at=day, show=LEFT):
        records.withdraw(gone, by=by)
    if survey.respondents.filter(withdrawn_at=None).count() < SMALLEST:
        raise Refused(TOO_FEW)


def _sent(survey: Survey, closes_on: date, at: datetime, by: User) -> Wave:
    """Another round of the survey, on its way to everybody on its list."""
    day = day_of(at)
    month = f"{day:%B %Y}"
    title = f"{day.day} {month}" if survey.waves.filter(title=month).exists() else month
    wave = waves.plan(survey=survey, by=by, title=title, closes_on=closes_on)
    try:
        waves.ask_to_open(wave=wave, by=by, at=at)
    except waves.Refused as refusal:
        raise Refused(str(refusal)) from None
    return wave
