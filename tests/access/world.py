"""The world in which every URL is tried: two programmes in two systems, everybody who could knock, their objects.

An app adds its objects in `tests/access/rows/<app>.py` with a function `furnish(world)`, which fills `world.objects`:
the value for each URL keyword, by URL name where two URLs use one keyword for different kinds.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from programmes.access import Role
from programmes.models import Membership
from tests.factories import (
    AppointmentFactory,
    OrganisationFactory,
    PostFactory,
    ProgrammeFactory,
    administrator,
    member,
    steward,
)
from tests.signing import signed_in

KNOCKERS = (
    "owner",  # the leader whose object it is
    "leader",  # another leader of the programme
    "stranger",  # a leader of another programme in another system
    "former",  # a leader who left the programme long ago
    "leaver",  # a leader who left it ten days ago
    "successor",  # the leader who took up the post of the one who left
    "assistant",  # the owner's assistant
    "facilitator",
    "interviewer",
    "other_facilitator",  # the facilitator of the other programme
    "sponsor",
    "steward",  # runs the system of the programme
    "administrator",
    "anonymous",
    "guest",  # nobody the portal knows, in the live room by its code
)


@dataclass
class World:
    users: dict
    programme: object
    elsewhere: object
    owner: object
    post: object
    objects: dict = field(default_factory=dict)
    seat: dict = field(default_factory=dict)  # the cookie of the guest: name and value

    @property
    def system(self):
        return self.programme.system

    @property
    def facilitator(self):
        return self.users["facilitator"]


def build() -> World:
    programme, elsewhere = ProgrammeFactory(), ProgrammeFactory()
    users = {
        "owner": member(programme),
        "leader": member(programme),
        "stranger": member(elsewhere),
        "former": member(programme, ends_on=date(2022, 1, 31)),
        "leaver": member(programme, ends_on=timezone.localdate() - timedelta(days=10)),
        "successor": member(programme, starts_on=date(2022, 2, 1)),
        "facilitator": member(programme, Role.FACILITATOR),
        "interviewer": member(programme, Role.INTERVIEWER),
        "other_facilitator": member(elsewhere, Role.FACILITATOR),
        "sponsor": member(programme, Role.SPONSOR),
        "steward": steward(programme.system),
        "administrator": administrator(),
        "anonymous": None,
        "guest": None,
    }
    owner = users["owner"].person
    users["assistant"] = member(programme, Role.ASSISTANT, assists=owner)
    post = PostFactory(organisation=OrganisationFactory(system=programme.system))
    AppointmentFactory(post=post, person=owner)
    Membership.objects.filter(person=owner).update(post=post)
    world = World(users, programme, elsewhere, owner, post)
    world.objects |= {"programme": programme.pk, "system": programme.system.pk}
    return world


def cookies(built: World) -> dict:
    """What the browser of each knocker holds: a session, nothing, or a seat in the live room."""
    held = {knocker: signed_in(user).cookies for knocker, user in built.users.items()}
    held["guest"].load(built.seat)
    return held
