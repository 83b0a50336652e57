"""What is shown back in the room: cards picked from what was published, in an order, one message each."""

from django.db import models
from django.db.models import Q

from diagnostics.models.release import Release
from programmes.access import Capability
from programmes.models.base import Record, RecordQuerySet
from programmes.models.programme import OfProgrammeQuerySet, Programme


class DeckQuerySet(OfProgrammeQuerySet):
    seen_with = Capability.MAKE_DECKS


class Deck(Record):
    """Cards for the room, in order."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="decks", editable=False)
    title = models.CharField("title", max_length=120)
    for_whom = models.CharField("for", max_length=120, blank=True, help_text="For example “Workshop 1”.")

    objects = DeckQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class Card(Record):
    """One message for the wall. Its picture is a figure of a release, named by `figure`, never counted anew.

    `notes` are the facilitator's: on their laptop and nowhere else.
    """

    class Kind(models.TextChoices):
        MESSAGE = "message", "A message in words"
        FIGURE = "figure", "A figure that was published"

    deck = models.ForeignKey(Deck, models.CASCADE, related_name="cards", editable=False)
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.MESSAGE, editable=False)
    release = models.ForeignKey(Release, models.PROTECT, null=True, editable=False, related_name="cards")
    figure = models.CharField(max_length=40, blank=True, editable=False)
    title = models.CharField("the message", max_length=160)
    text = models.TextField("a few more words", blank=True, max_length=600)
    notes = models.TextField("your notes", blank=True, help_text="Only you see them, on your own screen.")
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="message", release__isnull=True, figure="")
                | (Q(kind="figure", release__isnull=False) & ~Q(figure="")),
                name="card_shows_what_was_published",
            )
        ]

    def __str__(self) -> str:
        return self.title
