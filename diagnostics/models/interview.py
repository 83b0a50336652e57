"""One-to-one conversations: when they are, who holds them, who reads their notes, and the notes themselves."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from programmes.access import Capability
from programmes.models.base import Record
from programmes.models.person import Person
from programmes.models.programme import OfProgrammeQuerySet, Programme


class GuideQuestion(Record):
    """A question of a programme's conversation guide, in its order."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="guide", editable=False)
    position = models.PositiveSmallIntegerField("order", default=0, editable=False)
    text = models.CharField("question", max_length=300)
    hint = models.TextField("a note to whoever asks", blank=True, help_text="Only interviewers see it.")

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class SlotQuerySet(OfProgrammeQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Times offered in programmes where the user books conversations or holds them."""
        booked = Programme.objects.granting(user, Capability.BOOK_CONVERSATION)
        held = Programme.objects.granting(user, Capability.HOLD_CONVERSATIONS)
        return self.filter(Q(programme__in=booked) | Q(programme__in=held))

    def free(self, at: Any) -> Self:
        """Times that begin after the moment `at` and that nobody has booked."""
        booked = Interview.objects.exclude(state=Interview.State.CANCELLED).filter(slot__isnull=False)
        return self.standing().filter(starts_at__gt=at).exclude(pk__in=booked.values("slot"))


class Slot(Record):
    """A time that an interviewer offers."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="slots", editable=False)
    interviewer = models.ForeignKey(Person, models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField("starts")
    minutes = models.PositiveSmallIntegerField("minutes", default=45)
    place = models.CharField("where", max_length=200, blank=True, help_text="A room, a phone number or a meeting link.")

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["interviewer", "starts_at"],
                condition=Q(withdrawn_at__isnull=True),
                name="slot_offered_once",
                violation_error_message="This time is offered already.",
            ),
            models.CheckConstraint(condition=Q(minutes__range=(10, 240)), name="slot_of_a_sensible_length"),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%d %B %Y %H:%M}"


class InterviewQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.exclude(state=Interview.State.CANCELLED)

    def arranged_by(self, user: Any) -> Self:
        """Conversations whose dates the user keeps: their own, and those of the leaders whom they assist."""
        programmes = Programme.objects.granting(user, Capability.BOOK_CONVERSATION)
        parts = Q(person__assistants__person__user=user, person__assistants__withdrawn_at=None)
        still = Q(person__assistants__ends_on=None) | Q(person__assistants__ends_on__gte=timezone.localdate())
        here = Q(person__assistants__programme=models.F("programme"))
        return self.filter(Q(person__user=user) | (parts & still & here), programme__in=programmes).distinct()

    def listed_to(self, user: Any) -> Self:
        """Conversations that the user sees in the list of a programme: who, when and how far, never a word of them."""
        return self.filter(programme__in=Programme.objects.granting(user, Capability.HOLD_CONVERSATIONS))

    def readable_by(self, user: Any) -> Self:
        """Conversations whose notes are open to the user: named to the leader, who knows of it."""
        held = self.filter(programme__in=Programme.objects.granting(user, Capability.HOLD_CONVERSATIONS))
        named = NotesReader.objects.standing().filter(person__user=user)
        return held.filter(pk__in=named.values("interview"))


class Interview(models.Model):
    """A conversation ("conversation" on the screen): booked, then held, or cancelled.

    `uid` and `sequence` are those of its calendar entry. `quotes` is what the leader said about being quoted, once;
    `quotes_told_to` is who wrote it down as they said it, empty where they answered here.
    """

    class Purpose(models.TextChoices):
        PREWORK = "prework", "Before the workshops"
        INDUCTION = "induction", "Joining the programme"
        HANDOVER = "handover", "Leaving the programme"

    class State(models.TextChoices):
        BOOKED = "booked", "Booked"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    class Quotes(models.TextChoices):
        NONE = "none", "Quote nothing that I said"
        FIRST = "first", "Show me a quote first"
        UNATTRIBUTED = "unattributed", "Quote me without my name, post or organisation"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="interviews")
    person = models.ForeignKey(Person, models.CASCADE, related_name="interviews")
    interviewer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=9, choices=Purpose, default=Purpose.PREWORK)
    state = models.CharField(max_length=9, choices=State, default=State.BOOKED)
    slot = models.ForeignKey(Slot, models.PROTECT, null=True, blank=True, related_name="interviews")
    starts_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=45)
    place = models.CharField(max_length=200, blank=True)
    held_on = models.DateField(null=True, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    quotes = models.CharField(max_length=12, choices=Quotes, blank=True)
    quotes_told_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # When its notes, passages and quotes were deleted, as promised to the leader.
    notes_deleted_at = models.DateTimeField(null=True)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "held_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot"], condition=Q(slot__isnull=False) & ~Q(state="cancelled"), name="slot_booked_once"
            ),
            models.UniqueConstraint(
                fields=["programme", "person"], condition=Q(state="booked"), name="conversation_booked_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(held_on__isnull=False), name="conversation_held_on_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="booked") | Q(starts_at__isnull=False), name="conversation_booked_for_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Conversation with {self.person}"

    @property
    def key(self) -> str:
        """How the audit and the evidence name this record."""
        return f"{self._meta.label_lower}:{self.pk}"


class NotesReaderQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Who may read now: of whom the leader knows, and who was not taken off again."""
        return self.filter(known_at__isnull=False, ended_at__isnull=True)


class NotesReader(models.Model):
    """Somebody who may open the notes of one conversation, once the leader knows of it.

    `takes_notes` marks who writes them. `known_at`: the leader read it at booking or afterwards, or `told_by` wrote
    down having told them.
    """

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="readers")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    takes_notes = models.BooleanField(default=False)
    named_at = models.DateTimeField(default=timezone.now)
    known_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = NotesReaderQuerySet.as_manager()

    class Meta:
        ordering = ["-takes_notes", "named_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "person"], condition=Q(ended_at__isnull=True), name="reader_named_once"
            ),
            models.CheckConstraint(
                condition=Q(told_by__isnull=True) | Q(known_at__isnull=False), name="reader_told_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} reads {self.interview}"


class ProgrammeReader(Record):
    """Somebody who is named to every leader, before they book, as reader of the notes beside the interviewer."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="notes_readers", editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person"],
                condition=Q(withdrawn_at__isnull=True),
                name="programme_reader_named_once",
                violation_error_message="This person is named already.",
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class Note(models.Model):
    """What was written under one question of a conversation, or beside all of them; encrypted.

    `version` counts the texts that it has had; 0 is the empty one.
    """

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="notes")
    question = models.ForeignKey(GuideQuestion, models.PROTECT, null=True, blank=True, related_name="notes")
    ciphertext = models.BinaryField(default=b"")
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["question__position", "question", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "question"], name="note_once_under_a_question"),
            models.UniqueConstraint(
                fields=["interview"], condition=Q(question__isnull=True), name="note_once_beside_the_questions"
            ),
        ]

    def __str__(self) -> str:
        return f"Note {self.pk}"


class NoteTab(models.Model):
    """What one open page has sent of a note, and what it was given back: what merging two pages' words rests on.

    `seq` is the page's newest save that was taken; `sent` its text and `given` the answer to it, both encrypted.
    """

    note = models.ForeignKey(Note, models.CASCADE, related_name="tabs")
    tab = models.UUIDField()
    seq = models.PositiveIntegerField()
    sent = models.BinaryField()
    given = models.BinaryField()
    version = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "tab"], name="tab_once_for_a_note")]

    def __str__(self) -> str:
        return f"{self.note}: {self.tab}"
