"""Who may be asked to a meeting, who was, what they replied, and what became of the mail."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from programmes import account_selectors
from programmes.models import AuditEvent, Membership, Notice, Post
from workshops.models import Attendance, CoachingSet, Event
from workshops.selectors.registers import CAME, REPLIES

PAUSED = "They get no mail for now. Let mail go to them again first."
NO_ACCOUNT = "No account yet: the mail opens one."
GONE = "They take no part in the programme any more."
EVERYBODY = "everybody"


def entry_sequence_of(event: Event) -> int:
    """A number that grows with everything that is done to the meeting, so that a calendar knows the newest entry."""
    return AuditEvent.objects.about(event.key).count()


def why_no_mail(parts: Collection[Membership]) -> dict[int, str]:
    """Why some of these get no mail, by membership id; one query, with `person__user` read."""
    barred = account_selectors.unreachable([part.person for part in parts])
    paused = {part.pk: PAUSED for part in parts if part.is_paused}
    return {part.pk: barred[part.person_id] for part in parts if part.person_id in barred} | paused


def may_be_asked(event: Event) -> QuerySet[Membership]:
    """The leaders who take part in the programme on the days of the meeting, with person, account and post."""
    here = Membership.objects.of_owner(event.programme).participants()
    there = Q(starts_on__lte=event.last_day) & (Q(ends_on=None) | Q(ends_on__gte=event.starts_on.day))
    return here.filter(there).select_related("person__user", "post__organisation")


# Choosing ------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """Several leaders under one name: everybody, a role group, a coaching set; `fresh` are not asked yet.

    `is_its_set`: the coaching set for which the meeting is planned.
    """

    key: str
    label: str
    members: frozenset[int]
    fresh: int
    is_its_set: bool = False

    @property
    def hint(self) -> str:
        people = "1 leader" if len(self.members) == 1 else f"{len(self.members)} leaders"
        already = len(self.members) - self.fresh
        return f"{people}, {already} of them invited already" if already else people


@dataclass(frozen=True)
class Candidate:
    """A leader who is not asked yet; `note` says what becomes of the mail where that is not plain, or why there is
    none (`gets_none`).
    """

    part: Membership
    note: str
    gets_none: bool


@dataclass(frozen=True)
class ToAsk:
    choices: tuple[Choice, ...]
    candidates: tuple[Candidate, ...]


def to_ask(event: Event) -> ToAsk:
    """Whom one may choose for a meeting, in five queries whatever their number."""
    parts = list(may_be_asked(event))
    asked = set(event.attendances.filter(invited_at__isnull=False).values_list("membership", flat=True))
    fresh = [part for part in parts if part.pk not in asked]
    barred = why_no_mail(fresh)
    candidates = tuple(Candidate(part, barred.get(part.pk) or _note(part), part.pk in barred) for part in fresh)
    return ToAsk(tuple(_choices(event, parts, asked)), candidates)


def _note(part: Membership) -> str:
    return NO_ACCOUNT if part.person.user is None else ""


def _choices(event: Event, parts: list[Membership], asked: set[int]) -> Iterable[Choice]:
    everybody = frozenset(part.pk for part in parts)
    yield Choice(EVERYBODY, "Everybody who takes part", everybody, len(everybody - asked))
    for group, label in Post.Group.choices:
        members = frozenset(part.pk for part in parts if part.post and part.post.role_group == group)
        if members:
            yield Choice(f"group-{group}", label, members, len(members - asked))
    for each in CoachingSet.objects.of_owner(event.programme).standing().prefetch_related("members"):
        members = frozenset(part.pk for part in each.members.all()) & everybody
        if members:
            is_its_set = each.pk == event.coaching_set_id
            yield Choice(f"set-{each.pk}", f"Coaching set: {each.name}", members, len(members - asked), is_its_set)


# Who is asked ------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """Somebody who was asked: what they replied, and what became of the mail ("" where it went out)."""

    attendance: Attendance
    name: str
    post: str
    mail: str
    may_be_written: bool
    left_before: bool = False

    @property
    def took_part(self) -> str:
        """What the register says; "" while nothing is noted."""
        row = self.attendance
        return "" if row.mode == Attendance.Mode.INVITED else str(Attendance.Mode(row.mode).label)

    @property
    def reply(self) -> str:
        """The reply in the facilitator's words; "" while there is none."""
        words = REPLIES.get(self.attendance.reply, "")
        return f"{words}: {self.attendance.deputy}" if self.attendance.deputy else words


