"""A leader's conflict profile: begun, answered pair by pair, finished once, released, deleted."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from diagnostics import questionnaire, scoring
from diagnostics.models import ConflictAnswer, ConflictProfile
from diagnostics.models.profile import ConflictProfileQuerySet
from diagnostics.selectors import profiles as selectors
from programmes.models import Consent, Person, Programme, User
from programmes.services import audit

# How long single profiles are kept after the programme's last day (or after they were stored, where that is later).
KEPT_FOR = timedelta(days=365)


class NotBegun(Exception):
    """There is no begun profile to write to: it was finished or deleted meanwhile, perhaps on another device."""


class Unanswered(Exception):
    """Some questions have no answer yet; `numbers` are theirs, from 1."""

    def __init__(self, numbers: list[int]) -> None:
        self.numbers = numbers
        super().__init__(f"{len(numbers)} questions have no answer.")


@transaction.atomic
def begin(
    *, person: Person, programme: Programme, by: User | None, after: int | None = None, at: datetime | None = None
) -> ConflictProfile:
    """The person's begun profile in this programme, made where there is none.

    `after` is the id of the newest profile of theirs that the page showed as finished, None for none: whoever finished
    on one device and presses "Start" on a page left open on another does not begin a second time. Raises NotBegun then.
    """
    if selectors.newest_own(person, programme) != after:
        raise NotBegun
    begun, made = ConflictProfile.objects.get_or_create(
        person=person,
        programme=programme,
        completed_at=None,
        withdrawn_at=None,
        defaults={"questionnaire": questionnaire.VERSION, "started_at": at or timezone.now()},
    )
    if made:
        audit.write(by=by, verb="began", record=begun, summary="Conflict profile")
    return begun


@transaction.atomic
def answer(*, profile: ConflictProfile, item: str, side: str) -> None:
    """Save one choice, "a" or "b", over an earlier one of the same item. Raises NotBegun.

    It leaves no audit row: that would keep when each answer was given after the answers themselves are gone.
    """
    begun = _locked(profile)
    ConflictAnswer.objects.bulk_create(
        [ConflictAnswer(profile=begun, item=item, side=side)],
        update_conflicts=True,
        unique_fields=["profile", "item"],
        update_fields=["side"],
    )


@transaction.atomic
def finish(*, profile: ConflictProfile, by: User | None, at: datetime | None = None) -> ConflictProfile:
    """Score the answers, fix the profile and delete the answers; release it where the programme does so at once.

    Completes exactly once. Raises NotBegun the second time, Unanswered where answers are missing.
    """
    begun = _locked(profile)
    answers = dict(begun.answers.values_list("item", "side"))
    if missing := selectors.unanswered(answers):
        raise Unanswered(missing)
    _fix(begun, scoring.score(answers), at or timezone.now())
    begun.answers.all().delete()
    audit.write(by=by, verb="finished", record=begun, summary="Conflict profile")
    return begun


@transaction.atomic
def release(*, profiles: Iterable[ConflictProfile], by: User, at: datetime | None = None) -> int:
    """Open finished profiles to their leaders; those already open stay as they are. Returns how many were opened."""
    wanted = [profile.pk for profile in profiles]
    waiting = ConflictProfile.objects.completed().filter(pk__in=wanted, released_at__isnull=True)
    opened = list(waiting.select_for_update())
    for profile in opened:
        profile.released_at, profile.released_by = at or timezone.now(), by
        profile.save(update_fields=["released_at", "released_by"])
        audit.write(by=by, verb="released", record=profile, summary="Conflict profile")
    return len(opened)


@transaction.atomic
def delete(*, person: Person, programme: Programme, by: User | None) -> None:
    """Delete everything that a person gave in a programme: answers, scores, files, every version, their consent.

    What a published picture counts cannot be taken out of it without showing whose it was: that version's scores stay
    behind the frozen counts, out of every page, without its files.
    """
    _remove(ConflictProfile.objects.filter(person=person, programme=programme, deleted_at=None), by=by)


@transaction.atomic
def delete_expired(*, at: date) -> int:
    """Delete, as their owners could, the profiles of programmes that ended `KEPT_FOR` before the day `at`.

    A profile stored after its programme ended is kept as long from then. Returns how many were deleted or put away.
    """
    long_ago = at - KEPT_FOR
    over = ended_before(long_ago)
    old = ConflictProfile.objects.filter(programme__in=over, created_at__date__lt=long_ago, deleted_at=None)
    return _remove(old, by=None)


def ended_before(day: date) -> list[int]:
    """The ids of the programmes whose last day, as exact as it is known, lies before this one."""
    ended = Programme.objects.filter(ends_on__lt=day)
    return [programme.pk for programme in ended if programme.ends_on and programme.ends_on.last_day < day]


@transaction.atomic
def keep_printed(*, profile: ConflictProfile, content: bytes) -> None:
    """Keep the PDF of a result beside it. Raises ConflictProfile.DoesNotExist once that is deleted."""
    held = ConflictProfile.objects.standing().select_for_update().get(pk=profile.pk)
    _drop(held, "printed")
    held.printed.save("result.pdf", ContentFile(content))


def _locked(profile: ConflictProfile) -> ConflictProfile:
    begun = ConflictProfile.objects.begun().select_for_update().filter(pk=profile.pk).first()
    if begun is None:
        raise NotBegun
    return begun


def _fix(profile: ConflictProfile, scores: scoring.Scores, now: datetime) -> None:
    for mode, value in scores.by_mode().items():
        setattr(profile, mode.value, value)
    profile.completed_at = now
    if profile.programme.debrief == Programme.Debrief.AT_ONCE:
        profile.released_at = now
    profile.save()


def _remove(profiles: ConflictProfileQuerySet, *, by: User | None) -> int:
    found = list(profiles.select_for_update())
    for profile in found:
        audit.write(by=by, verb="deleted", record=profile, summary="Conflict profile")
        _drop(profile, "printed")
        _drop(profile, "report")
        if profile.release_units.exists():
            profile.deleted_at = timezone.now()
            profile.withdrawn_at = profile.withdrawn_at or profile.deleted_at
            profile.save()
        else:
            profile.delete()
    _forget_consents({(profile.person_id, profile.programme_id) for profile in found})
    return len(found)


def _forget_consents(pairs: Iterable[tuple[int, int]]) -> None:
    """Delete what people said about being counted, where nothing of theirs is left to count."""
    for person, programme in pairs:
        if not ConflictProfile.objects.filter(person=person, programme=programme).exists():
            Consent.objects.filter(person=person, programme=programme, subject=selectors.CONSENT_SUBJECT).delete()


def _drop(profile: ConflictProfile, name: str) -> None:
    """Take a file away, from the disk only once the row is committed."""
    file = getattr(profile, name)
    if file:
        transaction.on_commit(partial(file.storage.delete, file.name))
        setattr(profile, name, "")
