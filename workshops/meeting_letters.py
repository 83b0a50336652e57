"""The words of mails about meetings, with the calendar entry that each brings, moves or takes away."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from diagnostics.calendars import Method
from programmes.models import Membership, Notice
from programmes.services.letters import GONE, Needless, compose
from workshops import calendars
from workshops.models import Attendance, Event
from workshops.selectors.invitations import entry_sequence_of

FOLDER = "workshops/mail"
CALLED_OFF = "The meeting was called off before the mail went out."
OVER = "The meeting was over before the mail went out."
TAKEN_BACK = "The invitation was taken back before the mail went out."
REPLACED = "A later mail tells them the same, or what it was changed to."
KNOWN = "The invitation went out after the change, and said how it stands."
NEVER_HEARD = "The invitation never went out, so there is nothing to take back."


def invited(notice: Notice) -> EmailMessage:
    """Somebody is asked to a meeting. Raises Needless."""
    event, part = _of(notice)
    if event.withdrawn_at:
        raise Needless(CALLED_OFF)
    attendance = _attendance(event, part)
    if attendance is None:
        raise Needless(TAKEN_BACK)
    context = _context(notice, event, part) | {"aims": list(event.aims.standing()), "attendance": attendance}
    return _with_entry(compose(notice, FOLDER, context), notice, event, part, Method.REQUEST)


def changed(notice: Notice) -> EmailMessage:
    """A meeting moved, is called off or takes place after all, or an invitation was taken back. Raises Needless."""
    event, part = _of(notice)
    attendance, taken_back = _attendance(event, part), bool(notice.about.get("taken_back"))
    if taken_back == (attendance is not None):
        raise Needless(REPLACED if taken_back else TAKEN_BACK)
    if _is_overtaken(notice):
        raise Needless(REPLACED)
    is_off = taken_back or event.withdrawn_at is not None
    _check_what_they_heard(notice, is_off)
    context = _context(notice, event, part) | {"is_off": is_off, "taken_back": taken_back, "attendance": attendance}
    context["had_entry"] = not context["has_entry"] and _earlier(notice).filter(about__entry=True).exists()
    message = compose(notice, FOLDER, context)
    out_of_it = is_off or context["had_entry"]
    return _with_entry(message, notice, event, part, Method.CANCEL if out_of_it else Method.REQUEST)


WRITERS = {Notice.Kind.MEETING: invited, Notice.Kind.MEETING_CHANGED: changed}


def _of(notice: Notice) -> tuple[Event, Membership]:
    """The meeting and the part of the leader who is asked. Raises Needless where the leader has left, or it is over."""
    event = Event.objects.select_related("programme__system").get(pk=notice.about["event"])
    part = Membership.objects.standing().select_related("person").filter(pk=notice.about["membership"]).first()
    today = timezone.localdate()
    if part is None or (part.ends_on and part.ends_on < today):
        raise Needless(GONE)
    if event.last_day < today:
        raise Needless(OVER)
    return event, part


def _is_overtaken(notice: Notice) -> bool:
    """Whether a later mail tells the same reader how it stands now."""
    later = Notice.objects.filter(kind=notice.kind, person=notice.person, programme=notice.programme, pk__gt=notice.pk)
    about = {"about__event": notice.about["event"], "about__membership": notice.about["membership"]}
    return later.filter(**about).exists()


def _earlier(notice: Notice) -> QuerySet[Notice]:
    """The mails to the same reader about the same leader's invitation that were written before."""
    about = {"about__event": notice.about["event"], "about__membership": notice.about["membership"]}
    return Notice.objects.filter(kind__in=WRITERS, person=notice.person, pk__lt=notice.pk, **about)


def _check_what_they_heard(notice: Notice, is_off: bool) -> None:
    """Nobody hears of a change to what they never heard of before, as after all mail was held. Raises Needless."""
    asked = _earlier(notice).filter(kind=Notice.Kind.MEETING)
    newest = asked.order_by("-pk").first()
    if newest is None:
        return
    if newest.state == Notice.State.ACCEPTED and newest.settled_at and newest.settled_at > notice.created_at:
        raise Needless(KNOWN)
    if is_off and not asked.exclude(state__in=(Notice.State.DROPPED, Notice.State.HELD)).exists():
        raise Needless(NEVER_HEARD)


def _attendance(event: Event, part: Membership) -> Attendance | None:
    return event.attendances.filter(membership=part, invited_at__isnull=False).first()


def _context(notice: Notice, event: Event, part: Membership) -> dict:
    """What the mail says, and to whom: the leader, or who assists them."""
    page = reverse("workshops:event", kwargs={"programme": event.programme_id, "event": event.pk})
    return {
        "event": event,
        "programme": event.programme,
        "leader": part.shown_name,
        "to_assistant": notice.about["to_assistant"],
        "page": f"{settings.PORTAL_URL.rstrip('/')}{page}",
        "has_entry": calendars.has_entry(event),
    }


def _with_entry(message: EmailMessage, notice: Notice, event: Event, part: Membership, method: Method) -> EmailMessage:
    """Without an exact day there is nothing to put into a calendar, only what was there before to take away."""
    if calendars.has_entry(event) or method == Method.CANCEL:
        name = "" if notice.about["to_assistant"] else part.shown_name
        sequence = entry_sequence_of(event)
        content = calendars.calendar_file(
            event, sequence=sequence, method=method, to=notice.address, name=name, at=timezone.now()
        )
        message.attach(calendars.attachment(content, method))
    return message
