"""Calendar files (iCalendar, RFC 5545 and 5546) of conversations: one entry that is made, moved and cancelled.

The entry keeps its UID for as long as the conversation lives, and its SEQUENCE grows with every change, so that a
calendar which has it replaces it. It says who, when and where, and nothing of what is talked about.
"""

from datetime import datetime
from email.mime.text import MIMEText
from email.utils import parseaddr
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from diagnostics.models import Interview
from diagnostics.selectors.conversations import end_of, names_in
from programmes.models import Person

FILE_NAME = "conversation.ics"

# The rule since 1996, as calendars know it: one rule for each change, where a computed list of days would end one day.
LONDON = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
"""


class Method(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


def calendar_file(
    interview: Interview,
    *,
    method: Method = Method.REQUEST,
    sequence: int | None = None,
    organiser: Person | None = None,
    at: datetime | None = None,
) -> bytes:
    """The conversation as a calendar file.

    `sequence` and `organiser` are the conversation's own unless given: a former interviewer's entry is cancelled with
    those that it was made with. The conversation must have a time.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Systems leadership portal//Conversations//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    holder = organiser or interview.interviewer
    event = _event(interview, holder, _names(interview, holder), at or timezone.now())
    event.add("sequence", interview.sequence if sequence is None else sequence)
    event.add("status", "CANCELLED" if method == Method.CANCEL else "CONFIRMED")
    calendar.add_component(Timezone.from_ical(LONDON))
    calendar.add_component(event)
    return calendar.to_ical()


def attachment(content: bytes, method: Method) -> MIMEText:
    """The calendar file as part of a mail, typed so that a mail reader offers to put it into the calendar."""
    part = MIMEText(content.decode(), "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename=FILE_NAME)
    return part


def _event(interview: Interview, holder: Person, names: dict[int, str], at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{interview.uid}@{urlsplit(settings.PORTAL_URL).hostname}")
    event.add("dtstamp", at)
    event.add("dtstart", timezone.localtime(interview.starts_at, timezone.get_default_timezone()))
    event.add("dtend", timezone.localtime(end_of(interview), timezone.get_default_timezone()))
    event.add("summary", f"Conversation: {names[interview.person_id]} and {names[holder.pk]}")
    event.add("description", f"Arranged in the systems leadership portal, where it can be moved: {settings.PORTAL_URL}")
    event.add("class", "PRIVATE")
    if interview.place:
        event.add("location", interview.place)
    event.add("organizer", _organiser(holder, names[holder.pk]))
    for person in (interview.person, holder):
        if attendee := _attendee(person, names[person.pk]):
            event.add("attendee", attendee)
    return event


def _names(interview: Interview, holder: Person) -> dict[int, str]:
    """The two people's names as the programme lists them."""
    return names_in(interview.programme, (interview.person, holder))


def _organiser(holder: Person, name: str) -> vCalAddress:
    """The interviewer; the portal writes for them, and nobody is asked to answer."""
    portal = f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
    address = _address(holder)
    organiser = vCalAddress(f"mailto:{address}" if address else portal)
    organiser.params["CN"] = vText(name)
    if address:
        organiser.params["SENT-BY"] = vText(portal)
    return organiser


def _attendee(person: Person, name: str) -> vCalAddress | None:
    """Whoever takes part has said yes by booking or offering; None for somebody without an address."""
    address = _address(person)
    if not address:
        return None
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["CN"] = vText(name)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("ACCEPTED")
    attendee.params["RSVP"] = vText("FALSE")
    return attendee


def _address(person: Person) -> str:
    return person.addresses.values_list("address", flat=True).first() or ""
