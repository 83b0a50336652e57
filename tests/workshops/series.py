"""A programme with leaders, an assistant and a meeting that lies ahead, for tests."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from programmes.access import Role
from programmes.dates import FactDate
from programmes.models import Membership, Notice, Post, Programme, User
from tests.factories import MembershipFactory, PersonFactory, PostFactory, ProgrammeFactory, member
from workshops import letters
from workshops.models import Event
from workshops.services import invitations

TODAY = timezone.localdate()
SOON = FactDate(TODAY + timedelta(days=20))
NOON = datetime.combine(TODAY, time(12), tzinfo=timezone.get_default_timezone())


@dataclass
class Series:
    programme: Programme
    facilitator: User
    event: Event
    users: dict[str, User] = field(default_factory=dict)

    def leader(self, name, group=Post.Group.CHIEF_EXECUTIVE, **fields):
        """A leader with an account, in a post of this role group; returns their part."""
        post = PostFactory(organisation__system=self.programme.system, role_group=group)
        self.users[name] = member(self.programme, name=name, post=post, **fields)
        return self.part(name)

    def without_account(self, name):
        return MembershipFactory(programme=self.programme, person=PersonFactory(name=name))

    def assistant_of(self, part, name):
        self.users[name] = member(self.programme, Role.ASSISTANT, name=name, assists=part.person)
        return self.users[name]

    def part(self, name):
        return Membership.objects.get(programme=self.programme, person__name=name)

    def invite(self, *parts, **fields):
        return invitations.invite(event=self.event, parts=parts, by=self.facilitator, **fields)

    def page(self, name, **kwargs):
        within = {"programme": self.programme.pk, "event": self.event.pk}
        return reverse(f"workshops:{name}", kwargs=within | kwargs)

    def mails(self, kind=Notice.Kind.MEETING):
        """The mails of a kind, in the order in which they were written, as the leaders or assistants they go to."""
        return [notice.person.name for notice in Notice.objects.filter(kind=kind).order_by("pk")]


def series():
    programme = ProgrammeFactory()
    event = Event.objects.create(
        programme=programme, title="First workshop", starts_on=SOON, starts_at=time(9, 30), ends_at=time(16),
        place="Fielder Centre", setting=Event.Setting.BOTH,
    )  # fmt: skip
    return Series(programme, member(programme, Role.FACILITATOR, name="Fran Field"), event)


def words(kind=Notice.Kind.MEETING):
    """The last mail of a kind, put into words."""
    return letters.write(Notice.objects.filter(kind=kind).order_by("pk").last())


def entry(message):
    """The lines of the calendar file of a mail."""
    (part,) = message.attachments
    return part.get_payload(decode=True).decode().replace("\r\n ", "").splitlines()
