"""Who comes, who goes, who helps."""

from programmes.access import Role
from programmes.models import InductionTask, Membership
from programmes.models.induction import Place
from tests.access.table import NOT_ALLOWED, NOT_FACILITATING, form, row, verb

RUNS = "facilitator interviewer"
LEADERS = "owner leader successor"
RUN = {"GET": row(ok="facilitator", refused=NOT_FACILITATING), "POST": NOT_ALLOWED}

ROWS = {
    "induction": {"GET": row(ok="owner", refused=RUNS), "POST": NOT_ALLOWED},
    "induction-tick": {"GET": NOT_ALLOWED, "POST": row(ok="owner", status=302, refused=RUNS)},
    "inductions": RUN,
    "induction-of": RUN,
    "induction-start": verb("facilitator"),
    "induction-mail": verb("facilitator"),
    "induction-add": form("facilitator"),
    "induction-task": form("facilitator"),
    "induction-move": verb("facilitator"),
    "induction-withdraw": verb("facilitator"),
    "induction-restore": verb("facilitator"),
    "own-data": {"GET": row(ok=f"{LEADERS} leaver"), "POST": NOT_ALLOWED},
    "own-data-file": {"GET": NOT_ALLOWED, "POST": row(ok=f"{LEADERS} leaver")},
    "programmes:my-assistant": form(LEADERS, refused=RUNS),
    "programmes:my-assistant-end": {"GET": NOT_ALLOWED, "POST": row(ok="owner", status=302, refused=RUNS)},
}


def furnish(world):
    part = Membership.objects.get(person=world.owner, programme=world.programme, role=Role.PARTICIPANT)
    line = {"programme": world.programme, "membership": part}
    tasks = [InductionTask.objects.create(**line, text=f"Line {n}", points_at=Place.CHARTER) for n in (1, 2)]
    assistant = Membership.objects.get(programme=world.programme, role=Role.ASSISTANT, assists=world.owner)
    world.objects |= {"task": tasks[1].pk, "programmes:my-assistant-end.membership": assistant.pk}
