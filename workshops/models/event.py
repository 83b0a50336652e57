from datetime import date
from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.utils import timezone

from programmes.access import Capability, Role
from programmes.dates import FactDateField, Precision, PrecisionField
from programmes.models.base import Record, ends_after_it_starts
from programmes.models.programme import Membership, OfProgrammeQuerySet, Programme


class CoachingSetQuerySet(OfProgrammeQuerySet):
    seen_with = Capability.SEE_EVENTS


class CoachingSet(Record):
    """Leaders who are coached together, five to eight of them; it meets in group coaching sessions."""

    FEWEST, MOST = 5, 8

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="coaching_sets", editable=False)
    name = models.CharField("name", max_length=80, help_text="For example Set A.")
    coach = models.CharField("coach", max_length=120, blank=True)
    members = models.ManyToManyField(Membership, related_name="coaching_sets", verbose_name="who is in it")

    objects = CoachingSetQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "coaching set"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="coaching_set_named_once",
                violation_error_message="Another set has this name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


def not_over(at: date, path: str = "") -> models.Q:
    """Events under `path` whose last day, as far as their dates are known, is the day `at` or a later one."""
    month = at.year * 12 + at.month - 1
    season = date((month - 2) // 12, (month - 2) % 12 + 1, 1)
    # The first day of the earliest date, of each precision, that may mean `at` or later.
    earliest = {
        Precision.DAY: at,
        Precision.MONTH: at.replace(day=1),
        Precision.SEASON: season,
        Precision.YEAR: date(at.year, 1, 1),
    }

    def lasts(name: str) -> models.Q:
        known = ({f"{path}{name}_precision": how, f"{path}{name}_on__gte": day} for how, day in earliest.items())
        return reduce(or_, (models.Q(**each) for each in known))

    return lasts("ends") | (models.Q(**{f"{path}ends_on__isnull": True}) & lasts("starts"))


def _asked() -> models.QuerySet:
    """The invitations to the event of the query outside."""
    return Attendance.objects.filter(event=models.OuterRef("pk"), invited_at__isnull=False)


class EventQuerySet(OfProgrammeQuerySet):
    seen_with = Capability.SEE_EVENTS

    def editable_by(self, user) -> Self:
        return self.filter(programme__in=Programme.objects.granting(user, Capability.EDIT_EVENTS))

    def upcoming(self, at: date) -> Self:
        """Events that are not over on the day `at`, the nearest first."""
        return self.filter(not_over(at)).order_by("starts_on", "pk")

    def meant_for(self, user) -> Self:
        """The meetings to which a leader is asked and, while nobody is, those of everybody and of their coaching sets.

        One that says in words whom it is meant for is nobody's until people are asked to it. Individual coaching is
        counted, and nobody's next meeting. Each says as `own_reply` what they replied: None where they are not asked.
        """
        own_sets = CoachingSet.objects.filter(members__person__user=user)
        open_to_them = models.Q(coaching_set__isnull=True, invited="") | models.Q(coaching_set__in=own_sets)
        own = _asked().filter(membership__person__user=user)
        meant = self.meetings().filter(models.Exists(own) | (~models.Exists(_asked()) & open_to_them))
        return meant.annotate(own_reply=models.Subquery(own.values("reply")[:1]))

    def meetings(self) -> Self:
        """All but individual coaching, each with whether anybody is asked to it, as `asks`."""
        return self.exclude(kind=Event.Kind.INDIVIDUAL_COACHING).annotate(asks=models.Exists(_asked()))


class Event(Record):
    """A meeting of the series: a workshop, or coaching.

    Individual coaching is counted (`sessions`), never noted: who came, and what was said, stays with the coach.
    """

    class Kind(models.TextChoices):
        WORKSHOP = "workshop", "Workshop"
        GROUP_COACHING = "group_coaching", "Group coaching"
        INDIVIDUAL_COACHING = "individual_coaching", "Individual coaching"
        INFORMAL = "informal", "Informal meeting"

    class Setting(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        ONLINE = "online", "Online"
        BOTH = "both", "In person and online"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="events", editable=False)
    kind = models.CharField("kind", max_length=20, choices=Kind, default=Kind.WORKSHOP)
    title = models.CharField("title", max_length=160, help_text="For example First workshop.")
    starts_precision = PrecisionField()
    starts_on = FactDateField("date", precision_field="starts_precision")
    ends_precision = PrecisionField()
    ends_on = FactDateField(
        "last day", precision_field="ends_precision", null=True, blank=True, help_text="If it lasts more than a day."
    )
    starts_at = models.TimeField("begins at", null=True, blank=True)
    ends_at = models.TimeField("ends at", null=True, blank=True)
    setting = models.CharField("how people meet", max_length=10, choices=Setting, default=Setting.IN_PERSON)
    place = models.CharField("place or link", max_length=200, blank=True)
    invited = models.CharField(
        "meant for",
        max_length=300,
        blank=True,
        help_text="If not everybody: the role groups, for example finance directors.",
    )
    coaching_set = models.ForeignKey(
        CoachingSet, models.PROTECT, null=True, blank=True, related_name="events", verbose_name="coaching set"
    )
    sessions = models.PositiveSmallIntegerField(
        "how many sessions", null=True, blank=True, help_text="Individual coaching is counted, never noted."
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = "workshop or coaching session"
        verbose_name_plural = "workshops and coaching"
        constraints = [
            ends_after_it_starts("event_ends_after_it_starts"),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(starts_at__isnull=False),
                name="event_begins_before_it_ends",
                violation_error_message="Say when it begins too.",
            ),
            models.CheckConstraint(
                condition=models.Q(sessions__isnull=True) | models.Q(kind="individual_coaching"),
                name="event_sessions_of_individual_coaching",
                violation_error_message="Only individual coaching is counted in sessions.",
            ),
            models.CheckConstraint(
                condition=models.Q(coaching_set__isnull=True) | models.Q(kind="group_coaching"),
                name="event_set_of_group_coaching",
                violation_error_message="Only group coaching has a set.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.starts_on}"

    @property
    def is_counted(self) -> bool:
        """Individual coaching: its sessions are counted, and nothing else of it is kept."""
        return self.kind == self.Kind.INDIVIDUAL_COACHING

    @property
    def last_day(self) -> date:
        """The last day on which it may take place, as far as its dates are known."""
        return (self.ends_on or self.starts_on).last_day

    @property
    def written_when(self) -> str:
        """Its days and times as exactly as they are known: "9 November 2021, 9:30 to 16:00"."""
        days = f"{self.starts_on} to {self.ends_on}" if self.ends_on else str(self.starts_on)
        if self.starts_at is None:
            return days
        until = f" to {self.ends_at:%-H:%M}" if self.ends_at else ""
        return f"{days}, {self.starts_at:%-H:%M}{until}"


class OfEventQuerySet(OfProgrammeQuerySet):
    """Rows of an event; who sees the event's programme sees them."""

    seen_with = Capability.SEE_EVENTS

    def visible_to(self, user) -> Self:
        return self.filter(event__in=Event.objects.visible_to(user))


class EventAim(Record):
    """What a meeting is for, and the part of the thread that it serves."""

    class Serves(models.TextChoices):
        DIAGNOSTIC = "diagnostic", "The first diagnostic"
        SNAPSHOT = "snapshot", "Conflict profiles and the team snapshot"
        PURPOSE = "purpose", "Charter: role, purpose and vision"
        GOVERNANCE = "governance", "Charter: place in governance"
        PRINCIPLES = "principles", "Charter: ways of working and behaviours"
        CASE = "case", "The case for change"
        OTHER = "other", "Something else"

    event = models.ForeignKey(Event, models.CASCADE, related_name="aims", editable=False)
    text = models.CharField("aim", max_length=300)
    serves = models.CharField("serves", max_length=12, choices=Serves, default=Serves.OTHER)
    position = models.PositiveSmallIntegerField("order", default=0)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "aim of a meeting"

    def __str__(self) -> str:
        return self.text


def still_here(path: str = "") -> models.Q:
    """Lines under `path` of leaders who have not left the programme before the meeting."""
    part, first_day = f"{path}membership__", models.F(f"{path}event__starts_on")
    stays = models.Q(**{f"{part}ends_on__isnull": True}) | models.Q(**{f"{part}ends_on__gte": first_day})
    return stays & models.Q(**{f"{part}withdrawn_at__isnull": True})


class AttendanceQuerySet(OfEventQuerySet):
    def visible_to(self, user) -> Self:
        """The register is the facilitator's; a leader sees their own line, and so does who assists them."""
        kept = Programme.objects.granting(user, Capability.EDIT_EVENTS)
        return self.filter(models.Q(event__programme__in=kept) | models.Q(pk__in=self.model.objects.replied_by(user)))

    def replied_by(self, user) -> Self:
        """Lines to which the user may reply: their own while they take part, and those of leaders whom they assist."""
        day = timezone.localdate()
        replying = Programme.objects.granting(user, Capability.REPLY_TO_EVENTS)
        assists = Membership.objects.standing().filter(person__user=user, role=Role.ASSISTANT).current(day)
        own = models.Q(membership__person__user=user)
        assisted = models.Q(
            models.Exists(
                assists.filter(
                    programme=models.OuterRef("event__programme"), assists=models.OuterRef("membership__person")
                )
            )
        )
        return self.filter(own | assisted, event__programme__in=replying, event__withdrawn_at=None)


class Attendance(models.Model):
    """Somebody's line in a meeting: asked, what they replied, what they need, and how they took part."""

    class Mode(models.TextChoices):
        INVITED = "invited", "Invited"
        IN_PERSON = "in_person", "In person"
        ONLINE = "online", "Online"
        DEPUTY = "deputy", "Sent a deputy"
        ABSENT = "absent", "Absent"

    class Reply(models.TextChoices):
        IN_PERSON = "in_person", "I will come"
        ONLINE = "online", "I will join online"
        DEPUTY = "deputy", "I will send a deputy"
        NO = "no", "I cannot come"

    # The same said by somebody else.
    TOLD = {
        Reply.IN_PERSON: "{name} will come",
        Reply.ONLINE: "{name} will join online",
        Reply.DEPUTY: "{name} will send a deputy",
        Reply.NO: "{name} cannot come",
    }

    event = models.ForeignKey(Event, models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="attendances")
    mode = models.CharField("took part", max_length=10, choices=Mode, default=Mode.INVITED)
    first_in_person_since = models.CharField(
        "first in person since", max_length=60, blank=True, help_text="For example the pandemic, where this was so."
    )
    invited_at = models.DateTimeField(null=True, editable=False)
    reply = models.CharField("reply", max_length=10, choices=Reply, blank=True)
    replied_at = models.DateTimeField(null=True, editable=False)
    deputy = models.CharField("who comes instead", max_length=120, blank=True)
    diet = models.CharField("what you do not eat", max_length=200, blank=True)
    access_needs = models.CharField("what would help you to take part", max_length=300, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["membership__person__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "membership"], name="attendance_noted_once"),
            models.CheckConstraint(
                condition=models.Q(first_in_person_since="") | models.Q(mode="in_person"),
                name="first_in_person_was_in_person",
                violation_error_message="Only somebody who came in person can be there in person for the first time.",
            ),
            models.CheckConstraint(
                condition=models.Q(reply="", replied_at__isnull=True)
                | (~models.Q(reply="") & models.Q(replied_at__isnull=False)),
                name="reply_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.shown_name}, {self.get_mode_display().lower()}"

    @property
    def told(self) -> str:
        """What the leader replied, for somebody else to read: "Ann Reed will join online"; "" while they have not."""
        words = self.TOLD[self.Reply(self.reply)] if self.reply else ""
        return words.format(name=self.membership.shown_name)
