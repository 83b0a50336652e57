"""Systems, programmes, people, records and jobs."""

from django.utils import timezone

from programmes.models import Aim, Job, Membership, RosterUpload
from tests.access.table import MEMBERS, NOT_ALLOWED, NOT_FACILITATING, form, reading, row, verb

EDITS_SYSTEM = "facilitator steward administrator"
SEES_SYSTEM = f"{MEMBERS} steward administrator"
SETS_UP = "facilitator other_facilitator steward administrator"

ROWS = {
    "programmes:system-add": {"GET": row(ok=SETS_UP, hidden=403), "POST": row(ok=SETS_UP, hidden=403)},
    "programmes:system": reading(SEES_SYSTEM),
    "programmes:system-details": form(EDITS_SYSTEM),
    "programmes:programme-add": form("facilitator steward", refused="owner leader successor interviewer administrator"),
    "programmes:post": reading(SEES_SYSTEM),
    "programmes:succession": form(EDITS_SYSTEM),
    "programmes:system-records": reading(SEES_SYSTEM),
    "programmes:system-record-add": form(EDITS_SYSTEM),
    "programmes:system-record": form(EDITS_SYSTEM),
    "programmes:system-record-withdraw": verb(EDITS_SYSTEM),
    "programmes:system-record-restore": verb(EDITS_SYSTEM),
    "programmes:programme-details": form("facilitator"),
    "programmes:programme-overview": reading(MEMBERS),
    "programmes:programme-records": reading(MEMBERS),
    "programmes:programme-record-add": form("facilitator"),
    "programmes:programme-record": form("facilitator"),
    "programmes:programme-record-withdraw": verb("facilitator"),
    "programmes:programme-record-restore": verb("facilitator"),
    "programmes:people": reading(MEMBERS),
    "programmes:join": form("facilitator"),
    "programmes:membership": form("facilitator"),
    "programmes:person": form("facilitator"),
    "programmes:assistant": form("facilitator"),
    "programmes:membership-withdraw": verb("facilitator"),
    "programmes:membership-restore": verb("facilitator"),
    "programmes:roster": form("facilitator"),
    "programmes:roster-template": {"GET": row(ok="facilitator", refused=NOT_FACILITATING), "POST": NOT_ALLOWED},
    "programmes:roster-columns": form("facilitator"),
    "programmes:roster-preview": {
        "GET": row(ok="facilitator", refused=NOT_FACILITATING),
        "POST": row(ok="facilitator", refused=NOT_FACILITATING, status=302),
    },
    "programmes:roster-done": {"GET": row(ok="facilitator", refused=NOT_FACILITATING), "POST": NOT_ALLOWED},
    "programmes:job": reading("facilitator"),
    "programmes:job-try-again": verb("facilitator", refused=""),
}


def furnish(world):
    aim = Aim.objects.create(programme=world.programme, text="Lead as one group")
    job = Job.objects.create(task="none", title="Something", by=world.facilitator, state=Job.State.FAILED)
    organisation = world.post.organisation
    world.objects |= {
        "post": world.post.pk,
        "membership": Membership.objects.get(person=world.owner, programme=world.programme).pk,
        "job": job.pk,
    }
    uploads = RosterUpload.objects
    table = {"headings": ["name"], "rows": [[2, ["Alex Reed"]]], "notes": []}
    held = uploads.create(programme=world.programme, by=world.facilitator, table=table, mapping={"name": "name"})
    done = uploads.create(programme=world.programme, by=world.facilitator, table={}, imported_at=timezone.now())
    world.objects |= {
        "upload": held.pk,
        "programmes:roster-done.upload": done.pk,
        "programmes:roster-template.ending": "csv",
    }
    for name in ("records", "record-add", "record", "record-withdraw", "record-restore"):
        world.objects[f"programmes:programme-{name}.kind"] = "aims"
        world.objects[f"programmes:programme-{name}.record"] = aim.pk
        world.objects[f"programmes:system-{name}.kind"] = "organisations"
        world.objects[f"programmes:system-{name}.record"] = organisation.pk
