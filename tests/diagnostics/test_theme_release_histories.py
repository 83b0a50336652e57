"""Random histories of published themes through the real services, and readers who hold every list and nothing else.

One reader adds and subtracts lists (`ledger_attacker`, which shares no code with the ledger). Another looks at each
theme's word in each list and asks what it proves: of a stranger, and of somebody who knows what they said themselves.
"""

import json
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random

import pytest
from django.utils import timezone

from diagnostics import ledger, words
from diagnostics.models import Agreement, Interview, NotesReader, Release, ReleaseUnit
from diagnostics.services import agreements, theme_releases
from tests.diagnostics import coded, groups
from tests.diagnostics.ledger_attacker import breach
from tests.factories import MembershipFactory

SEEDS = range(16)
THEMES = 4


# What the readers hold ------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    person: int
    version: int


@dataclass(frozen=True)
class SeenRelease:
    units: frozenset
    agreed: frozenset
    audience: str = "group"
    named: frozenset = frozenset()


def held():
    """Every list in order, straight from the tables."""
    units, agreed = defaultdict(set), defaultdict(set)
    for row in ReleaseUnit.objects.select_related("interview"):
        units[row.release_id].add(Seen(row.interview.person_id, row.interview_id))
    for row in Agreement.objects.filter(release__isnull=False):
        agreed[row.release_id].add(row.person_id)
    return [SeenRelease(frozenset(units[pk]), frozenset(agreed[pk])) for pk in _releases()]


def _releases():
    return Release.objects.order_by("pk").values_list("pk", flat=True)


def proved(release):
    """What a list proves by the words that stand in it, read without the portal's own scale: from the borders of the
    words as its notes name them, and that a theme needs five.
    """
    people, found = release.covered, []
    for each in release.figures["themes"]:
        scale = next(one for one in words.SCALES if list(one.words) == release.figures["scale"])
        starts = [*scale.starts(people), people + 1]
        level = release.figures["scale"].index(each["heard"])
        counts = {count for count in range(starts[level], starts[level + 1]) if count >= 5}
        others = [{count - 1 for count in counts if count}, {count for count in counts if count < people}]
        if counts == {people} or any((one and one <= {people - 1}) or one == {0} for one in others):
            found.append((people, each["heard"], counts))
    return found


def allowed(release):
    """The words that may stand in a list: the facilitator's, and those of its scale."""
    return {each["heard"] for each in release.figures["themes"]} <= set(release.figures["scale"])


# The life of two programmes that share people ------------------------------------------------------------


class Life:
    def __init__(self, seed):
        self.random = Random(seed)
        self.programmes = [coded.run(), coded.run()]
        self.themes = {
            programme.pk: [coded.theme(programme, by, f"Theme {n}", f"Statement {n}.") for n in range(THEMES)]
            for programme, by in self.programmes
        }
        self.talks = {programme.pk: {} for programme, _ in self.programmes}
        for programme, by in self.programmes:
            self.join(programme, by, self.random.choice((7, 8, 11)))

    def join(self, programme, by, number):
        for _ in range(number):
            here = set(programme.memberships.filter(ends_on=None).values_list("person", flat=True))
            known = [person for theirs in self.talks.values() for person in theirs if person.pk not in here]
            if known and self.random.random() < 0.4:
                person = self.random.choice(known)
                MembershipFactory(programme=programme, person=person)
            else:
                person = groups.leader(programme)
            self.speak(person, programme, by)

    def speak(self, person, programme, by):
        talk = coded.talk(programme, by, person, held_on=date(2021, 10, self.random.randint(1, 28)))
        self.talks[programme.pk][person] = talk
        if self.random.random() < 0.9:
            self.recode(talk, programme)

    def recode(self, talk, programme):
        for theme in self.themes[programme.pk]:
            coded.uncode(talk, theme)
        likely = self.random.choice((0.2, 0.6, 0.95))
        some = [theme for theme in self.themes[programme.pk] if self.random.random() < likely]
        coded.code(talk, *(some or self.themes[programme.pk][:1]))

    def pass_time(self, programme, by):
        """Some leave, some speak again, some notes are recoded or deleted, some readers come and go, some join."""
        chance, talks = self.random.random, self.talks[programme.pk]
        for person, talk in list(talks.items()):
            if chance() < 0.1:
                yesterday = timezone.localdate() - timedelta(days=1)
                person.memberships.filter(programme=programme).update(ends_on=yesterday)
                del talks[person]
            elif chance() < 0.1:
                self.speak(person, programme, by)
            elif chance() < 0.1:
                self.recode(talk, programme)
            elif chance() < 0.03:
                talk.notes.all().delete()
                Interview.objects.filter(pk=talk.pk).update(notes_deleted_at=timezone.now())
                del talks[person]
            elif chance() < 0.1:
                NotesReader.objects.filter(interview=talk).update(ended_at=timezone.now())
        self.join(programme, by, self.random.choice((0, 1, 2, 3, 6)))

    def agree(self, programme, by):
        if self.random.random() < 0.4:
            agreements.ask(draft=theme_releases.draft(programme=programme), by=by)
            for asked in Agreement.objects.pending(programme):
                agreements.answer(agreement=asked, choice=self.random.choice(("yes", "yes", "yes", "no")), by=by)


def first_breach(seed, lists=5):
    """Run one history; what its lists give away, at the first that gives anything away."""
    life = Life(seed)
    for _ in range(lists):
        programme, by = life.random.choice(life.programmes)
        life.agree(programme, by)
        with suppress(theme_releases.Refused):
            release = coded.publish(programme, by)
            if found := breach(held(), 5) or proved(release):
                return found
            assert allowed(release)
        life.pass_time(programme, by)
    return None


@pytest.mark.django_db
@pytest.mark.embedded
@pytest.mark.parametrize("seed", SEEDS)
def test_readers_derive_nothing_about_few_and_no_word_proves_what_somebody_said(seed):
    assert first_breach(seed) is None
    assert coded.CANARY not in json.dumps([release.figures for release in Release.objects.all()])


@pytest.mark.django_db
def test_the_readers_would_find_what_a_naive_rule_gives_away(monkeypatch):
    """At least five conversations, the newest of everybody: half of the histories, or more, give somebody away."""
    monkeypatch.setattr(ledger, "gate", lambda history, candidate, k: ledger.Verdict(admitted=True))
    monkeypatch.setattr(ledger, "plan", lambda history, wanted, **rest: ledger.Release(wanted))
    giving_away = (seed for seed in range(6) if first_breach(seed))
    assert len(list(islice(giving_away, 3))) == 3


@pytest.mark.django_db
def test_the_readers_would_find_a_word_that_proves_everybody(monkeypatch):
    """Where five are enough, a theme that is out was spoken of by all five."""
    monkeypatch.setattr(theme_releases.scale_words, "SPARE", 0)
    programme, by = coded.run()
    coded.speaking(programme, by, 5, coded.theme(programme, by))
    assert proved(coded.publish(programme, by)) != []
