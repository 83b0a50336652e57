"""When mail may go out: working days, the chosen hour, winter and summer time."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics import mail_days
from diagnostics.mail_days import UK, is_working_day, may_send, next_moment

MOMENTS = st.datetimes(datetime(2021, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds
HOURS = st.integers(7, 18)


def uk(*parts):
    return datetime(*parts, tzinfo=UK)


@pytest.mark.parametrize(
    "day",
    [
        date(2022, 1, 1),  # a Saturday
        date(2022, 1, 2),  # a Sunday
        date(2022, 1, 3),  # New Year's Day, kept on Monday
        date(2022, 4, 15),  # Good Friday
        date(2022, 4, 18),  # Easter Monday, which Scotland does not keep
        date(2022, 6, 3),  # the Platinum Jubilee, in that year only
        date(2022, 8, 29),  # the last Monday of August
        date(2022, 12, 27),  # Christmas Day, kept on Tuesday
    ],
)
def test_nobody_works(day):
    assert not is_working_day(day)


@pytest.mark.parametrize("day", [date(2022, 1, 4), date(2022, 3, 17), date(2022, 8, 1), date(2022, 11, 30)])
def test_people_work_also_on_the_holidays_of_other_nations(day):
    assert is_working_day(day)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2022, 3, 25, 8, 59, tzinfo=UTC), False),  # winter: 8.59 in London
        (datetime(2022, 3, 25, 9, 0, tzinfo=UTC), True),
        (datetime(2022, 3, 28, 7, 59, tzinfo=UTC), False),  # summer since Sunday: 8.59
        (datetime(2022, 3, 28, 8, 0, tzinfo=UTC), True),
        (datetime(2022, 3, 28, 18, 59, tzinfo=UTC), True),  # 19.59
        (datetime(2022, 3, 28, 19, 0, tzinfo=UTC), False),  # 20.00
        (datetime(2022, 10, 31, 8, 0, tzinfo=UTC), False),  # winter again
        (datetime(2022, 10, 31, 19, 59, tzinfo=UTC), True),
    ],
)
def test_the_hour_is_that_of_london(at, expected):
    assert may_send(at, 9) is expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (uk(2022, 3, 17, 6, 30), uk(2022, 3, 17, 9)),
        (uk(2022, 3, 17, 11, 30), uk(2022, 3, 17, 11, 30)),
        (uk(2022, 3, 17, 20, 0), uk(2022, 3, 18, 9)),
        (uk(2022, 3, 25, 21, 0), uk(2022, 3, 28, 9)),  # over the weekend in which the clocks change
        (uk(2022, 4, 14, 20, 5), uk(2022, 4, 19, 9)),  # over Easter
        (uk(2022, 12, 23, 23, 59), uk(2022, 12, 28, 9)),
    ],
)
def test_the_next_moment(at, expected):
    assert next_moment(at, 9) == expected


@given(MOMENTS, HOURS)
def test_the_next_moment_is_one_and_none_was_missed(at, hour):
    moment = next_moment(at, hour)
    assert may_send(moment, hour)
    assert moment >= at
    between = (at + timedelta(minutes=10 * n) for n in range(int((moment - at) / timedelta(minutes=10))))
    assert not any(may_send(missed, hour) for missed in between)


@given(st.lists(MOMENTS, min_size=2, max_size=9), HOURS)
def test_it_never_goes_back(moments, hour):
    found = [next_moment(at, hour) for at in sorted(moments)]
    assert all(earlier <= later for earlier, later in pairwise(found))


def test_a_moment_needs_its_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        mail_days.day_of(datetime(2022, 3, 17, 9))  # noqa: DTZ001 -- the mistake itself
