"""A year of a programme's pre-work mail, lived at random: what happens is stored in the database and, beside it, in
plain values, from which an oracle says who must be mailed. Time is passed on, never slept."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from diagnostics.models import ConflictProfile, Interview, Mailing, PersonStep, PreWorkStep, StepMail
from diagnostics.services import mailings
from programmes.access import Role
from programmes.models import Membership, Notice
from tests.factories import PersonFactory, ProgrammeFactory, UserFactory, member

FIRST, LAST = date(2022, 1, 1), date(2022, 12, 31)
LONDON = ZoneInfo("Europe/London")
# England in 2022, as the government lists them.
BANK_HOLIDAYS = {
    date(2022, 1, 3), date(2022, 4, 15), date(2022, 4, 18), date(2022, 5, 2), date(2022, 6, 2), date(2022, 6, 3),
    date(2022, 8, 29), date(2022, 9, 19), date(2022, 12, 26), date(2022, 12, 27),
}  # fmt: skip
SCORES = {"competing": 7, "collaborating": 9, "compromising": 5, "avoiding": 6, "accommodating": 3}
Kind = PreWorkStep.Kind


@dataclass
class Leader:
    part: Membership
    starts_on: date
    ends_on: date | None = None
    is_paused: bool = False
    is_reachable: bool = True
    done: set = field(default_factory=set)
    left_out: set = field(default_factory=set)
    own_dates: dict = field(default_factory=dict)


@dataclass
class Round:
    """The invitations or the reminders, as planned."""

    mailing: Mailing
    starts_on: date
    hour: int
    every_days: int
    is_stopped: bool = False


class Year:
    """One programme, lived through a year by chance."""

    def __init__(self, seed, facilitator):
        self.chance = random.Random(seed)
        self.by = facilitator
        self.programme = ProgrammeFactory(title=f"Programme {seed}")
        Membership.objects.create(
            programme=self.programme, person=facilitator.person, role=Role.FACILITATOR, starts_on=FIRST
        )
        self.interviewer = member(self.programme, Role.INTERVIEWER).person
        self.held_since = None
        self.steps = [self._step(kind) for kind in (*Kind, Kind.READING)]
        self.leaders = [self._leader(FIRST) for _ in range(5)]
        self.rounds = {purpose: self._round(purpose) for purpose in self._purposes()}
        self.mailed = defaultdict(list)  # (step, person) -> the days of its mails
        self.invited = set()
        self.waiting = {}  # a mail that no worker has sent yet -> what it is about

    # What there is from the beginning

    def _purposes(self):
        both = tuple(Mailing.Purpose)
        return self.chance.choice([both, both, both, both[1:]])

    def _step(self, kind):
        due_on = self._day(60, 340) if self.chance.random() < 0.8 else None
        opens_on = self._day(0, 59) if self.chance.random() < 0.5 else None
        link = "https://example.org/" if kind in (Kind.SURVEY, Kind.READING) else ""
        return PreWorkStep.objects.create(
            programme=self.programme, kind=kind, title=f"{kind} {self.chance.random()}", due_on=due_on,
            opens_on=opens_on, link=link,
        )  # fmt: skip

    def _round(self, purpose):
        starts_on, hour, every_days = self._day(0, 60), self.chance.randint(7, 18), self.chance.choice([1, 3, 7, 14])
        mailing = Mailing.objects.create(
            programme=self.programme, purpose=purpose, subject="Subject", body="{tasks} {link}", starts_on=starts_on,
            hour=hour, every_days=every_days, by=self.by,
        )  # fmt: skip
        return Round(mailing, starts_on, hour, every_days)

    def _leader(self, starts_on):
        reachable = self.chance.random() < 0.9
        person = PersonFactory(user=UserFactory()) if reachable else PersonFactory()
        part = Membership.objects.create(programme=self.programme, person=person, starts_on=starts_on)
        return Leader(part, starts_on, is_reachable=reachable)

    def _day(self, least, most):
        return FIRST + timedelta(days=self.chance.randint(least, most))

    # What happens

    def live(self, day):
        """Something may happen on this day."""
        acts = [self._does, self._does, self._joins, self._leaves, self._pauses, self._holds, self._leaves_out]
        acts += [self._own_date, self._stops, self._books]
        if self.chance.random() < 0.35:
            self.chance.choice(acts)(day)

    def _somebody(self):
        return self.chance.choice(self.leaders)

    def _does(self, day):
        leader, step = self._somebody(), self.chance.choice(self.steps)
        if step.pk in leader.done or step.kind == Kind.SURVEY:
            return
        leader.done.add(step.pk)
        at, person = datetime.combine(day, time(6), tzinfo=UTC), leader.part.person
        if step.kind == Kind.READING:
            PersonStep.objects.update_or_create(step=step, person=person, defaults={"done_at": at})
        elif step.kind == Kind.CONFLICT_PROFILE:
            ConflictProfile.objects.create(programme=self.programme, person=person, completed_at=at, **SCORES)
        else:
            self._interview(person, state=Interview.State.HELD, held_on=day)

    def _books(self, day):
        """Who has booked a conversation is asked nothing more about it."""
        leader, step = self._somebody(), next(step for step in self.steps if step.kind == Kind.CONVERSATION)
        if step.pk not in leader.done:
            leader.done.add(step.pk)
            at = datetime.combine(day + timedelta(days=30), time(11), tzinfo=UTC)
            self._interview(leader.part.person, state=Interview.State.BOOKED, starts_at=at)

    def _interview(self, person, **fields):
        Interview.objects.create(
            programme=self.programme, person=person, interviewer=self.interviewer, by=self.by, **fields
        )

    def _joins(self, day):
        self.leaders.append(self._leader(day + timedelta(days=self.chance.randint(0, 20))))

    def _leaves(self, day):
        leader = self._somebody()
        if leader.ends_on is None and leader.starts_on <= day:
            leader.ends_on = leader.part.ends_on = day + timedelta(days=self.chance.randint(0, 9))
            leader.part.save(update_fields=["ends_on"])

    def _pauses(self, day):
        leader = self._somebody()
        leader.is_paused = not leader.is_paused
        mailings.pause(leader.part, is_paused=leader.is_paused, by=self.by)

    def _leaves_out(self, day):
        leader, step = self._somebody(), self.chance.choice(self.steps)
        leader.left_out ^= {step.pk}
        PersonStep.objects.update_or_create(
            step=step, person=leader.part.person, defaults={"is_left_out": step.pk in leader.left_out}
        )

    def _own_date(self, day):
        leader, step = self._somebody(), self.chance.choice(self.steps)
        leader.own_dates[step.pk] = day + timedelta(days=self.chance.randint(-5, 60))
        PersonStep.objects.update_or_create(
            step=step, person=leader.part.person, defaults={"due_on": leader.own_dates[step.pk]}
        )

    def _stops(self, day):
        planned = self.rounds[self.chance.choice(list(self.rounds))]
        planned.is_stopped = not planned.is_stopped
        planned.mailing.withdrawn_at = datetime.combine(day, time(6), tzinfo=UTC) if planned.is_stopped else None
        planned.mailing.save(update_fields=["withdrawn_at"])

    def _holds(self, day):
        at = datetime.combine(day, time(5), tzinfo=UTC)
        if self.held_since is None:
            self.held_since = day
            mailings.hold(programme=self.programme, reason="", by=self.by, at=at)
            return
        days = (day - self.held_since).days
        mailings.lift(programme=self.programme, move_days=days, by=self.by, at=at)
        self._move_dates(days)
        for about in self.waiting.values():
            self._forget(about)
        self.waiting, self.held_since = {}, None

    def _move_dates(self, days):
        later = timedelta(days=days)
        for step in self.steps:
            if step.due_on and step.due_on >= self.held_since:
                step.due_on += later
        for leader in self.leaders:
            moved = {pk: due_on + later for pk, due_on in leader.own_dates.items() if due_on >= self.held_since}
            leader.own_dates |= moved

    # Mail

    def expected(self, at):
        """Who must be mailed at this moment about what: {(purpose, person): {step}}; from the plain values alone."""
        day, found = at.astimezone(LONDON).date(), defaultdict(set)
        if self.held_since is not None:
            return found
        for purpose, planned in sorted(self.rounds.items()):
            if not _may_go(planned, at):
                continue
            now_mailed = {pair for (_, person), steps in found.items() for pair in ((step, person) for step in steps)}
            for leader in self.leaders:
                for step in self.steps:
                    pair = (step.pk, leader.part.person_id)
                    asked = _is_asked(leader, step, day) and pair not in now_mailed
                    if asked and self._is_time(purpose, planned, pair, step, leader, day):
                        found[purpose, pair[1]].add(pair[0])
        return found

    def _is_time(self, purpose, planned, pair, step, leader, day):
        last = max(self.mailed[pair], default=None)
        if purpose == Mailing.Purpose.INVITATION:
            return pair not in self.invited and last != day
        invitations = self.rounds.get(Mailing.Purpose.INVITATION)
        was_asked = pair in self.invited or invitations is None or invitations.is_stopped
        has_date = leader.own_dates.get(step.pk) or step.due_on
        rested = last is None or (day - last).days >= planned.every_days
        return step.kind != Kind.SURVEY and bool(has_date) and was_asked and rested

    def written(self, before, at):
        """What was written since the row `before`, in the same shape; a person may have one mail for each purpose."""
        found = defaultdict(set)
        rows = StepMail.objects.filter(step__programme=self.programme, pk__gt=before).select_related("notice")
        notices = {}
        for row in rows:
            key = (row.purpose, row.person_id)
            assert notices.setdefault(key, row.notice_id) == row.notice_id, "two mails for one purpose"
            found[key].add(row.step_id)
            self._note(row, at)
        return found

    def _note(self, row, at):
        pair, day = (row.step_id, row.person_id), at.astimezone(LONDON).date()
        assert row.on == day
        self.mailed[pair].append(day)
        if row.purpose == Mailing.Purpose.INVITATION:
            assert pair not in self.invited, "invited twice"
            self.invited.add(pair)
        self.waiting.setdefault(row.notice_id, []).append((pair, day, row.purpose))

    def _forget(self, about):
        """A mail that waited when all mail was held was dropped: it was no mail."""
        for pair, day, purpose in about:
            self.mailed[pair].remove(day)
            if purpose == Mailing.Purpose.INVITATION:
                self.invited.discard(pair)

    def deliver(self):
        """A worker sends what waits, or is down for now."""
        if self.held_since is None and self.chance.random() < 0.9:
            Notice.objects.filter(pk__in=self.waiting).update(state=Notice.State.ACCEPTED)
            self.waiting = {}


def _may_go(planned, at):
    local = at.astimezone(LONDON)
    works = local.weekday() < 5 and local.date() not in BANK_HOLIDAYS
    in_time = planned.hour <= local.hour < 20 and planned.starts_on <= local.date()
    return works and in_time and not planned.is_stopped


def _is_asked(leader, step, day):
    takes_part = leader.starts_on <= day and (leader.ends_on is None or leader.ends_on >= day)
    due_on = leader.own_dates.get(step.pk) or step.due_on
    in_time = (step.opens_on is None or step.opens_on <= day) and (due_on is None or due_on >= day)
    free = not leader.is_paused and leader.is_reachable
    return takes_part and in_time and free and step.pk not in leader.done | leader.left_out


def moments(chance):
    """When the clock rings in a year: down for days, once a day, or many times an hour."""
    day = FIRST
    while day <= LAST:
        kind = chance.random()
        if kind < 0.75:
            hours = sorted(chance.uniform(0, 24) for _ in range(chance.choice([1, 1, 1, 2])))
            yield from (_at(day, hour) for hour in hours)
        elif kind < 0.9:
            hour = chance.uniform(6, 21)
            yield from (_at(day, hour + minutes / 60) for minutes in (0, 5, 10))
        day += timedelta(days=1)


def _at(day, hour):
    return datetime.combine(day, time(0), tzinfo=LONDON).astimezone(UTC) + timedelta(hours=hour)
