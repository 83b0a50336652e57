"""Times on offer, and conversations booked, through the services that the pages call."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from diagnostics.services import booking

LONDON = ZoneInfo("Europe/London")


def soon(hours=0):
    """A full hour a week from now."""
    return timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=7, hours=hours)


def on(year, month, day, hour=10, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


def offer(interviewer, programme, number=1, *, starts=None, place="Room 1"):
    """So many times of the interviewer (a user), an hour apart and 45 minutes long."""
    return booking.offer(
        programme=programme,
        interviewer=interviewer.person,
        starts=starts or [soon(hour) for hour in range(number)],
        minutes=45,
        place=place,
        by=interviewer,
    )
