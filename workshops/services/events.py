"""Planning, changing and calling off meetings; those who are asked are told of every change of when and where."""

from django.db import transaction

from programmes.models import User
from programmes.services import records
from workshops.models import Event
from workshops.services.invitations import tell_of_change
from workshops.services.meeting_mail import Sent

# What somebody who is asked has in their calendar.
IN_CALENDARS = ("title", "starts_on", "ends_on", "starts_at", "ends_at", "setting", "place")


@transaction.atomic
def correct(event: Event, *, by: User) -> Sent:
    """Store a changed meeting, and tell those who are asked where its time or place is another."""
    before = _locked(event)
    records.correct(event, by=by)
    moved = any(str(getattr(before, name)) != str(getattr(event, name)) for name in IN_CALENDARS)
    return tell_of_change(event, by=by) if moved and event.withdrawn_at is None else Sent()


@transaction.atomic
def call_off(event: Event, *, by: User) -> Sent:
    """Withdraw a meeting, which takes it out of calendars too. Pressed twice, it is called off and told once."""
    if _locked(event).withdrawn_at:
        return Sent()
    records.withdraw(event, by=by)
    return tell_of_change(event, by=by)


@transaction.atomic
def take_up_again(event: Event, *, by: User) -> Sent:
    """Restore a meeting that was called off; those who were asked still are, and are told, once."""
    if not _locked(event).withdrawn_at:
        return Sent()
    records.restore(event, by=by)
    return tell_of_change(event, by=by)


def _locked(event: Event) -> Event:
    return Event.objects.select_for_update().get(pk=event.pk)
