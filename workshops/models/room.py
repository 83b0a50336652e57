"""The live room: what the facilitator has the room do, who is in it, and what they give."""

import secrets
import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from diagnostics.models import Card
from programmes.access import Capability
from programmes.models.base import Record, RecordQuerySet
from programmes.models.programme import Membership, Programme
from workshops.models.agenda import AgendaItem
from workshops.models.event import Event
from workshops.models.outcome import OutcomeOfEventQuerySet

# Letters and digits that nobody mistakes for one another when they are read from a wall.
CODE_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"
CODE_LENGTH = 6


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


class OfRoomQuerySet(RecordQuerySet):
    """Rows that only who steers the room reads one by one."""

    event_path = "event"

    def visible_to(self, user: Any) -> Self:
        steered = Programme.objects.granting(user, Capability.STEER_ROOM)
        return self.filter(**{f"{self.event_path}__programme__in": steered, f"{self.event_path}__withdrawn_at": None})


class Exercise(Record):
    """One thing that the room does together, live with phones or on paper.

    `voices` is said before anybody answers. What an anonymous exercise gathered is shown once, as it closes, from
    FLOOR people on; then single answers are deleted and `result` keeps what may be shown. `answered` counts people.
    `most` is how many cards, dots or choices one person has; `points` and the labels belong to a scale. `address` is
    the page of the portal that phones are led to, for a kind of work that lives in an app above.
    """

    class Kind(models.TextChoices):
        REFLECT = "reflect", "Show a card"
        SINGLE = "single", "Poll: choose one"
        MULTIPLE = "multiple", "Poll: choose several"
        SCALE = "scale", "Scale"
        CARDS = "cards", "Collect cards"
        DOTS = "dots", "Vote with dots"
        RANKING = "ranking", "Put in order"
        TIMER = "timer", "Timer"
        PAGE = "page", "A page of the portal"

    class Voices(models.TextChoices):
        ANONYMOUS = "anonymous", "Anonymous: nobody sees who said what"
        NAMED = "named", "Named: the facilitator sees who said what, the wall shows no names"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    WITH_OPTIONS = (Kind.SINGLE, Kind.MULTIPLE, Kind.DOTS, Kind.RANKING)
    ANSWERED = (*WITH_OPTIONS, Kind.SCALE, Kind.CARDS)

    event = models.ForeignKey(Event, models.CASCADE, related_name="exercises", editable=False)
    agenda_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="exercises", verbose_name="block of the agenda"
    )
    kind = models.CharField("kind", max_length=8, choices=Kind, default=Kind.CARDS)
    prompt = models.CharField("question or heading", max_length=200)
    detail = models.CharField("a few more words", max_length=300, blank=True)
    voices = models.CharField("whose answers are seen", max_length=9, choices=Voices, default=Voices.ANONYMOUS)
    most = models.PositiveSmallIntegerField("how many each", default=3)
    points = models.PositiveSmallIntegerField("points of the scale", default=5)
    low_label = models.CharField("the lowest point", max_length=40, blank=True)
    high_label = models.CharField("the highest point", max_length=40, blank=True)
    minutes = models.PositiveSmallIntegerField("minutes", default=5)
    ends_at = models.DateTimeField(null=True, editable=False)
    card = models.ForeignKey(Card, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="card")
    address = models.CharField(max_length=200, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    state = models.CharField(max_length=7, choices=State, default=State.PLANNED, editable=False)
    on_paper = models.BooleanField(default=False, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    answered = models.PositiveIntegerField(default=0, editable=False)
    result = models.JSONField(null=True, editable=False)

    objects = OfRoomQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(most__range=(1, 20)), name="exercise_gives_each_some"),
            models.CheckConstraint(condition=Q(points__range=(2, 10)), name="exercise_scale_has_points"),
            models.CheckConstraint(condition=Q(minutes__range=(1, 180)), name="exercise_takes_minutes"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="closed_exercise_says_when",
            ),
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(state="open", withdrawn_at__isnull=True),
                name="exercise_open_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.prompt

    @property
    def is_anonymous(self) -> bool:
        return self.voices == self.Voices.ANONYMOUS


class Room(models.Model):
    """The live room of a meeting: its code, whether guests may join, and what it is on.

    `step` grows with everything that phones and the wall must show anew, `tally` with every answer, which only the
    wall shows. Without `exercise` the wall shows how to join.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    event = models.OneToOneField(Event, models.CASCADE, related_name="room")
    code = models.CharField(max_length=6, unique=True, default=new_code)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    guests_allowed = models.BooleanField("people without an account may join with the code", default=False)
    exercise = models.ForeignKey(Exercise, models.SET_NULL, null=True, related_name="+")
    step = models.PositiveIntegerField(default=1)
    tally = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = models.Manager.from_queryset(OfRoomQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | Q(state="open", closed_at__isnull=True),
                name="closed_room_says_when",
            )
        ]

    def __str__(self) -> str:
        return f"Room of {self.event}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class SeatQuerySet(models.QuerySet):
    def here(self, room: Room) -> Self:
        """Who has come in since the room was opened last, and was not put out."""
        return self.filter(room=room, joined_at__gte=room.opened_at, put_out_at=None)


class Seat(models.Model):
    """Somebody in a room: a part in the programme, or a guest under a name of their own, whom a secret lets back in.

    A guest who was put out is not let back in with that secret. `joined_at` is when they came, or came back after the
    room was opened again.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="seats")
    membership = models.ForeignKey(Membership, models.CASCADE, null=True, related_name="seats")
    guest_name = models.CharField(max_length=60, blank=True)
    secret_hash = models.BinaryField(max_length=32, null=True)
    joined_at = models.DateTimeField(default=timezone.now)
    put_out_at = models.DateTimeField(null=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["room", "membership"], name="seated_once"),
            models.UniqueConstraint(fields=["secret_hash"], name="seat_known_by_its_secret"),
            models.CheckConstraint(
                condition=Q(membership__isnull=False, guest_name="", secret_hash__isnull=True)
                | (Q(membership__isnull=True, secret_hash__isnull=False) & ~Q(guest_name="")),
                name="seat_of_a_member_or_a_guest",
            ),
            models.CheckConstraint(
                condition=Q(put_out_at__isnull=True) | Q(membership__isnull=True), name="only_guests_are_put_out"
            ),
        ]

    def __str__(self) -> str:
        return self.membership.shown_name if self.membership else f"{self.guest_name} (guest)"


