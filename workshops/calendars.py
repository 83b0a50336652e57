"""Calendar files (iCalendar, RFC 5545 and 5546) of meetings: one entry that is made, moved and taken away.

The entry keeps its UID for as long as the meeting is planned, and its SEQUENCE grows with every change, so that a
calendar which has it replaces it. It says what, when and where, and nothing of who comes.
"""

from datetime import date, datetime, time, timedelta
from email.mime.text import MIMEText
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Timezone, vCalAddress, vText
from icalendar import Event as Entry

from diagnostics.calendars import LONDON, Method
from programmes.dates import Precision
from workshops.models import Event

FILE_NAME = "meeting.ics"
PUBLISH = "PUBLISH"  # the method of a file that somebody fetches, rather than is sent


def has_entry(event: Event) -> bool:
    """Whether its days are known exactly enough for a calendar."""
    return not event.is_counted and all(
        when.precision == Precision.DAY for when in (event.starts_on, event.ends_on) if when
    )


def calendar_file(
    event: Event, *, sequence: int, method: Method | str = Method.REQUEST, to: str = "", name: str = "", at: datetime
) -> bytes:
    """The meeting as a calendar file, with the address `to` (if any) and its name as the one who is asked.

    Without a time of day the entry is of whole days. Its days must be known (`has_entry`), unless it is taken away:
    then it may say no day.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Systems leadership portal//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    entry = _entry(event, at)
    entry.add("sequence", sequence)
    entry.add("status", "CANCELLED" if method == Method.CANCEL else "CONFIRMED")
    if to:
        entry.add("attendee", _asked(to, name))
    calendar.add_component(Timezone.from_ical(LONDON))
    calendar.add_component(entry)
    return calendar.to_ical()


def attachment(content: bytes, method: Method) -> MIMEText:
    """The calendar file as part of a mail, typed so that a mail reader offers to put it into the calendar."""
    part = MIMEText(content.decode(), "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename=FILE_NAME)
    return part


def _entry(event: Event, at: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", f"meeting-{event.pk}@{urlsplit(settings.PORTAL_URL).hostname}")
    entry.add("dtstamp", at)
    if has_entry(event):
        starts, ends = _span(event)
        entry.add("dtstart", starts)
        entry.add("dtend", ends)
    entry.add("summary", f"{event.title}: {event.programme.title}")
    entry.add("description", f"Say whether you come in the systems leadership portal: {settings.PORTAL_URL}")
    entry.add("class", "PRIVATE")
    if event.place:
        entry.add("location", event.place)
    organiser = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organiser.params["CN"] = vText("Systems leadership portal")
    entry.add("organizer", organiser)
    return entry


def _span(event: Event) -> tuple[datetime | date, datetime | date]:
    """From its first moment to its last, an hour where that is not known; without times, days to the day after."""
    first, last = event.starts_on.day, (event.ends_on or event.starts_on).day
    if event.starts_at is None:
        return first, last + timedelta(days=1)
    starts = _moment(first, event.starts_at)
    ends = _moment(last, event.ends_at) if event.ends_at else starts + timedelta(hours=1)
    return starts, max(ends, starts + timedelta(minutes=15))


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=timezone.get_default_timezone())


def _asked(address: str, name: str) -> vCalAddress:
    """Replies are given in the portal, where an assistant gives them too; the calendar does not ask for one."""
    asked = vCalAddress(f"mailto:{address}")
    asked.params["CN"] = vText(name or address)
    asked.params["ROLE"] = vText("REQ-PARTICIPANT")
    asked.params["PARTSTAT"] = vText("NEEDS-ACTION")
    asked.params["RSVP"] = vText("FALSE")
    return asked