@dataclass(frozen=True)
class Asked:
    """Everybody who was asked to a meeting, and the replies counted of those who have not left before it.

    `joined` are the names of leaders who came to the programme after the first were asked, and are not.
    """

    lines: tuple[Line, ...]
    joined: tuple[str, ...] = ()

    def _replied(self, *replies: str) -> int:
        return sum(line.attendance.reply in replies for line in self.lines if not line.left_before)

    @property
    def came(self) -> int:
        """How many of those who were asked took part, as far as it is noted."""
        return sum(line.attendance.mode in CAME for line in self.lines)

    @property
    def is_noted(self) -> bool:
        """Whether the register says of anybody how they took part."""
        return any(line.attendance.mode != Attendance.Mode.INVITED for line in self.lines)

    @property
    def number(self) -> int:
        return len(self.lines)

    @property
    def coming(self) -> int:
        return self._replied(Attendance.Reply.IN_PERSON, Attendance.Reply.ONLINE)

    @property
    def deputies(self) -> int:
        return self._replied(Attendance.Reply.DEPUTY)

    @property
    def not_coming(self) -> int:
        return self._replied(Attendance.Reply.NO)

    @property
    def silent(self) -> int:
        return self._replied("")

    @property
    def others(self) -> str:
        """Those who do not say that they come, in words: "1 sends a deputy, 3 have not replied"; "" without any."""
        said = (
            (self.deputies, "sends a deputy", "send deputies"),
            (self.not_coming, "cannot come", "cannot come"),
            (self.silent, "has not replied", "have not replied"),
        )
        return ", ".join(f"{number} {one if number == 1 else many}" for number, one, many in said if number)

    @property
    def without_mail(self) -> int:
        """How many got no mail, and could now."""
        return sum(line.may_be_written for line in self.lines)


def asked(event: Event, *, at: date) -> Asked:
    """Who was asked, with what became of each mail, in four queries."""
    rows = list(
        event.attendances.filter(invited_at__isnull=False).select_related(
            "membership__person__user", "membership__post__organisation"
        )
    )
    parts = [row.membership for row in rows]
    barred, newest = why_no_mail(parts), _mails(event)
    lines = tuple(_line(row, newest.get(row.membership_id), barred, at) for row in rows)
    return Asked(lines, _joined_since(event, rows))


def _joined_since(event: Event, rows: list[Attendance]) -> tuple[str, ...]:
    """Who came to the programme after the first were asked, and is not asked."""
    if not rows:
        return ()
    first = min(row.invited_at for row in rows if row.invited_at)
    known = {row.membership_id for row in rows}
    late = may_be_asked(event).filter(created_at__gt=first)
    return tuple(part.shown_name for part in late if part.pk not in known)


def _line(row: Attendance, notice: Notice | None, barred: dict[int, str], at: date) -> Line:
    part = row.membership
    gone = bool(part.withdrawn_at or (part.ends_on and part.ends_on < at))
    left_before = bool(part.withdrawn_at or (part.ends_on and part.ends_on < row.event.starts_on.day))
    if notice is not None and row.invited_at and notice.created_at < row.invited_at:
        notice = None
    if gone:
        mail = GONE
    elif notice is None:
        mail = barred.get(part.pk, "No mail was written.")
    else:
        mail = "" if notice.state == Notice.State.ACCEPTED else str(Notice.State(notice.state).label)
    may_be_written = notice is None and not gone and part.pk not in barred
    return Line(row, part.shown_name, str(part.post or ""), mail, may_be_written, left_before)


def _mails(event: Event) -> dict[int, Notice]:
    """The newest invitation to each leader themselves, by membership id."""
    written = Notice.objects.filter(programme=event.programme, kind=Notice.Kind.MEETING, about__event=event.pk)
    own = (notice for notice in written.order_by("created_at", "pk") if not notice.about["to_assistant"])
    return {notice.about["membership"]: notice for notice in own}
