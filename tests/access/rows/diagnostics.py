"""Conflict profiles and pre-work."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from diagnostics.models import Agreement, ConflictProfile, Release, Source
from diagnostics.services import profiles
from tests.access.table import NOT_ALLOWED, form, row, verb
from tests.diagnostics import groups, people

TAKES_PART = "owner leader successor"
RUNS = "facilitator interviewer"


def own(get, post=None):
    """A page of a leader's own: statuses of all who take part, or of the owner, the leader and the successor apart.

    The owner answers again beside a released profile, the leader has a licensed result, the successor has nothing yet.
    """

    def statuses(given):
        each = given if isinstance(given, tuple) else (given,) * 3
        return row(refused=RUNS) | dict(zip(TAKES_PART.split(), each, strict=True))

    return {"GET": statuses(get), "POST": statuses(post) if post else NOT_ALLOWED}


def result(post=None):
    """The profile of the owner: theirs and the facilitator's, nobody else's."""
    return {
        "GET": row(ok="owner facilitator"),
        "POST": row(ok="owner facilitator", status=post) if post else NOT_ALLOWED,
    }


SNAPSHOT = {"GET": row(ok=f"{TAKES_PART} facilitator", refused="interviewer"), "POST": NOT_ALLOWED}

ROWS = {
    "diagnostics:profile": own((302, 200, 302)),
    "diagnostics:about": own(200),
    "diagnostics:begin": {"GET": NOT_ALLOWED, "POST": own(302)["GET"]},
    "diagnostics:question": own((200, 302, 302), (200, 302, 302)),
    "diagnostics:check": own((200, 302, 302), (200, 302, 302)),
    "diagnostics:consent": own((200, 302, 302), (200, 302, 302)),
    # theirs alone: it is not there for whoever runs the programme; who left lately has nothing to delete here
    "diagnostics:delete": {
        "GET": row(ok="owner leader") | {"successor": 302, "leaver": 302},
        "POST": row(ok="owner leader successor leaver", status=302),
    },
    "diagnostics:result": result(),
    "diagnostics:result-pdf": result(post=302),
    "diagnostics:result-licensed-report": result(),
    "diagnostics:pre-work": {"GET": form("facilitator")["GET"], "POST": NOT_ALLOWED},
    "diagnostics:pre-work-release": form("facilitator"),
    "diagnostics:step-add": form("facilitator"),
    "diagnostics:step": form("facilitator"),
    "diagnostics:step-withdraw": verb("facilitator"),
    "diagnostics:step-restore": verb("facilitator"),
    "diagnostics:licensed-add": form("facilitator"),
    "diagnostics:licensed-upload": form("facilitator"),
    "diagnostics:licensed-confirm": verb("facilitator"),
    "diagnostics:licensed-example": {"GET": form("facilitator")["GET"], "POST": NOT_ALLOWED},
    "diagnostics:licensed": form("facilitator"),
    "diagnostics:licensed-withdraw": verb("facilitator"),
    "diagnostics:licensed-restore": verb("facilitator"),
    "diagnostics:snapshot": SNAPSHOT,
    "diagnostics:snapshot-version": SNAPSHOT,
    "diagnostics:snapshot-pdf": {"GET": SNAPSHOT["GET"], "POST": verb("facilitator")["POST"]},
    "diagnostics:snapshot-preview": {"GET": form("facilitator")["GET"], "POST": NOT_ALLOWED},
    "diagnostics:snapshot-publish": verb("facilitator"),
    "diagnostics:snapshot-ask": verb("facilitator"),
    "diagnostics:snapshot-agreement": own((200, 404, 404), (200, 404, 404)),
    "diagnostics:snapshot-room": {"GET": form("facilitator")["GET"], "POST": NOT_ALLOWED},
}


def furnish(world):
    owner, by = world.users["owner"], world.facilitator
    step = people.ask(world.programme)
    finished = people.release(people.finish(owner, world.programme), by)
    profiles.keep_printed(profile=finished, content=b"%PDF-1.7")
    finished.refresh_from_db()
    finished.report.save("report.pdf", ContentFile(b"%PDF-1.7"))
    ConflictProfile.objects.create(person=owner.person, programme=world.programme)
    licensed = people.record(world.users["leader"], world.programme, by)
    world.objects |= {"step": step.pk, "profile": finished.pk, "number": 1}
    for name in ("licensed", "licensed-withdraw", "licensed-restore"):
        world.objects[f"diagnostics:{name}.profile"] = licensed.pk
    furnish_snapshot(world)


def furnish_snapshot(world):
    groups.answering(world.programme, world.facilitator, 5)
    release = groups.publish(world.programme, world.facilitator)
    file = default_storage.save("snapshots/published.pdf", ContentFile(b"%PDF-1.7"))
    Release.objects.filter(pk=release.pk).update(file=file)
    asked = Agreement.objects.create(programme=world.programme, instrument=Source.LICENSED, person=world.owner)
    world.objects |= {"release": release.pk, "agreement": asked.pk}
