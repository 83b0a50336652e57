"""When pre-work mail may go out: on working days in England, between a chosen hour and eight in the evening, UK time.

Pure: it knows the calendar, and no clock.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

UK = ZoneInfo("Europe/London")
LAST_HOUR = 20
SATURDAY = 5
# Bank holidays, also those proclaimed for one year; each year is worked out when it is first asked for.
BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG")


def day_of(at: datetime) -> date:
    """The day that it is in the United Kingdom at this moment. Raises ValueError for a moment without a time zone."""
    if at.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    return at.astimezone(UK).date()


def is_working_day(day: date) -> bool:
    """Whether people work on that day: from Monday to Friday, and no bank holiday in England."""
    return day.weekday() < SATURDAY and day not in BANK_HOLIDAYS


def opening(day: date, hour: int) -> datetime:
    """The moment on that day at which mail of this hour (0 to 19, UK time) may begin to go out."""
    return datetime.combine(day, time(hour), tzinfo=UK)


def may_send(at: datetime, hour: int) -> bool:
    """Whether mail of this hour may go out at this moment."""
    day = day_of(at)
    return is_working_day(day) and hour <= at.astimezone(UK).hour < LAST_HOUR


def next_moment(at: datetime, hour: int) -> datetime:
    """The first moment, not before `at`, at which mail of this hour may go out: `at` itself where it may now."""
    if may_send(at, hour):
        return at
    local = at.astimezone(UK)
    return opening(next_working_day(local.date() + timedelta(days=local.hour >= hour)), hour)


def next_working_day(day: date) -> date:
    """That day, or the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
