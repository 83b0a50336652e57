"""Reads over what people said they would do."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from programmes.models import AuditEvent, Membership, Notice, Programme, User
from workshops.models import Action, Event

# The verb in the audit of an action that is not done after all; its summary is the reason.
DROPPED = "dropped"
MINE, WORDS, NOBODY = "mine", "words", "nobody"
JOINED = ("owner__person", "owner__post__organisation", "event", "programme")


@dataclass(frozen=True)
class Line:
    """An action as a list shows it on a day.

    `owner` is a name or words ("" for nobody); `left` says that the owner no longer takes part, or until when they do;
    `successor` is who follows them in their post. `reason` is why it was dropped.
    """

    action: Action
    owner: str
    post: str
    due: str
    is_overdue: bool
    is_mine: bool
    left: str = ""
    successor: Membership | None = None
    reason: str = ""

    @property
    def is_open(self) -> bool:
        return self.action.state == Action.State.OPEN


@dataclass(frozen=True)
class Actions:
    """The actions of a programme: to do (those due first before others), done (the latest first) and dropped."""

    open: tuple[Line, ...]
    done: tuple[Line, ...]
    dropped: tuple[Line, ...]
    owners: tuple[tuple[str, str], ...]

    @property
    def own(self) -> list[Line]:
        """What the reader has to do."""
        return [line for line in self.open if line.is_mine]

    @property
    def others(self) -> list[Line]:
        return [line for line in self.open if not line.is_mine]

    @property
    def overdue(self) -> int:
        return sum(line.is_overdue for line in self.open)

    @property
    def message(self) -> str:
        """The title of the page: what there is to do."""
        number = len(self.open)
        if not number:
            return "Nothing is left to do" if self.done or self.dropped else "No actions yet"
        actions = "1 action is" if number == 1 else f"{number} actions are"
        return f"{actions} open" + (f", {self.overdue} overdue" if self.overdue else "")


def actions(programme: Programme, *, user: User, owner: str = "", at: date) -> Actions:
    """The programme's actions on the day `at`, in three queries whatever their number.

    `owner` narrows them: "mine", the id of a part in the programme, "nobody", or words as they stand in `owners`.
    """
    found = list(_standing(programme))
    everybody = lines(found, user=user, at=at)
    shown = [line for line in everybody if not owner or owner in _keys(line)]
    states = Action.State
    done = [line for line in shown if line.action.state == states.DONE]
    done.sort(key=lambda line: (line.action.done_on or at, line.action.pk), reverse=True)
    return Actions(
        tuple(line for line in shown if line.is_open),
        tuple(done),
        tuple(line for line in shown if line.action.state == states.DROPPED),
        _owners(everybody),
    )


def _standing(programme: Programme) -> QuerySet[Action]:
    return Action.objects.of_owner(programme).standing().select_related(*JOINED)


def _keys(line: Line) -> tuple[str, ...]:
    """What an action is found by: whose it is, and "mine" for the reader's own."""
    return (_key(line), MINE) if line.is_mine else (_key(line),)


def _key(line: Line) -> str:
    if line.action.owner_id:
        return str(line.action.owner_id)
    return f"{WORDS}:{line.owner}" if line.owner else NOBODY


def _owners(found: Iterable[Line]) -> tuple[tuple[str, str], ...]:
    """Whose actions there are, as pairs of value and label, by name; nobody's last."""
    pairs = {_key(line): line.owner or "Nobody yet" for line in found}
    return tuple(sorted(pairs.items(), key=lambda pair: (pair[0] == NOBODY, pair[1].casefold(), pair[0])))


@dataclass(frozen=True)
class AtMeeting:
    """The actions that a meeting begins with, and those that were agreed in it."""

    carried: list[Line]
    agreed: list[Line]


def at_meeting(event: Event, *, user: User, at: date) -> AtMeeting:
    """The actions of a meeting as they stand on the day `at`, in three queries.

    Carried to it is what was said before it and was still to be done on its day, or is to this day. What has been done
    since that day stays, so that going through the list at the meeting leaves it whole.
    """
    rows = list(_standing(event.programme).filter(Q(event=event) | _carried_to(event)))
    shown = lines(rows, user=user, at=at)
    return AtMeeting(
        carried=[line for line in shown if line.action.event_id != event.pk],
        agreed=[line for line in shown if line.action.event_id == event.pk],
    )


def _carried_to(event: Event) -> Q:
    day = event.starts_on.day
    before = Q(event__starts_on__lt=day) | Q(event__starts_on=day, event__pk__lt=event.pk)
    between = Q(event=None, created_at__date__lt=day)
    still = Q(state=Action.State.OPEN) | Q(state=Action.State.DONE, done_on__gte=day)
    return (before | between) & still


def lines(found: Sequence[Action], *, user: User, at: date) -> list[Line]:
    """Actions as they are shown on the day `at`; two queries: who follows those who leave, and why some were dropped.

    The actions come with their owners' people and posts read along (`JOINED`).
    """
    following, reasons = successors(found, at=at), _reasons(found)
    return [_line(action, user, at, following, reasons) for action in found]


