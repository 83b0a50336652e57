"""Pulses of a charter for tests: asked for, answered and published by the services that pages and workers call."""

from datetime import timedelta

from django.utils import timezone

from charters.models import Review
from charters.services import pulse, reviews
from diagnostics.models import Wave
from diagnostics.services import results, sealing
from programmes.dates import FactDate
from tests.diagnostics import waves

TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=10)


def sent(review, by, **more):
    """The pulse is asked for, and the sealing worker opens it."""
    wave = pulse.begin(review=review, closes_on=SOON, by=by, **more)
    job = wave.survey.programme.jobs.filter(subject__wave=wave.pk).order_by("pk").last()
    waves.done(job, sealing.carry_out_opening)
    review.refresh_from_db()
    wave.refresh_from_db()
    return wave


def answered(review, by, *, mine=4, ours=4, people=12, publish=True):
    """Everybody gives each line these points, the round is closed, its results go out."""
    keys = [(str(one["mine"]), str(one["ours"])) for one in review.questions]
    given = {key: point for pair in keys for key, point in zip(pair, (mine, ours), strict=True)}
    wave = waves.closed(Wave.objects.get(pk=review.wave_id), [given] * people, by)
    return results.publish(wave=wave, by=by) if publish else wave


def held(review, by):
    return reviews.hold(review=review, held_on=FactDate(TODAY), outcome="We keep it.", by=by)


def next_pulse(version, by, **points):
    """Hold the review under way, then open the next with its pulse, answered and published."""
    held(Review.objects.get(held_on=None), by)
    following = reviews.add(charter=version.charter, due_on=SOON, by=by)
    sent(following, by)
    return answered(following, by, **points)
