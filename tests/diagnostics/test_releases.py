"""What is published counts only those who agreed, never gives few away, and is published once."""

import pytest

from diagnostics.models import Release
from diagnostics.services import releases
from programmes.models import Consent
from tests.diagnostics import groups

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


def test_a_picture_counts_those_who_finished_and_agreed():
    programme, by = groups.programme()
    joined = groups.answering(programme, by, 6)
    groups.answering(programme, by, 1, choice=Consent.Choice.OUT)
    groups.answering(programme, by, 1, choice="")
    groups.leader(programme)
    release = groups.publish(programme, by)
    assert groups.counted(release) == {person.pk for person in joined}
    assert (release.covered, release.of, release.number, release.floor) == (6, 9, 1, 5)


def test_fewer_than_five_are_never_published():
    programme, by = groups.programme()
    groups.answering(programme, by, 4)
    with pytest.raises(releases.Refused):
        groups.publish(programme, by)
    assert Release.objects.count() == 0
