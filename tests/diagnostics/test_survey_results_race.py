"""Two presses at once publish a round once, and let sponsors read it once; answers are not deleted under a release."""

import pytest
from django.utils import timezone

from diagnostics.models import Release, ReleaseUnit, Sharing, Survey
from diagnostics.selectors.results import BY_SECTOR, EVERYBODY
from diagnostics.services import results, sharing
from diagnostics.services.ledgering import Refused
from tests.diagnostics import asked, groups, waves

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


def _tried(act):
    try:
        return act()
    except Refused:
        return None


def test_a_round_is_published_once_and_shared_once_whoever_presses_at_once():
    programme, by = groups.programme()
    survey = asked.survey(programme, Survey.Kind.ANONYMOUS, kinds=("pair",))
    asked.people(survey, 16, sectors=("Hospital", "Council"))
    wave = waves.closed(waves.opened(survey, by), [waves.given(survey, each) for each in range(16)])
    keys = (EVERYBODY, BY_SECTOR) * 2

    def publish(key):
        return lambda: _tried(lambda: results.publish(wave=wave, key=key, by=by))

    made = [release for release in waves.at_once([publish(key) for key in keys], threads=4) if release]
    release = Release.objects.get()
    assert (made, ReleaseUnit.objects.count()) == ([release], 16)
    day = timezone.localdate()

    def decide():
        return _tried(lambda: sharing.decide(release=release, decided_on=day, how="In the room", by=by))

    assert sum(decision is not None for decision in waves.at_once([decide] * 3, threads=3)) == 1
    assert (Sharing.objects.count(), Release.objects.filter(audience="sponsor").count()) == (1, 1)
    assert ReleaseUnit.objects.count() == 32
