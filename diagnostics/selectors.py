"""Reads over several models of this app."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Max

from diagnostics import questionnaire
from diagnostics.models import ConflictAnswer, ConflictProfile, PreWorkStep, Release, Source
from diagnostics.services.consents import SUBJECT
from programmes.access import Role
from programmes.models import Consent, Membership, Person, Programme


# What one leader has done ------------------------------------------------------------


@dataclass(frozen=True)
class OwnState:
    """Where a leader stands with their profile in one programme.

    `begun` is being filled in; `waiting` is finished and not yet released, where it is newer than `open`, the newest one
    released. `answered` counts the answers of `begun`; `consent` is "" until given.
    """

    step: PreWorkStep | None
    begun: ConflictProfile | None
    waiting: ConflictProfile | None
    open: ConflictProfile | None
    answered: int
    consent: str

    @property
    def asks_own(self) -> bool:
        """Whether the programme asks for the portal's own questionnaire."""
        return self.step is not None and self.step.source == Source.OWN

    @property
    def anything(self) -> bool:
        return any((self.step, self.begun, self.waiting, self.open))
