"""Licensed results: recorded by the facilitator as the licensed report prints them, corrected and withdrawn."""

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from diagnostics import scoring
from diagnostics.models import ConflictProfile, Source
from programmes.models import Person, Programme, User
from programmes.services import audit, records

SUMMARY = "Licensed result"


class Replaced(Exception):
    """A newer version has taken this one's place: it can be neither corrected nor restored."""


@transaction.atomic
def record(
    *,
    person: Person,
    programme: Programme,
    result: scoring.Profile,
    by: User | None,
    report: File | None = None,
    at: datetime | None = None,
) -> ConflictProfile:
    """Store one person's licensed result, completed at `at` (now, unless given), closed to them until released.

    A result that says the same as the one that counts is that one: pressing the button twice records once.
    """
    now = at or timezone.now()
    Programme.objects.select_for_update().get(pk=programme.pk)
    newest = ConflictProfile.objects.newest(Source.LICENSED).filter(person=person, programme=programme).first()
    if newest and report is None and _columns(newest.result) == _columns(result):
        return newest
    profile = ConflictProfile.objects.create(
        person=person,
        programme=programme,
        source=Source.LICENSED,
        started_at=now,
        completed_at=now,
        report=report or "",
        **_columns(result),
    )
    audit.write(by=by, verb="recorded", record=profile, summary=SUMMARY)
    return profile


@transaction.atomic
def correct(
    *, profile: ConflictProfile, result: scoring.Profile, by: User | None, report: File | None = None
) -> ConflictProfile:
    """Put a new version in the place of a licensed result; the old one stays as its history, out of every page.

    The new version is as old and as open to its leader as the one it corrects. Where nothing differs, that one is
    returned. Raises Replaced where somebody else corrected or withdrew it meanwhile.
    """
    old = _standing(profile)
    if report is None and _columns(result) == _columns(old.result):
        return old
    records.withdraw(old, by=by)
    new = ConflictProfile.objects.create(
        person=old.person,
        programme=old.programme,
        source=Source.LICENSED,
        started_at=old.started_at,
        completed_at=old.completed_at,
        released_at=old.released_at,
        released_by=old.released_by,
        report=report or old.report.name,
        replaces=old,
        **_columns(result),
    )
    audit.write(by=by, verb="corrected", record=new, summary=SUMMARY)
    return new


@transaction.atomic
def withdraw(*, profile: ConflictProfile, by: User) -> None:
    """Take a licensed result out of every page; pictures already published keep counting it. Raises Replaced."""
    records.withdraw(_standing(profile), by=by)


@transaction.atomic
def restore(*, profile: ConflictProfile, by: User) -> None:
    """Put a withdrawn licensed result back. Raises Replaced where a correction has taken its place,
    or its leader deleted it.
    """
    held = ConflictProfile.objects.select_for_update().get(pk=profile.pk)
    if held.replaced_by.exists() or held.deleted_at:
        raise Replaced
    records.restore(held, by=by)


def _standing(profile: ConflictProfile) -> ConflictProfile:
    licensed = ConflictProfile.objects.completed().filter(source=Source.LICENSED, pk=profile.pk)
    held = licensed.select_for_update().first()
    if held is None:
        raise Replaced
    return held


def _columns(result: scoring.Profile) -> dict[str, Any]:
    scores = {mode.value: value for mode, value in result.scores.by_mode().items()}
    return scores | {"percentiles": _plain(result.percentiles), "bands": _plain(result.bands)}


def _plain(values: Any) -> dict[str, Any] | None:
    return {mode.value: getattr(value, "value", value) for mode, value in values.items()} if values else None
