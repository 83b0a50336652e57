from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from programmes.models.person import Person
from programmes.models.programme import OfProgrammeQuerySet, Programme


class NoticeQuerySet(models.QuerySet):
    def in_hand(self) -> Self:
        """Mails that are still to go out, or are going out now."""
        return self.filter(state__in=(Notice.State.WAITING, Notice.State.SENDING))

    def held_back(self) -> Self:
        """Mails that are still to go out, of a programme all of whose mail is held."""
        return self.in_hand().filter(programme__in=MailHold.objects.filter(until=None).values("programme"))

    def invitations(self) -> Self:
        """Mails that ask somebody in; the welcome of a newcomer and the invitation to pre-work do so too."""
        return self.filter(kind__in=(Notice.Kind.INVITATION, Notice.Kind.INDUCTION, Notice.Kind.PREWORK))


class Notice(models.Model):
    """A mail to go out. It stores ids and what it is about; its words are made when it is sent.

    `person` is None where a survey asks somebody who is on its list only.

    `task` is the background task of the app that writes its words; `about` holds the ids that it needs. `message_id` is
    what a bounce quotes.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", "Invitation to the portal"
        CLEARED = "cleared", "Ways to sign in cleared"
        ADDRESS_ADDED = "address_added", "Address added"
        PREWORK = "prework", "Pre-work invitation"
        REMINDER = "reminder", "Pre-work reminder"
        BOOKED = "booked", "Conversation booked or moved"
        CALLED_OFF = "called_off", "Conversation cancelled"
        READER_NAMED = "reader_named", "Somebody else is to read the notes"
        QUOTE_SHOWN = "quote_shown", "A quote to look at"
        INDUCTION = "induction", "Welcome to the programme"
        LEAVING = "leaving", "Leaving the programme"
        SURVEY = "survey", "Link to a survey"
        SURVEY_AGAIN = "survey_again", "Reminder of a survey"
        MEETING = "meeting", "Invitation to a meeting"
        MEETING_CHANGED = "meeting_changed", "A meeting moved or called off"
        ACTION = "action", "Reminder of an action"
        ROUND = "round", "A round of the charter"
        ROUND_AGAIN = "round_again", "Reminder of a round of the charter"
        ANSWERED = "answered", "A “not yet” has an answer"
        SIGN = "sign", "A charter to sign"
        REVIEW = "review", "A review of the charter is due"

    class State(models.TextChoices):
        HELD = "held", "Held back with all mail of the programme"
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Sending"
        ACCEPTED = "accepted", "Accepted by the mail server"
        REFUSED = "refused", "Refused by the mail server"
        UNSURE = "unsure", "Unsure: it may have gone out"
        BOUNCED = "bounced", "Came back: it was not delivered"
        DROPPED = "dropped", "Not sent: by then there was no reason to"

    # What no list names people by: to be asked, reminded or answered says something that is theirs alone.
    UNLISTED = (Kind.QUOTE_SHOWN, Kind.SURVEY, Kind.SURVEY_AGAIN, Kind.ANSWERED)
    # What has not gone out yet, and what somebody has to look at.
    TO_COME = (State.HELD, State.WAITING, State.SENDING)
    STUCK = (State.REFUSED, State.UNSURE, State.BOUNCED)

    kind = models.CharField(max_length=20, choices=Kind)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="notices")
    address = models.EmailField()
    programme = models.ForeignKey(Programme, models.CASCADE, null=True, blank=True, related_name="notices")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    task = models.CharField(max_length=120, blank=True)
    about = models.JSONField(default=dict)
    message_id = models.CharField(max_length=120, blank=True, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["message_id"], condition=~models.Q(message_id=""), name="notice_named_once"
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | models.Q(kind__in=["survey", "survey_again"]),
                name="notice_to_a_person_or_a_respondent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.address}: {self.get_state_display()}"


class MailHold(models.Model):
    """All mail of a programme held back for a while, and by how many days its due dates moved when that was over."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="mail_holds", editable=False)
    reason = models.CharField(
        "why", max_length=200, blank=True, help_text="For example: pressure on services, or a pre-election period."
    )
    since = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField(null=True, editable=False)
    moved_days = models.PositiveSmallIntegerField(default=0, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme"], condition=models.Q(until__isnull=True), name="mail_held_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="mail_hold_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"Mail of {self.programme} held since {timezone.localdate(self.since)}"