def _line(action: Action, user: User, at: date, following: dict[int, Membership], reasons: dict[str, str]) -> Line:
    owner, is_open = action.owner, action.state == Action.State.OPEN
    left = leaves(owner, before=action.due_on, at=at) if owner and is_open else ""
    return Line(
        action,
        owner.shown_name if owner else action.owner_words,
        str(owner.post) if owner and owner.post else "",
        due_in_words(action, at=at),
        is_open and action.due_on is not None and action.due_on < at,
        owner is not None and owner.person.user_id == user.pk,
        left,
        following.get(owner.pk) if owner and left else None,
        reasons.get(action.key, ""),
    )


def leaves(owner: Membership, *, before: date | None, at: date) -> str:
    """What is to be said of an owner who does not take part on the day `at`, or will not when it is due.

    Nothing where they leave after the day `before`, if that lies ahead.
    """
    if owner.withdrawn_at or (owner.ends_on and owner.ends_on < at):
        return "no longer takes part"
    if owner.ends_on is None or (before is not None and at <= before <= owner.ends_on):
        return ""
    return f"takes part until {day_in_words(owner.ends_on)}"


def successors(found: Collection[Action], *, at: date) -> dict[int, Membership]:
    """Who takes part on the day `at` in the post of an owner who leaves or has left, by the owner's part; one query.

    Whoever began last: they may act for some months only, and may be known already to leave, too.
    """
    leaving = {
        action.owner.pk: action.owner
        for action in found
        if action.owner and action.owner.post_id and (action.owner.ends_on or action.owner.withdrawn_at)
    }
    posts = {part.post_id for part in leaving.values()}
    parts = Membership.objects.participants().current(at).filter(post__in=posts).select_related("person")
    followed: dict[int, Membership] = {}
    for part in parts.order_by("starts_on", "pk"):
        for pk, owner in leaving.items():
            if (part.post_id, part.programme_id) == (owner.post_id, owner.programme_id) and part.pk != pk:
                followed[pk] = part
    return followed


def _reasons(found: Iterable[Action]) -> dict[str, str]:
    """Why actions were dropped, by their key; what was said last counts."""
    keys = [action.key for action in found if action.state == Action.State.DROPPED]
    events = AuditEvent.objects.about(*keys).filter(verb=DROPPED).order_by("at", "pk")
    return dict(events.values_list("record", "summary"))


def due_in_words(action: Action, *, at: date) -> str:
    """By when, or since when: "by 12 May 2022", "was due on 12 May 2022, 3 days ago", "done on 11 May 2022"."""
    if action.state == Action.State.DONE and action.done_on:
        return f"done on {day_in_words(action.done_on)}"
    if action.state == Action.State.DROPPED:
        return "dropped"
    if action.due_on is None:
        return "no date"
    if action.due_on >= at:
        return "due today" if action.due_on == at else f"by {day_in_words(action.due_on)}"
    return f"was due on {day_in_words(action.due_on)}, {_ago((at - action.due_on).days)}"


def _ago(days: int) -> str:
    """How long ago, as one says it: days for two weeks, then weeks, months from two of them on, and years."""
    if days == 1:
        return "yesterday"
    for word, length, least in (("years", 365, 2), ("months", 30, 2), ("weeks", 7, 2)):
        if days >= least * length:
            return f"{days // length} {word} ago"
    return f"{days} days ago"


def day_in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


# Reminders ------------------------------------------------------------

# How long before its day somebody is reminded of an action, and how long after it at most.
BEFORE, AFTER = timedelta(days=7), timedelta(days=7)


def to_remind(*, at: date) -> list[Action]:
    """The open actions of which their owners are to be reminded on the day `at`, by programme and owner; one query.

    Once from a week before its day, if it was agreed earlier than that; once from the day after, within a week.
    Owners take part on the day, and mail goes to them.
    """
    owned = _mailed(at)
    upcoming = Q(due_on__range=(at, at + BEFORE), reminded_on=None)
    past = Q(due_on__range=(at - AFTER, at - timedelta(days=1)))
    due = Action.objects.open().filter(upcoming | past, owner__in=owned, programme__withdrawn_at=None)
    found = due.select_related("programme", "owner__person__user").order_by("programme", "owner", "due_on", "pk")
    return [action for action in found if action.due_on and _is_due(action, action.due_on, at)]


def _is_due(action: Action, due: date, at: date) -> bool:
    """Whether this day brings a reminder that has not gone out. What is noted after its day reminds nobody of it."""
    noted = timezone.localdate(action.created_at)
    if due < at:
        return noted <= due and (action.reminded_on is None or action.reminded_on <= due)
    return noted < due - BEFORE


def still_to_do(notice: Notice, *, at: date) -> list[Action]:
    """Of the actions of which a mail reminds somebody, those that are still theirs to do; one query."""
    named = Action.objects.open().filter(pk__in=notice.about["actions"], programme=notice.programme_id)
    return list(named.filter(owner__person=notice.person_id, owner__in=_mailed(at)))


def _mailed(at: date) -> QuerySet[Membership]:
    """The parts of those who take part on the day `at` and to whom mail goes."""
    return Membership.objects.participants().current(at).filter(is_paused=False)
