"""What the privacy page promises about rooms, rounds and the charter, word for word, and that what keeps it agrees."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hwe_portal.celery import app
from programmes.access import FLOOR
from workshops.models import Contribution
from workshops.services.expired_rooms import GUESTS_KEPT
from workshops.services.replies import NEEDS_KEPT
from workshops.views.doors import COOKIE_AGE

PROMISES = [
    "seen by you, whoever assists you and the facilitators, and is in no email.",
    "It is deleted 30 days after the meeting.",
    "says before you answer whether it is anonymous",
    "the facilitator sees who said what; the wall shows no names",
    "Nothing is shown before the exercise closes, and nothing at all if fewer than five people answered.",
    "the single answers are deleted and only what may be shown stays",
    "nothing is left that leads from a card to a person",
    "Somebody who has the portal’s database and also its secret key could work out in those minutes whose",
    "a copy of the database that was made in those minutes",
    "What you propose, reword or comment on is read by everybody who takes part, with your name.",
    "how many said what once the round has closed, not who",
    "Once you say that an answer will do, your reason is deleted; the answer stays, without your name.",
    "Sponsors are told how many signed, never who.",
    "versions of the charter with the names of those who took part, and signatures",
    "leaders and guests are counted apart, and each are shown only if at least five of them answered",
    "what you gave there under your name, and who said what in a round on the charter are deleted a year after",
    "that we wrote it is deleted from our records as the round closes.",
    "the names of guests 30 days after the room has closed",
    "for twelve hours",
]


@pytest.mark.django_db
def test_it_says_in_plain_words_what_is_kept_who_sees_it_and_when_it_goes():
    page = Client().get(reverse("privacy")).content.decode()
    assert [promise for promise in PROMISES if promise not in page] == []


def test_what_it_promises_is_what_is_done():
    assert (timedelta(days=30), 5, timedelta(hours=12).total_seconds()) == (NEEDS_KEPT, FLOOR, COOKIE_AGE)
    done = {each["task"] for each in app.conf.beat_schedule.values()}
    kept_by = {"workshops.tasks.forget_needs", "workshops.tasks.forget_rooms", "charters.tasks.delete_expired_stances"}
    assert kept_by - done == set()
    assert NEEDS_KEPT == GUESTS_KEPT
    assert [field.name for field in Contribution._meta.fields] == [
        "id", "exercise", "voter", "seat", "from_guest", "body",
    ]  # fmt: skip
