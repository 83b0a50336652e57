"""When a charter is to be looked at again. Pure: days in, a day and a reason out."""

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

SIX_MONTHS, MEMBERS = "six_months", "members"
MONTHS = 6
# A review is opened so long before its day, that people can be asked first; and so long is a day's notice otherwise.
NOTICE = timedelta(days=28)


@dataclass(frozen=True)
class History:
    """What decides: the day of the version or of the last review, whichever is later, and what happened since.

    `since` is None while nothing is adopted; `joined` and `left` are the days of leaders after it, `left` the last day
    of each. `is_open` where a review is under way.
    """

    since: date | None
    joined: Collection[date] = ()
    left: Collection[date] = ()
    is_open: bool = False


@dataclass(frozen=True)
class Due:
    """A review that is to be opened: why, and by when it is to be held."""

    reason: str
    by: date


def six_months_after(day: date) -> date:
    """The same day six months later, or the last of that month: 31 August gives 28 February."""
    past = day.month - 1 + MONTHS
    year, month = day.year + past // 12, past % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def review(history: History, day: date) -> Due | None:
    """The review to open on this day; None where one is under way, or none is due yet.

    Who joined or left before that day calls for one within four weeks; else it is due after six months, and opened
    four weeks ahead. Whichever comes first.
    """
    if history.since is None or history.is_open:
        return None
    half_year = six_months_after(history.since)
    changed = any(each <= day for each in history.joined) or any(each < day for each in history.left)
    if changed and day + NOTICE < half_year:
        return Due(MEMBERS, day + NOTICE)
    if day >= half_year - NOTICE:
        return Due(SIX_MONTHS, half_year)
    return None
