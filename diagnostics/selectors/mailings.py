"""Whom the pre-work's invitations and reminders are for, on which days, and when the next go out.

What is to be mailed is a *window*: one step, one person, and the days on which a mail about it may go. Sending takes
the windows that are open today; the page looks at the same windows ahead.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from diagnostics import mail_days
from diagnostics.models import Mailing, PreWorkStep
from diagnostics.selectors.tracker import Asked, PersonRow, State, Tracker, tracker
from programmes.models import Membership, Notice

# How far ahead the page looks for people who will have joined by then.
AHEAD = timedelta(days=92)
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
    """A mailing and its next mails: `moment` is None while nobody is due in the weeks to come."""

    mailing: Mailing
    moment: datetime | None
    letters: tuple[Letter, ...]


def plan(mailing: Mailing, windows: Sequence[Window], *, at: datetime) -> Plan:
    """The next mails of a mailing, as things stand at the moment `at`."""
    begins = max(at, mail_days.opening(mailing.starts_on, mailing.hour))
    moments = sorted({_moment(begins, window.first, mailing.hour) for window in windows})
    for moment in moments:
        found = letters(windows, mail_days.day_of(moment))
        if found:
            return Plan(mailing, moment, tuple(found))
    return Plan(mailing, None, ())


def _moment(begins: datetime, first: date, hour: int) -> datetime:
    earliest = max(begins, mail_days.opening(max(first, mail_days.day_of(begins)), 0))
    return mail_days.next_moment(earliest, hour)
