from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from programmes.models.person import Person
from programmes.models.programme import Programme


class NoticeQuerySet(models.QuerySet):
    def in_hand(self) -> Self:
        """Mails that are still to go out, or are going out now."""
        return self.filter(state__in=(Notice.State.WAITING, Notice.State.SENDING))

    def invitations(self) -> Self:
        return self.filter(kind=Notice.Kind.INVITATION)


class Notice(models.Model):
    """A mail to go out. It stores ids and what it is about; its words are made when it is sent."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", "Invitation to the portal"
        CLEARED = "cleared", "Ways to sign in cleared"
        ADDRESS_ADDED = "address_added", "Address added"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Sending"
        ACCEPTED = "accepted", "Accepted by the mail server"
        REFUSED = "refused", "Refused by the mail server"
        UNSURE = "unsure", "Unsure: it may have gone out"

    kind = models.CharField(max_length=20, choices=Kind)
    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    address = models.EmailField()
    programme = models.ForeignKey(Programme, models.CASCADE, null=True, blank=True, related_name="notices")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.address}: {self.get_state_display()}"
