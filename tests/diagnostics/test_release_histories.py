"""Random histories through the real services, and an attacker who reads the stored releases and nothing else."""

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import connection
from django.utils import timezone

from diagnostics import ledger, snapshot
from diagnostics.models import Agreement, Release, ReleaseUnit
from diagnostics.services import agreements, consents, releases
from diagnostics.services.releases import Choices
from programmes.models import Consent
from tests.diagnostics import groups
from tests.diagnostics.ledger_attacker import breach
from tests.factories import MembershipFactory

SEEDS = range(24)
ROOM = date(2030, 1, 14)


# What the attacker holds ------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    person: int
    version: int


@dataclass(frozen=True)
class SeenRelease:
    units: frozenset
    named: frozenset
    agreed: frozenset
    audience: str


def held():
    """Every stored release in order, straight from the tables."""
    units, named, agreed = defaultdict(set), defaultdict(set), defaultdict(set)
    for row in ReleaseUnit.objects.select_related("profile"):
        seen = Seen(row.profile.person_id, row.profile_id)
        units[row.release_id].add(seen)
        if row.named:
            named[row.release_id].add(seen)
    for row in Agreement.objects.filter(release__isnull=False):
        agreed[row.release_id].add(row.person_id)
    return [
        SeenRelease(frozenset(units[each.pk]), frozenset(named[each.pk]), frozenset(agreed[each.pk]), each.audience)
        for each in Release.objects.order_by("pk")
    ]


# The life of two programmes that share people ------------------------------------------------------------


class Life:
    def __init__(self, seed):
        self.random = Random(seed)
        self.programmes = [groups.programme(), groups.programme()]
        self.members = {programme.pk: [] for programme, _ in self.programmes}
        for programme, by in self.programmes:
            self.join(programme, by, self.random.choice((5, 6, 8, 11)))

    def join(self, programme, by, number):
        for _ in range(number):
            everybody = [person for people in self.members.values() for person in people]
            strangers = [person for person in everybody if person not in self.members[programme.pk]]
            if strangers and self.random.random() < 0.5:
                person = self.random.choice(strangers)
                MembershipFactory(programme=programme, person=person)
            else:
                person = groups.leader(programme)
            self.members[programme.pk].append(person)
            self.answer(person, programme, by)

    def answer(self, person, programme, by):
        choice = self.random.choice(("count", "count", "count", "name", "out", ""))
        groups.answer(person, programme, by, self.random.randrange(5), choice)

    def pass_time(self, programme, by):
        """Some leave, some answer again, some think again about being counted, some join."""
        chance = self.random.random
        for person in list(self.members[programme.pk]):
            if chance() < 0.1:
                yesterday = timezone.localdate() - timedelta(days=1)
                person.memberships.filter(programme=programme).update(ends_on=yesterday)
                self.members[programme.pk].remove(person)
            elif chance() < 0.1:
                self.answer(person, programme, by)
            elif chance() < 0.15:
                choice = self.random.choice(Consent.Choice.values)
                consents.give(person=person, programme=programme, choice=choice, by=by)
        self.join(programme, by, self.random.choice((0, 1, 2, 3, 6)))

    def choices(self):
        at_least = self.random.choice((5, 5, 5, 5, 6))
        return Choices("licensed", at_least, self.random.choice((None, None, ROOM)))

    def agree(self, programme, by, choices):
        if self.random.random() < 0.4:
            agreements.ask(draft=releases.draft(programme=programme, choices=choices), by=by)
            for asked in Agreement.objects.pending(programme):
                agreements.answer(agreement=asked, choice=self.random.choice(("yes", "yes", "yes", "no")), by=by)


def first_breach(seed, pictures=6):
    """Run one history; what its releases give away, at the first that gives anything away."""
    life = Life(seed)
    for _ in range(pictures):
        programme, by = life.random.choice(life.programmes)
        choices = life.choices()
        life.agree(programme, by, choices)
        with suppress(releases.Refused):
            groups.publish(programme, by, choices)
            if found := breach(held(), 5):
                return found
        life.pass_time(programme, by)
    return None


@pytest.mark.django_db
@pytest.mark.embedded
@pytest.mark.parametrize("seed", SEEDS)
def test_the_attacker_derives_nothing_about_few(seed):
    assert first_breach(seed) is None


@pytest.mark.django_db
def test_the_attacker_would_find_what_a_naive_rule_gives_away(monkeypatch):
    """At least five answers, the newest of everybody: what most tools do."""
    monkeypatch.setattr(ledger, "gate", lambda history, candidate, k: ledger.Verdict(admitted=True))
    monkeypatch.setattr(ledger, "plan", lambda history, wanted, **rest: ledger.Release(wanted))
    assert [bool(first_breach(seed)) for seed in range(3)] == [True] * 3


# Two at once ------------------------------------------------------------


def at_once(acts):
    """Run acts on connections of their own; returns what each raised, or None."""
    outcomes = [None] * len(acts)

    def run(place, act):
        try:
            act()
        except Exception as error:  # the test compares what each raised
            outcomes[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.fixture
def together(monkeypatch):
    """Each of two waits, with its plan made, until the other has made its own: in vain where only one may plan."""
    both_planned, compose = Barrier(2), snapshot.compose

    def compose_together(*args):
        with suppress(BrokenBarrierError):
            both_planned.wait(timeout=1)
        return compose(*args)

    monkeypatch.setattr(snapshot, "compose", compose_together)


@pytest.mark.django_db(transaction=True)
@pytest.mark.embedded
def test_two_pictures_that_together_give_somebody_away_wait_for_each_other(together):
    here, by = groups.programme()
    there, other = groups.programme()
    everybody = groups.answering(here, by, 7)
    for person in everybody[:6]:
        MembershipFactory(programme=there, person=person)
        groups.answer(person, there, other)
    outcomes = at_once([lambda: groups.publish(here, by), lambda: groups.publish(there, other)])
    refused = [type(outcome) for outcome in outcomes if outcome]
    assert (Release.objects.count(), refused) in [(1, [releases.Refused]), (2, [])]
    assert breach(held(), 5) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.embedded
def test_one_preview_pressed_twice_at_once_is_published_once(together):
    programme, by = groups.programme()
    groups.answering(programme, by, 6)
    seal = releases.draft(programme=programme, choices=groups.LICENSED).seal
    outcomes = at_once([lambda: groups.publish(programme, by, seal=seal)] * 2)
    assert sorted(str(outcome) for outcome in outcomes) == sorted(["None", releases.CHANGED])
    assert Release.objects.count() == 1
