"""The mails of coming and going: stored with the part that they are about, put into words when they go out."""

from datetime import timedelta

from django.core.mail import EmailMessage
from django.utils import timezone

from diagnostics.selectors.task_list import prework_for
from programmes.access import LEAVING
from programmes.models import InductionTask, Membership, Notice, User
from programmes.services import invitations, notices
from programmes.services.letters import Needless, compose

TASK = "hwe_portal.tasks.send_letters"
FOLDER = "portal/mail"
NOT_HERE = "They take no part in the programme any more."
STAYS = "They stay in the programme after all."
TOO_LATE = "They left too long ago: nothing is open to them any more."


def send(kind: Notice.Kind, membership: Membership, *, by: User, back: str) -> Notice:
    """Write a mail about somebody's part and put it on its way. Raises CannotInvite where none can reach them."""
    address = invitations.reach(membership.person, by=by)
    programme, about = membership.programme, {"membership": membership.pk}
    notice = notices.write(
        kind=kind, person=membership.person, address=address, by=by, programme=programme, about=about, task=TASK
    )
    notices.send([notice], by=by, back=back, programme=programme)
    return notice


def written(kind: Notice.Kind, membership: Membership) -> bool:
    """Whether a mail of this kind about this part was written before; one that lost its reason does not count."""
    about = Notice.objects.filter(kind=kind, about__membership=membership.pk)
    return about.exclude(state=Notice.State.DROPPED).exists()


def write(notice: Notice) -> EmailMessage:
    """The words of a mail. Raises Needless where what it is about has changed meanwhile."""
    about = Membership.objects.standing().select_related("programme__system", "post", "person")
    part = about.filter(pk=notice.about["membership"]).first()
    if part is None:
        raise Needless(NOT_HERE)
    said = _welcome(part) if notice.kind == Notice.Kind.INDUCTION else _farewell(part)
    return compose(notice, FOLDER, {"part": part, "programme": part.programme, **said})


def _welcome(part: Membership) -> dict:
    today = timezone.localdate()
    if part.ends_on and part.ends_on < today:
        raise Needless(NOT_HERE)
    tasks = InductionTask.objects.of_part(part).standing().filter(done_at=None)
    prework = prework_for(part.person, [part.programme], at=max(today, part.starts_on))[part.programme_id]
    is_asked = any(task.state == "open" for task in prework)
    return {"tasks": list(tasks.select_related("person")), "is_here": part.starts_on <= today, "is_asked": is_asked}


def _farewell(part: Membership) -> dict:
    today = timezone.localdate()
    if part.ends_on is None:
        raise Needless(STAYS)
    until = part.ends_on + LEAVING
    if until < today:
        raise Needless(TOO_LATE)
    return {"until": until, "has_left": part.ends_on < today, "days": LEAVING // timedelta(days=1)}
