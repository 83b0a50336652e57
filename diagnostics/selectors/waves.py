"""The rounds of a survey as their pages show them: how many answered, never who.

Everything here is the same whoever has answered: people are counted over all invitations, also of those who were taken
off the list meanwhile, so that no number moves by one as one person goes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from diagnostics import mail_days
from diagnostics.models import Invitation, Respondent, Survey, Wave
from programmes.access import Role
from programmes.models import MailHold, Notice, Person, User


@dataclass(frozen=True)
class Answered:
    """How many of those invited have answered; `by_link`: by the open link, which nobody counts as invited."""

    number: int
    invited: int
    by_link: int = 0

    @property
    def words(self) -> str:
        """How many answered, of how many where that is known."""
        if not self.invited:
            return f"{self.by_link} {'answer' if self.by_link == 1 else 'answers'}"
        return f"{self.number} of {self.invited} answered"


@dataclass(frozen=True)
class Round:
    """A wave and how far it is."""

    wave: Wave
    answered: Answered


def rounds(survey: Survey) -> tuple[Round, ...]:
    """The waves of a survey, the newest first, in two queries."""
    waves = list(survey.waves.order_by("-number").select_related("survey"))
    found = _answered(waves)
    return tuple(Round(wave, found[wave.pk]) for wave in waves)


def _answered(waves: Iterable[Wave]) -> dict[int, Answered]:
    """By wave: counted for good of a closed one, and from the invitations of one that is not."""
    going = [wave.pk for wave in waves if wave.state != Wave.State.CLOSED]
    asked = Q(respondent__isnull=False)
    rows = Invitation.objects.filter(wave__in=going).values("wave").order_by()
    counted = {
        row["wave"]: Answered(row["number"], row["invited"], row["by_link"])
        for row in rows.annotate(
            number=Count("pk", filter=asked & Q(used=True)),
            invited=Count("pk", filter=asked),
            by_link=Count("pk", filter=~asked & Q(used=True)),
        )
    }
    closed = {wave.pk: _for_good(wave) for wave in waves if wave.state == Wave.State.CLOSED}
    return {wave.pk: Answered(0, 0) for wave in waves} | counted | closed


def _for_good(wave: Wave) -> Answered:
    """With an open link, nobody knows of how many."""
    return Answered(0, 0, wave.answered) if wave.has_open_link else Answered(wave.answered, wave.invited)


# One round ------------------------------------------------------------


@dataclass(frozen=True)
class Undelivered:
    """A first link that did not arrive: the mail, and whose it was."""

    notice: Notice
    respondent: Respondent


@dataclass(frozen=True)
class Standing:
    """Everything that the page of a round says, at one moment."""

    wave: Wave
    answered: Answered
    waiting: int
    undelivered: tuple[Undelivered, ...]
    held: MailHold | None
    next_reminder: date | None
    may_remind: bool
    is_over: bool

    @property
    def message(self) -> str:
        """The page's title."""
        wave, said = self.wave, self.answered.words
        return {
            Wave.State.PLANNED: f"{wave.title} is planned",
            Wave.State.OPEN: f"{wave.title}: {said}",
            Wave.State.CLOSING: f"{wave.title} is closing",
            Wave.State.CLOSED: f"{wave.title} is closed: {said}",
        }[Wave.State(wave.state)]


def standing(wave: Wave, *, at: datetime) -> Standing:
    """How a round stands at the moment `at`, in at most five queries."""
    day = mail_days.day_of(at)
    is_open = wave.state == Wave.State.OPEN
    held = MailHold.objects.filter(programme=wave.survey.programme_id, until=None).first() if is_open else None
    is_over = wave.closes_on < day
    return Standing(
        wave=wave,
        answered=_answered([wave])[wave.pk],
        waiting=not_invited(wave).count() if is_open or wave.state == Wave.State.PLANNED else 0,
        undelivered=undelivered(wave) if is_open else (),
        held=held,
        next_reminder=next_reminder(wave) if is_open else None,
        may_remind=is_open and held is None and not is_over and wave.reminded_on != day,
        is_over=is_over,
    )


def not_invited(wave: Wave) -> QuerySet[Respondent]:
    """People on the list to whom this round has no link yet: everybody, while it is planned."""
    invited = Invitation.objects.filter(wave=wave, respondent__isnull=False).values("respondent")
    return Respondent.objects.standing().filter(survey=wave.survey_id).exclude(pk__in=invited)


def undelivered(wave: Wave) -> tuple[Undelivered, ...]:
    """First links that were refused, came back or may not have gone out, in at most three queries.

    Only of those to whom no link of the round ever went, so that a link asked for later says nothing by not arriving.
    """
    links = Notice.objects.filter(programme=wave.survey.programme_id, kind=Notice.Kind.SURVEY)
    stuck = {notice.about.get("invitation"): notice for notice in links.filter(state__in=Notice.STUCK).order_by("pk")}
    if not stuck:
        return ()
    arrived = links.filter(state=Notice.State.ACCEPTED, about__invitation__in=list(stuck))
    reached = {about["invitation"] for about in arrived.values_list("about", flat=True)}
    invited = Invitation.objects.filter(wave=wave, pk__in=set(stuck) - reached, respondent__withdrawn_at=None)
    rows = invited.filter(respondent__isnull=False).select_related("respondent").order_by("respondent__name", "pk")
    return tuple(Undelivered(stuck[row.pk], row.respondent) for row in rows if row.respondent)


def next_reminder(wave: Wave) -> date | None:
    """The working day on which the next reminders of an open round go out; None where none do before its last day."""
    if wave.reminds_every is None or wave.opened_at is None:
        return None
    last = wave.reminded_on or timezone.localdate(wave.opened_at)
    due_on = mail_days.next_working_day(last + timedelta(days=wave.reminds_every))
    return due_on if due_on <= wave.closes_on else None


def asker(wave: Wave, *, at: date) -> User:
    """Who signs the mails of a round and gets the answers: whoever planned it, else a facilitator of the day `at`."""
    parts = wave.survey.programme.memberships.standing().filter(role=Role.FACILITATOR).current(at)
    active = parts.filter(person__user__is_active=True).select_related("person__user").order_by("pk")
    users = [part.person.user for part in active if part.person.user]
    return wave.by if wave.by in users or not users else users[0]


def own_invitation(person: Person, survey: Survey) -> Invitation | None:
    """Somebody's invitation to the open round of a survey; None where there is none."""
    asked = Invitation.objects.filter(respondent__person=person, respondent__withdrawn_at=None)
    found = asked.filter(wave__survey=survey, wave__state=Wave.State.OPEN)
    return found.select_related("wave__survey__programme", "respondent").first()


def invitation_of(wave: Wave, email: str) -> Invitation | None:
    """The invitation of whoever stands on the list under this address; None where nobody does."""
    asked = Invitation.objects.filter(wave=wave, respondent__withdrawn_at=None, respondent__email__iexact=email.strip())
    return asked.select_related("wave__survey__programme", "respondent").first()
