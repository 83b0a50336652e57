"""Leaders and their profiles, made through the services that the pages call."""

from diagnostics import scoring
from diagnostics.models import PreWorkStep, Source
from diagnostics.modes import Mode
from diagnostics.questionnaire import PAIRS
from diagnostics.services import licensed, profiles

SCORES = dict(zip(Mode, (7, 9, 5, 6, 3), strict=True))
PERCENTILES = dict(zip(Mode, (81, 77, 20, 50, 9), strict=True))
BANDS = dict(zip(Mode, ("High", "High", "Low", "Medium", "Low"), strict=True))


def ask(programme, source=Source.OWN, **fields):
    """The programme asks for the conflict profile."""
    return PreWorkStep.objects.create(programme=programme, source=source, **fields)


def begin(user, programme, answers=0, side="a"):
    """The user's begun profile, with the first so many answers given."""
    begun = profiles.begin(person=user.person, programme=programme, by=user)
    for pair in PAIRS[:answers]:
        profiles.answer(profile=begun, item=pair.id, side=side)
    return begun


def finish(user, programme, side="a", at=None):
    """The user's finished profile; every answer is the same side."""
    return profiles.finish(profile=begin(user, programme, len(PAIRS), side), by=user, at=at)


def release(profile, by):
    profiles.release(profiles=[profile], by=by)
    profile.refresh_from_db()
    return profile


def licensed_result(scores=SCORES, percentiles=None, bands=None):
    return scoring.licensed_profile(scores, percentiles, bands)


def record(user, programme, by, result=None, **options):
    """A licensed result of the user's."""
    result = result or licensed_result()
    return licensed.record(person=user.person, programme=programme, result=result, by=by, **options)
