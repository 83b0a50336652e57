"""What the releases of every instrument have in common: planned by the ledger, sealed, published one at a time.

A preview promises nothing. Publishing holds the one lock of all ledgers, reads everything anew, plans and passes the
gate; what is shown, each kind of release composes for itself.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from diagnostics import ledger, words
from diagnostics.models import Agreement, Release
from diagnostics.selectors.ledgers import Circle
from diagnostics.services import locking
from programmes.models import Job, Programme, User
from programmes.services import jobs

LOCK = "diagnostics.release"
STEPS = ("Working out who can be counted", "Checking that nobody can be told apart", "Publishing")
CHANGED = "Something changed since you looked at the preview. Look at it again, then publish. Nothing was published."
# The names under which the portal's secrets order people and seal previews: kept when code moves, so that they do.
ORDER = "diagnostics.services.releases.order"
SEAL = "diagnostics.services.releases.seal"


class Refused(Exception):
    """Nothing can go out; the reason, in plain words, tells nothing about anybody's answers."""


@dataclass(frozen=True)
class Draft:
    """The release that could go out at the moment `at`, as far as the ledger goes."""

    programme: Programme
    circle: Circle
    planned: ledger.Release
    at: datetime

    @property
    def floor(self) -> int:
        """The smallest group that may stand out."""
        return self.circle.floor

    @property
    def floor_in_words(self) -> str:
        return words.number(self.floor)

    @property
    def least(self) -> int:
        """The fewest people of whom anything is shown."""
        return self.floor

    @property
    def covered(self) -> int:
        return len(self.planned.units)

    @property
    def of(self) -> int:
        """How many people the release is about."""
        return len(self.circle.group | self.people)

    @property
    def people(self) -> frozenset[Any]:
        return frozenset(unit.person for unit in self.planned.units)

    @property
    def is_possible(self) -> bool:
        """Whether enough people are in it to be shown at all."""
        return self.covered >= self.least

    @property
    def is_as_before(self) -> bool:
        """Whether the programme's newest release counts the very same answers."""
        return self.planned.units == self.circle.last

    @cached_property
    def could_agree(self) -> frozenset[Any]:
        """Who take part and would move the release by agreeing to an exception, in which they are not known yet."""
        hoped = plan(self.circle, self.floor, self.circle.here)
        return hoped.agreed - self.planned.agreed if len(hoped.units) >= self.least else frozenset()

    @property
    def to_ask(self) -> frozenset[Any]:
        return self.could_agree - self.circle.asked

    @property
    def waits_for_agreement(self) -> bool:
        """Whether all who could be asked were, and the release has not moved with them yet."""
        return bool(self.could_agree) and not self.to_ask


def plan(
    circle: Circle, floor: int, agreed: Iterable[Any], *, named: frozenset[ledger.Unit] = ledger.NOTHING
) -> ledger.Release:
    """The release nearest to what the circle wants that the ledger admits."""
    return ledger.plan(
        circle.history,
        circle.wanted,
        lapsed=circle.lapsed,
        key=_key(),
        k=floor,
        agreed=frozenset(agreed),
        named=named,
    )


def passes_the_gate(draft: Draft) -> bool:
    """Whether the ledger admits what was planned; asked under the lock."""
    return ledger.gate(draft.circle.history, draft.planned, k=draft.floor).admitted


def seal(values: Iterable[Any]) -> str:
    """A word that changes with any of these values, and tells nothing of them."""
    return salted_hmac(SEAL, json.dumps(list(values)), algorithm="sha256").hexdigest()


def settle_agreements(release: Release, relied_on: frozenset[Any]) -> None:
    """Keep those that the release relied on; who declined, did not answer or was not needed leaves no trace."""
    pending = Agreement.objects.pending(release.programme).filter(instrument=release.instrument)
    pending.filter(person__in=relied_on).update(release=release)
    Agreement.objects.pending(release.programme).filter(instrument=release.instrument).delete()


@transaction.atomic
def ask_to_publish(*, task: str, title: str, programme: Programme, subject: dict[str, Any], by: User) -> Job:
    """Have something previewed published in the background; a second press gets the job that is under way."""
    locking.hold("diagnostics.release.jobs")
    if job := under_way(task, programme, by=by):
        return job
    return jobs.enqueue(task=task, title=title, by=by, subject=subject, programme=programme, steps=len(STEPS))


def under_way(task: str, programme: Programme, *, by: User) -> Job | None:
    """This user's job that is publishing for the programme just now."""
    open_states = (Job.State.WAITING, Job.State.RUNNING)
    return Job.objects.filter(programme=programme, task=task, by=by, state__in=open_states).first()


def programme_of(job: Job) -> Programme:
    return Programme.objects.select_related("system", "group").get(jobs=job)


def _key() -> bytes:
    """Orders people where some must wait, so that who waits says nothing about an answer."""
    secret = settings.FIELD_KEY or settings.SECRET_KEY
    return salted_hmac(ORDER, "", secret=secret, algorithm="sha256").digest()
