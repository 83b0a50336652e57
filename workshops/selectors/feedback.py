"""Feedback on a meeting: whom it can be asked of, and how many have answered."""

from dataclasses import dataclass

from diagnostics.models import Wave
from diagnostics.selectors.respondents import Leader, leaders_of
from diagnostics.selectors.waves import Round, rounds
from diagnostics.words import number
from programmes.access import FLOOR
from programmes.models import Membership
from workshops.models import Attendance, Event, Feedback

CAME = (Attendance.Mode.IN_PERSON, Attendance.Mode.ONLINE)
NOBODY = (
    "Nobody on the register took part yet. Keep the register first: feedback is asked of those who came or joined "
    "online."
)
TOO_FEW = "{came} took part. Answers stay anonymous only where at least {floor} can give them, so we do not ask."
TOO_FEW_ADDRESSES = (
    "{came} took part, but we know an e-mail address of only {known}. Answers stay anonymous only where at least "
    "{floor} can give them. Add addresses under People first."
)


@dataclass(frozen=True)
class Came:
    """Those who took part in person or online, and of them whom mail reaches, each under an address of their own."""

    count: int
    reached: tuple[Leader, ...]

    @property
    def refusal(self) -> str:
        """Why they cannot be asked, "" where they can."""
        if not self.count:
            return NOBODY
        said = {"came": _people(self.count), "known": number(len(self.reached)), "floor": number(FLOOR)}
        if self.count < FLOOR:
            return TOO_FEW.format(**said)
        return "" if len(self.reached) >= FLOOR else TOO_FEW_ADDRESSES.format(**said)


@dataclass(frozen=True)
class Asked:
    """The survey of a meeting and its newest round; `is_withdrawn` where somebody took the survey from the list."""

    feedback: Feedback
    round: Round | None

    @property
    def is_withdrawn(self) -> bool:
        return self.feedback.survey.withdrawn_at is not None

    @property
    def message(self) -> str:
        """The page's title."""
        if self.is_withdrawn or self.round is None:
            return "The feedback survey is withdrawn"
        if self.round.wave.state == Wave.State.PLANNED:
            return "The feedback survey is about to open"
        return self.round.answered.words


def came(event: Event) -> Came:
    """Who took part, by the register, in two queries."""
    there = event.attendances.filter(mode__in=CAME).values("membership")
    found = list(leaders_of(Membership.objects.filter(pk__in=there)))
    reached = {leader.email: leader for leader in found if leader.email}
    return Came(len(found), tuple(reached.values()))


def asked(event: Event) -> Asked | None:
    """The feedback that was asked for, if it was; at most three queries."""
    feedback = Feedback.objects.filter(event=event).select_related("survey").first()
    if feedback is None:
        return None
    newest = rounds(feedback.survey)
    return Asked(feedback, newest[0] if newest else None)


def _people(count: int) -> str:
    return f"{number(count).capitalize()} {'person' if count == 1 else 'people'}"
