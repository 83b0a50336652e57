"""Whom the pre-work's invitations and reminders are for, on which days, and when the next go out.

What is to be mailed is a *window*: one step, one person, and the days on which a mail about it may go. Sending takes
the windows that are open today; the page looks at the same windows ahead.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from diagnostics import mail_days
from diagnostics.models import Mailing, PreWorkStep
from diagnostics.selectors.tracker import Asked, PersonRow, State, Tracker, tracker
from programmes import account_selectors
from programmes.models import MailHold, Membership, Notice, Programme

# How far ahead the page looks for people who will have joined by then, and how far back for mails that went wrong.
AHEAD = timedelta(days=92)
BACK = timedelta(days=30)
MOST_STUCK = 100
MAIL_KINDS = (Notice.Kind.PREWORK, Notice.Kind.REMINDER)


@dataclass(frozen=True)
class Window:
    """One step about which a mail may go to one person on the days from `first` to `last`, both included."""

    part: Membership
    asked: Asked
    first: date
    last: date


@dataclass(frozen=True)
class Letter:
    """One mail: everything that it asks of one person."""

    part: Membership
    asked: tuple[Asked, ...]


def is_open(asked: Asked) -> bool:
    """Whether there is something left to do: a conversation that is booked asks nothing more of the leader.

    Of an anonymous survey nobody knows; it counts as open until its date.
    """
    if asked.step.kind == PreWorkStep.Kind.CONVERSATION and asked.state == State.BEGUN:
        return False
    return asked.is_to_do if asked.step.is_tracked else asked.state != State.LEFT_OUT


def invitation_windows(found: Tracker) -> Iterator[Window]:
    """One for each person and step to which no invitation was written yet."""
    for row, asked in _open(found):
        if not asked.has_invitation:
            yield _window(row, asked, _day_after(asked, 1))


def reminder_windows(found: Tracker, *, every_days: int, invited_only: bool) -> Iterator[Window]:
    """One for each person and step that is known not to be done and has a date.

    `every_days` is the least number of days after the last mail about it. `invited_only`: invitations are planned too,
    so nobody is reminded of what they were never asked.
    """
    for row, asked in _open(found):
        if asked.step.is_tracked and asked.due_on and (asked.has_invitation or not invited_only):
            yield _window(row, asked, _day_after(asked, every_days))


def letters(windows: Iterable[Window], day: date) -> list[Letter]:
    """One mail for each person with an open window on that day, in the order of their steps."""
    by_part: dict[Membership, list[Asked]] = {}
    for window in windows:
        if window.first <= day <= window.last:
            by_part.setdefault(window.part, []).append(window.asked)
    return [Letter(part, tuple(asked)) for part, asked in by_part.items()]


def windows_of(mailing: Mailing, found: Tracker, *, has_invitations: bool) -> list[Window]:
    """The windows of a mailing. `has_invitations`: the programme has a mailing of invitations that is not stopped."""
    if mailing.purpose == Mailing.Purpose.INVITATION:
        return list(invitation_windows(found))
    return list(reminder_windows(found, every_days=mailing.every_days, invited_only=has_invitations))


def due_letters(mailing: Mailing, *, at: date) -> list[Letter]:
    """The mails of a mailing that are due on the day `at`, in seven queries whatever the number of people."""
    invitations = Mailing.objects.standing().filter(programme=mailing.programme_id, purpose=Mailing.Purpose.INVITATION)
    found = tracker(mailing.programme, at=at)
    return letters(windows_of(mailing, found, has_invitations=invitations.exists()), at)


def still_asked(notice: Notice, *, at: date) -> Letter | None:
    """What a mail that was written is still about on the day `at`; None where there is no reason left to send it."""
    if notice.programme is None:
        return None
    steps = set(notice.steps.values_list("step_id", flat=True))
    found = tracker(notice.programme, at=at, person=notice.person_id)
    open_now = ((row, asked) for row, asked in _open(found) if asked.step.pk in steps)
    still = letters((_window(row, asked, at) for row, asked in open_now), at)
    return still[0] if still else None


def _open(found: Tracker) -> Iterator[tuple[PersonRow, Asked]]:
    for row in found.rows:
        if not row.membership.is_paused:
            yield from ((row, asked) for asked in row.steps if is_open(asked))


def _window(row: PersonRow, asked: Asked, earliest: date) -> Window:
    part = row.membership
    first = max(earliest, part.starts_on, asked.step.opens_on or date.min)
    return Window(part, asked, first, min(asked.due_on or date.max, part.ends_on or date.max))


def _day_after(asked: Asked, days: int) -> date:
    return asked.mailed_on + timedelta(days=days) if asked.mailed_on else date.min


# When the next go out ------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """A mailing and its next mails: `moment` is None while nobody is due in the weeks to come.

    `is_now`: they are due at this moment, so they go out within minutes.
    """

    mailing: Mailing
    moment: datetime | None = None
    letters: tuple[Letter, ...] = ()
    is_now: bool = False


def plan(mailing: Mailing, windows: Sequence[Window], *, at: datetime) -> Plan:
    """The next mails of a mailing, as things stand at the moment `at`."""
    begins = max(at, mail_days.opening(mailing.starts_on, mailing.hour))
    moments = sorted({_moment(begins, window.first, mailing.hour) for window in windows})
    for moment in moments:
        found = letters(windows, mail_days.day_of(moment))
        if found:
            return Plan(mailing, moment, tuple(found), is_now=moment <= at)
    return Plan(mailing)


def _moment(begins: datetime, first: date, hour: int) -> datetime:
    earliest = max(begins, mail_days.opening(max(first, mail_days.day_of(begins)), 0))
    return mail_days.next_moment(earliest, hour)


# The page ------------------------------------------------------------


@dataclass(frozen=True)
class Course:
    """The invitations or the reminders of a programme: planned, stopped (the newest one that was), or neither."""

    purpose: Mailing.Purpose
    plan: Plan | None
    stopped: Mailing | None


@dataclass(frozen=True)
class LeaderMail:
    """One leader and their mail: `barred` says why none can go to them, "" where it can."""

    part: Membership
    barred: str
    mailed_on: date | None
    outcome: str


@dataclass(frozen=True)
class MailPage:
    """Everything that the page of pre-work mail shows, as things stand at one moment."""

    held: MailHold | None
    courses: tuple[Course, ...]
    leaders: tuple[LeaderMail, ...]
    stuck: tuple[Notice, ...]
    undated: tuple[PreWorkStep, ...]
    asks: bool

    @property
    def next(self) -> Plan | None:
        """The mails that go out first; None where none are due."""
        plans = [course.plan for course in self.courses if course.plan and course.plan.moment]
        return min(plans, key=lambda found: found.moment.timestamp() if found.moment else 0, default=None)

    @property
    def is_planned(self) -> bool:
        return any(course.plan for course in self.courses)


def mail_page(programme: Programme, *, at: datetime) -> MailPage:
    """Where the mail of the programme's pre-work stands, in at most ten queries."""
    day = mail_days.day_of(at)
    found = tracker(programme, at=day, until=day + AHEAD)
    barred = account_selectors.unreachable([row.membership.person for row in found.rows])
    return MailPage(
        held=MailHold.objects.filter(programme=programme, until=None).select_related("by__person").first(),
        courses=_courses(programme, found, frozenset(barred), at),
        leaders=tuple(_leader(row, barred.get(row.membership.person_id, "")) for row in found.rows),
        stuck=tuple(stuck_mails(programme, at=at)),
        undated=tuple(step for step in found.steps if step.is_tracked and not step.due_on),
        asks=bool(found.steps),
    )


