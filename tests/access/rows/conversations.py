"""Arranging one-to-one conversations."""

from datetime import timedelta

from django.utils import timezone

from diagnostics.models import ProgrammeReader
from diagnostics.services import booking, readers
from tests.access.table import NOT_ALLOWED, form, row, verb
from tests.diagnostics import talks

HOLDS = "facilitator interviewer"
LEADS = "owner leader successor"
# Who books: leaders, those who left lately, assistants. The objects are the owner's, so only two of them find them.
ARRANGES = "owner assistant"


def held(post=None):
    """A page for those who hold conversations."""
    read = form(HOLDS, refused=LEADS)["GET"]
    return {"GET": read, "POST": post or NOT_ALLOWED}


HELD_FORM = form(HOLDS, refused=LEADS)
HELD_VERB = verb(HOLDS, refused=LEADS)
RUN_VERB = verb("facilitator", refused=f"{LEADS} interviewer")

ROWS = {
    "diagnostics:conversations": held(),
    "diagnostics:conversation-record": HELD_FORM,
    "diagnostics:slots": held(),
    "diagnostics:slot-offer": HELD_FORM,
    "diagnostics:slot": HELD_FORM,
    "diagnostics:slot-withdraw": HELD_VERB,
    "diagnostics:slot-restore": HELD_VERB,
    "diagnostics:guide": held(),
    "diagnostics:guide-start": HELD_VERB,
    "diagnostics:guide-add": HELD_FORM,
    "diagnostics:guide-question": HELD_FORM,
    "diagnostics:guide-move": HELD_VERB,
    "diagnostics:guide-withdraw": HELD_VERB,
    "diagnostics:guide-restore": HELD_VERB,
    "diagnostics:conversation-readers": held(post=row(ok="facilitator", refused=f"{LEADS} interviewer")),
    "diagnostics:conversation-readers-withdraw": RUN_VERB,
    "diagnostics:conversation": held(),
    "diagnostics:conversation-held": HELD_FORM,
    "diagnostics:conversation-not-held": HELD_VERB,
    "diagnostics:conversation-move": HELD_FORM,
    "diagnostics:conversation-cancel": HELD_FORM,
    "diagnostics:conversation-calendar": held(),
    "diagnostics:conversation-quotes": HELD_FORM,
    "diagnostics:conversation-reader": HELD_FORM,
    "diagnostics:conversation-reader-told": HELD_FORM,
    "diagnostics:conversation-reader-end": HELD_VERB,
    "diagnostics:my-conversation": {"GET": row(ok=f"{LEADS} leaver assistant", status=302), "POST": NOT_ALLOWED},
    "diagnostics:my-conversation-for": {"GET": row(ok=ARRANGES), "POST": NOT_ALLOWED},
    "diagnostics:my-conversation-times": {"GET": row(ok=ARRANGES), "POST": row(ok=ARRANGES)},
    "diagnostics:my-conversation-page": {"GET": row(ok="owner"), "POST": row(ok="owner")},
    "diagnostics:my-conversation-cancel": {"GET": row(ok=ARRANGES), "POST": row(ok=ARRANGES, status=302)},
    "diagnostics:my-conversation-calendar": {"GET": row(ok=ARRANGES), "POST": NOT_ALLOWED},
    "diagnostics:my-conversation-reader": {"GET": NOT_ALLOWED, "POST": row(ok="owner", status=302)},
}
OF_A_BOOKED_ONE = (
    "conversation-move",
    "conversation-cancel",
    "conversation-calendar",
    "my-conversation-cancel",
    "my-conversation-calendar",
)


def furnish(world):
    """The owner's conversation that was held, with a reader who waits; another that is booked; two free times."""
    interview = talks.of_world(world)
    interviewer = world.users["interviewer"]
    first = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=7)
    starts = [first + timedelta(hours=hour) for hour in range(3)]
    slots = booking.offer(
        programme=world.programme, interviewer=interviewer.person, starts=starts, minutes=45, place="Room 1",
        by=interviewer,
    )  # fmt: skip
    booked = booking.book(person=world.owner, slot=slots[0], by=world.users["owner"])
    another = talks.another_reader(world.programme)
    waiting = readers.name_reader(interview=interview, person=another, by=world.facilitator)
    named = ProgrammeReader.objects.create(programme=world.programme, person=world.facilitator.person)
    asked = talks.guide(world.programme)
    keys = {"slot": slots[1].pk, "reader": waiting.pk, "leader": world.owner.pk}
    keys |= {"question": asked[0].pk, "programme_reader": named.pk}
    for name in ROWS:
        world.objects |= {f"{name}.{key}": pk for key, pk in keys.items()}
    world.objects |= {f"diagnostics:{name}.interview": booked.pk for name in OF_A_BOOKED_ONE}