class Option(models.Model):
    """Something to choose, weigh or rank; `origin` is what it was made from."""

    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="options")
    text = models.CharField(max_length=200)
    origin = models.CharField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["exercise", "position"], name="option_has_a_place")]

    def __str__(self) -> str:
        return self.text


class Contribution(models.Model):
    """What one person answered in an exercise; sent again, it replaces what they sent before.

    `voter` is a keyed hash of the exercise and the seat, under a key that is not in the database; only a named
    exercise knows the seat as well. `body` is {"options": [pk, …]}, {"point": n} or {"dots": {pk: n}}.
    Anonymous answers of guests are counted apart from those of leaders: anybody with the code can be a guest, also
    several times, and would know what is left when their own answers are taken away.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="contributions")
    voter = models.BinaryField(max_length=32)
    seat = models.ForeignKey(Seat, models.SET_NULL, null=True, related_name="contributions")
    from_guest = models.BooleanField(default=False)
    body = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exercise", "voter"], name="one_answer_each")]

    def __str__(self) -> str:
        return "An answer in the room"


class ClusterQuerySet(OutcomeOfEventQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Who takes part reads what a closed exercise gathered; who steers the room reads it as it grows."""
        seen = Programme.objects.granting(user, Capability.SEE_OUTCOMES)
        steered = Programme.objects.granting(user, Capability.STEER_ROOM)
        closed = Q(exercise__event__programme__in=seen, exercise__state=Exercise.State.CLOSED)
        return self.filter(closed | Q(exercise__event__programme__in=steered))


class Cluster(Record):
    """Cards that belong together, under a name."""

    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="clusters", editable=False)
    name = models.CharField("name", max_length=120)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class StatementQuerySet(OfRoomQuerySet):
    event_path = "exercise__event"


class Statement(Record):
    """A card from the room: a few words. `nonce` names one sending, so that a card sent twice is there once.

    Of an anonymous exercise `voter` and `from_guest` are emptied and the cards are shuffled as it closes.
    """

    MOST_LETTERS = 200

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="statements", editable=False)
    cluster = models.ForeignKey(Cluster, models.SET_NULL, null=True, blank=True, related_name="statements")
    text = models.CharField("card", max_length=200)
    voter = models.BinaryField(max_length=32, null=True, editable=False)
    seat = models.ForeignKey(Seat, models.SET_NULL, null=True, editable=False, related_name="statements")
    from_guest = models.BooleanField(default=False, editable=False)
    nonce = models.CharField(max_length=32, blank=True, editable=False)
    position = models.PositiveIntegerField(default=0, editable=False)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["position", F("id").asc()]
        verbose_name = "card"
        constraints = [
            models.UniqueConstraint(
                fields=["exercise", "voter", "nonce"],
                condition=Q(voter__isnull=False) & ~Q(nonce=""),
                name="card_sent_once",
            )
        ]

    def __str__(self) -> str:
        return self.text