def stuck_mails(programme: Programme, *, at: datetime) -> QuerySet[Notice]:
    """The newest mails of the programme that somebody has to look at, but for invitations to the portal.

    Nor those about a quote: whom one is shown to is known to those alone who may read the notes. Nor those of surveys:
    to whom a reminder went says who has not answered; links that did not arrive stand on the page of their round. Nor
    those about the answer to a “not yet” of the charter: they would tell whose it was.
    Each with `name_here`: as the programme lists the person.
    """
    recent = Notice.objects.filter(programme=programme, state__in=Notice.STUCK, created_at__gte=at - BACK)
    listed = Membership.objects.filter(programme=programme, person=OuterRef("person")).exclude(listed_name="")
    name = Coalesce(Subquery(listed.values("listed_name")[:1]), F("person__name"))
    elsewhere = (Notice.Kind.INVITATION, *Notice.UNLISTED)
    return recent.exclude(kind__in=elsewhere).annotate(name_here=name)[:MOST_STUCK]


def _courses(programme: Programme, found: Tracker, barred: frozenset[int], at: datetime) -> tuple[Course, ...]:
    stored = list(Mailing.objects.filter(programme=programme).select_related("by__person", "programme"))
    standing = {mailing.purpose: mailing for mailing in stored if mailing.withdrawn_at is None}
    stopped = {mailing.purpose: mailing for mailing in stored if mailing.withdrawn_at}
    return tuple(
        Course(
            purpose,
            _next(standing[purpose], found, barred, Mailing.Purpose.INVITATION in standing, at)
            if purpose in standing
            else None,
            stopped.get(purpose) if purpose not in standing else None,
        )
        for purpose in Mailing.Purpose
    )


def _next(mailing: Mailing, found: Tracker, barred: frozenset[int], has_invitations: bool, at: datetime) -> Plan:
    windows = windows_of(mailing, found, has_invitations=has_invitations)
    return plan(mailing, [window for window in windows if window.part.person_id not in barred], at=at)


def _leader(row: PersonRow, barred: str) -> LeaderMail:
    mailed = [asked for asked in row.steps if asked.mailed_on]
    newest = max(mailed, key=lambda asked: asked.mailed_on or date.min, default=None)
    if newest is None:
        return LeaderMail(row.membership, barred, None, "")
    return LeaderMail(row.membership, barred, newest.mailed_on, str(Notice.State(newest.invited).label))


# A preview ------------------------------------------------------------


@dataclass(frozen=True)
class Preview:
    """What one leader would get next; with `moment` None, what a mail to them would list if one were due."""

    letter: Letter
    moment: datetime | None


def preview(mailing: Mailing, part: Membership, *, at: datetime) -> Preview | None:
    """The next mail of a mailing (stored or not) to somebody who takes part; None where nothing is asked of them."""
    day = mail_days.day_of(at)
    found = tracker(mailing.programme, at=day, until=max(day, part.starts_on), person=part.person_id)
    others = Mailing.objects.standing().filter(programme=mailing.programme)
    has_invitations = others.filter(purpose=Mailing.Purpose.INVITATION).exists()
    coming = plan(mailing, windows_of(mailing, found, has_invitations=has_invitations), at=at)
    if coming.letters:
        return Preview(coming.letters[0], coming.moment)
    asked = [each for row in found.rows for each in row.steps if each.state != State.LEFT_OUT]
    return Preview(Letter(part, tuple(asked)), None) if asked else None
