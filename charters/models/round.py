"""Agreeing: a round puts proposals before the members, and each says where they stand."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from charters.models.charter import Charter, OfCharterQuerySet
from charters.models.proposal import Proposal
from programmes.access import Capability
from programmes.models.programme import Membership, Programme
from workshops.models import Event


class Round(models.Model):
    """So long, and among these people, each of them says where they stand on each proposal.

    `quorum` is the number of people that must have answered. `event` is the meeting in which it is run live, if it is;
    `on_paper` says that it was agreed there by show of hands and entered afterwards.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    charter = models.ForeignKey(Charter, models.CASCADE, related_name="rounds", editable=False)
    number = models.PositiveSmallIntegerField(editable=False)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN, editable=False)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    closes_at = models.DateTimeField("open until")
    quorum = models.PositiveSmallIntegerField("how many must answer")
    event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="rounds", verbose_name="run live in"
    )
    on_paper = models.BooleanField(default=False, editable=False)
    reminded_on = models.DateField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    objects = OfCharterQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["charter", "number"], name="round_numbered_once"),
            models.UniqueConstraint(fields=["charter"], condition=Q(state="open"), name="round_open_one_at_a_time"),
            models.CheckConstraint(condition=Q(quorum__gte=1), name="round_has_a_quorum"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | Q(state="open", closed_at__isnull=True),
                name="closed_round_says_when",
            ),
            models.CheckConstraint(condition=Q(on_paper=False) | Q(state="closed"), name="round_on_paper_is_over"),
        ]

    def __str__(self) -> str:
        return f"Round {self.number}"

    @property
    def key(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class OfRoundQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(round__in=Round.objects.visible_to(user))


class RoundItem(models.Model):
    """A proposal in a round, with the words on which people took their stance.

    As the round closes, `outcome` and the counts of stances are kept for good.
    """

    class Outcome(models.TextChoices):
        AGREED = "agreed", "Agreed"
        TOO_FEW = "too_few", "Too few people answered"
        NOT_YET = "not_yet", "A “not yet” has no answer"

    round = models.ForeignKey(Round, models.CASCADE, related_name="items")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=300, blank=True)
    behaviours = models.TextField(blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    agree = models.PositiveSmallIntegerField(default=0)
    live = models.PositiveSmallIntegerField(default=0)
    not_yet = models.PositiveSmallIntegerField(default=0)

    objects = OfRoundQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "proposal"], name="proposal_once_in_a_round")]

    def __str__(self) -> str:
        return self.text or str(self.proposal)


class RoundMember(models.Model):
    """Somebody who is asked in a round: a leader who took part as it opened."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="members")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    objects = OfRoundQuerySet.as_manager()

    class Meta:
        ordering = ["membership__person__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "membership"], name="asked_in_a_round_once")]

    def __str__(self) -> str:
        return self.membership.shown_name


class StanceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Their own, and for who runs the round everybody's."""
        run = Programme.objects.granting(user, Capability.EDIT_CHARTER)
        return self.filter(Q(member__membership__person__user=user) | Q(item__round__charter__programme__in=run))


class Stance(models.Model):
    """Where somebody stands on a proposal. Of a "not yet" that was answered, the reason goes and the answer stays.

    `answer` is what the facilitator replied to the reason; who gave it then says whether that answers it.
    `noted_in_room`: the facilitator noted it for them, as they said it in the room. It goes as they say something
    themselves, and as the round closes: afterwards nothing tells whose "not yet" was answered.
    """

    class Choice(models.TextChoices):
        AGREE = "agree", "I agree"
        LIVE = "live", "I can live with it"
        NOT_YET = "not_yet", "Not yet"

    item = models.ForeignKey(RoundItem, models.CASCADE, related_name="stances")
    member = models.ForeignKey(RoundMember, models.CASCADE, related_name="stances")
    choice = models.CharField(max_length=7, choices=Choice)
    reason = models.TextField(blank=True, max_length=1000)
    only_facilitator = models.BooleanField(default=False)
    answer = models.TextField(blank=True, max_length=1000)
    noted_in_room = models.BooleanField(default=False, editable=False)

    objects = StanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="one_stance_each"),
            models.CheckConstraint(
                condition=Q(choice="not_yet") & ~Q(reason="")
                | ~Q(choice="not_yet") & Q(reason="", answer="", only_facilitator=False),
                name="not_yet_says_why",
                violation_error_message="Say why not yet: it is what the others can answer.",
            ),
            models.CheckConstraint(
                condition=Q(noted_in_room=False) | ~Q(choice="not_yet"), name="not_yet_is_said_by_its_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_choice_display()}"


class Resolution(models.Model):
    """How a "not yet" was answered. It stays with the proposal; who asked, and in which words, does not."""

    item = models.ForeignKey(RoundItem, models.CASCADE, related_name="resolutions")
    text = models.TextField("how it was answered", max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text
