"""What members propose: to add, change or remove a commitment, with a reason, and what others say about it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from charters.models.charter import Charter, Commitment, OfCharterQuerySet, Section
from programmes.models.base import Record
from programmes.models.programme import Membership, Programme


class Proposal(Record):
    """A change of the charter that is worked on until a round agrees it.

    `before` and `behaviours_before` are what it changes, as it stood when the words of the proposal were last saved;
    `behaviours` has one on each line, and all of them: those it leaves out go.
    Whoever may propose may also better its words: `revision` grows with each change, and an older one never overwrites
    a newer. `origin` is what it was made from ("workshops.cluster:7").
    """

    class Kind(models.TextChoices):
        ADD = "add", "Add a commitment"
        CHANGE = "change", "Change a commitment"
        REMOVE = "remove", "Remove a commitment"

    class State(models.TextChoices):
        OPEN = "open", "Open for comments"
        IN_ROUND = "in_round", "In a round"
        AGREED = "agreed", "Agreed"

    charter = models.ForeignKey(Charter, models.CASCADE, related_name="proposals", editable=False)
    kind = models.CharField(max_length=6, choices=Kind, editable=False)
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, null=True, blank=True, related_name="proposals", editable=False
    )
    section = models.ForeignKey(Section, models.PROTECT, related_name="proposals", verbose_name="section")
    text = models.CharField("commitment", max_length=300, blank=True, help_text="One sentence that one can be held to.")
    behaviours = models.TextField(
        "behaviours that bear it out", blank=True, max_length=1500, help_text="One on each line: what others can see."
    )
    reason = models.TextField("why", max_length=1000)
    before = models.CharField(max_length=300, blank=True, editable=False)
    behaviours_before = models.TextField(blank=True, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    origin = models.CharField(max_length=80, blank=True, editable=False)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, editable=False, related_name="proposals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)

    objects = OfCharterQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = "proposal"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="add", commitment__isnull=True) | (~Q(kind="add") & Q(commitment__isnull=False)),
                name="proposal_changes_what_there_is",
            ),
            models.CheckConstraint(
                condition=Q(kind="remove", text="") | (~Q(kind="remove") & ~Q(text="")),
                name="proposal_has_words_unless_it_removes",
            ),
        ]

    def __str__(self) -> str:
        return self.text or self.before


class OfProposalQuerySet(OfCharterQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(proposal__in=Proposal.objects.visible_to(user))

    def of_owner(self, programme: Programme) -> Self:
        return self.filter(proposal__charter__programme=programme)


class Revision(models.Model):
    """The words of a proposal as somebody saved them. Rows are added, never changed: nobody's words are lost."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=300, blank=True)
    behaviours = models.TextField(blank=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfProposalQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="revision_numbered_once")]

    def __str__(self) -> str:
        return f"{self.proposal}, revision {self.number}"


class Comment(Record):
    """What somebody says about a proposal, under their name."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="comments", editable=False)
    text = models.TextField("comment", max_length=1000)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, editable=False, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    objects = OfProposalQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = "comment"

    def __str__(self) -> str:
        return self.text


class Ground(models.Model):
    """The evidence that a proposal or a commitment answers: the key and the name of a record, which an app above reads.

    A theme, a result of a survey, a snapshot, a cluster from the room.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, related_name="grounds")
    commitment = models.ForeignKey(Commitment, models.CASCADE, null=True, related_name="grounds")
    record = models.CharField(max_length=80)
    label = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "record"], name="proposal_answers_it_once"),
            models.UniqueConstraint(fields=["commitment", "record"], name="commitment_answers_it_once"),
            models.CheckConstraint(
                condition=Q(proposal__isnull=False, commitment__isnull=True)
                | Q(proposal__isnull=True, commitment__isnull=False),
                name="ground_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.label
