"""The clock of an agenda adds up, and its end is said in words."""

from datetime import time

import pytest

from workshops.running_order import NO_BEGIN, UNKNOWN_DAYS, Running, Span, length, over_days, running


def test_each_block_begins_where_the_one_before_ends():
    assert running([10, 25, 65], begins=time(9, 30), ends=time(11, 0)) == Running(
        spans=(Span("9:30", "9:40"), Span("9:40", "10:05"), Span("10:05", "11:10")),
        minutes=100,
        ends="11:10",
        message="ends at 11:10, ten minutes after the meeting does",
        advice="",
    )


@pytest.mark.parametrize(
    ("minutes", "begins", "ends", "message"),
    [
        ([420], time(9), time(16), "ends at 16:00, as planned"),
        ([335], time(9), time(16), "ends at 14:35, one hour 25 minutes before the meeting does"),
        ([421], time(9), time(16), "ends at 16:01, one minute after the meeting does"),
        ([540], time(9), time(16), "ends at 18:00, two hours after the meeting does"),
        ([420], time(9), None, "ends at 16:00"),
        ([180], time(22), time(1), "ends at 1:00 the next day, as planned"),
        ([], time(9), time(16), ""),
        ([90], None, None, "takes one hour 30 minutes"),
        ([], None, None, ""),
    ],
)
def test_the_end_is_said_in_words(minutes, begins, ends, message):
    assert running(minutes, begins=begins, ends=ends).message == message


def test_without_a_clock_blocks_have_no_times():
    unknown = running([30, 30], begins=None, ends=None)
    days = running([30, 30], begins=time(9), ends=time(16), unknown_days=True)
    assert (unknown.spans, unknown.advice) == ((Span("", ""),) * 2, NO_BEGIN)
    assert (days.spans, days.advice, days.message) == ((Span("", ""),) * 2, UNKNOWN_DAYS, "takes one hour")


def test_several_days_are_added_up():
    days = [running(minutes, begins=time(9), ends=None) for minutes in ([300, 30], [], [45])]
    assert (over_days(days), over_days(days[1:2])) == ("takes six hours 15 minutes over three days", "")


def test_minutes_in_words():
    said = [length(minutes) for minutes in (1, 12, 13, 60, 61, 150)]
    expected = ["one minute", "twelve minutes", "13 minutes", "one hour", "one hour one minute", "two hours 30 minutes"]
    assert said == expected
