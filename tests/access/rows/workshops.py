"""The series of meetings."""

from datetime import timedelta

from django.utils import timezone

from programmes.dates import FactDate
from programmes.models import Membership
from tests.access.table import MEMBERS, NOT_ALLOWED, form, reading, row, verb
from tests.workshops import meetings
from workshops.models import Attendance, CoachingSet, EventAim

SEES = f"{MEMBERS} assistant"
REFUSED = "owner leader successor interviewer assistant"
PLANNED = {"GET": row(ok="facilitator", refused=REFUSED), "POST": NOT_ALLOWED}
# The line is the owner's: other leaders do not find it, and who does not reply to invitations may not.
REPLYING = form("owner assistant", refused="facilitator interviewer")

ROWS = {
    "workshops:events": reading(SEES),
    "workshops:event-add": PLANNED,
    "workshops:event-add-kind": form("facilitator", REFUSED),
    "workshops:event": reading(SEES),
    "workshops:event-details": form("facilitator", REFUSED),
    "workshops:event-calendar": reading(SEES),
    "workshops:invitations": PLANNED,
    "workshops:invite": form("facilitator", REFUSED),
    "workshops:invitation-mails": verb("facilitator", REFUSED),
    "workshops:uninvite": verb("facilitator", REFUSED),
    "workshops:reply": REPLYING,
    "workshops:reply-noted": form("facilitator", REFUSED),
    "workshops:needs": PLANNED,
    "workshops:needs-csv": PLANNED,
    "workshops:register": form("facilitator", REFUSED),
    "workshops:aim-add": form("facilitator", REFUSED),
    "workshops:aim": form("facilitator", REFUSED),
    "workshops:aim-withdraw": verb("facilitator", REFUSED),
    "workshops:event-withdraw": verb("facilitator", REFUSED),
    "workshops:event-restore": verb("facilitator", REFUSED),
    "workshops:coaching-sets": PLANNED,
    "workshops:coaching-set-add": form("facilitator", REFUSED),
    "workshops:coaching-set": form("facilitator", REFUSED),
    "workshops:coaching-set-withdraw": verb("facilitator", REFUSED),
    "workshops:coaching-set-restore": verb("facilitator", REFUSED),
}


def furnish(world):
    event = meetings.of_world(world)
    aim = EventAim.objects.create(event=event, text="Feed back the diagnostic")
    world.objects |= {"event": event.pk, "workshops:aim.aim": aim.pk, "workshops:aim-withdraw.aim": aim.pk}
    owner = Membership.objects.get(programme=world.programme, person=world.owner)
    said = {"mode": "in_person", "invited_at": timezone.now()}
    asked, _ = Attendance.objects.update_or_create(event=event, membership=owner, defaults=said)
    soon = FactDate(timezone.localdate() + timedelta(days=20))
    coming = meetings.meeting(world.programme, "Next workshop", starts_on=soon)
    line = Attendance.objects.create(event=coming, membership=owner, invited_at=timezone.now())
    group = CoachingSet.objects.create(programme=world.programme, name="Set A")
    group.members.add(owner)
    world.objects |= {
        "workshops:event-add-kind.kind": "group_coaching",
        "workshops:uninvite.attendance": asked.pk,
        "workshops:reply-noted.attendance": asked.pk,
        "workshops:reply.event": coming.pk,
        "workshops:reply.attendance": line.pk,
        "coaching_set": group.pk,
    }
