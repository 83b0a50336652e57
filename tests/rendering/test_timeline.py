"""Milestones, workshops and what happened around them: every date in its order, no label over another."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from hwe_portal.rendering.charts import Moment, Timeline
from hwe_portal.rendering.charts.scale import cut_line
from hwe_portal.rendering.charts.timeline import CUT_OUT, EVENLY
from hwe_portal.rendering.palette import GUIDE
from tests.rendering.drawings import marks, outside, parse, text_boxes, texts

SINCE, UNTIL = date(2018, 3, 1), date(2022, 12, 31)
LABELS = st.sampled_from(["First workshop", "The boundary question is settled", "Integration white paper " * 5])
MOMENTS = st.builds(
    Moment,
    at=st.dates(SINCE - timedelta(300), UNTIL + timedelta(300)),
    when=st.sampled_from(["May 2020", "autumn 2021", "14 January 2022"]),
    label=LABELS,
    kind=st.sampled_from(["workshop", "milestone", "context", "phase"]),
    reached=st.booleans(),
    until=st.none() | st.dates(SINCE, UNTIL),
)
TIMELINES = st.lists(MOMENTS, max_size=25).map(lambda moments: Timeline(tuple(moments), SINCE, UNTIL))


def drawn(chart, *, narrow=False):
    (markup,) = chart.markup("What happened when", narrow=narrow)
    return parse(markup)


@settings(max_examples=40)
@given(chart=TIMELINES, narrow=st.booleans())
def test_every_moment_is_one_mark_within_the_frame(chart, narrow):
    root = drawn(chart, narrow=narrow)
    for kind in ("workshop", "milestone", "context", "phase"):
        assert marks(root, f"mark--{kind}") == sum(moment.kind == kind for moment in chart.moments)
    assert outside(root) == []


@settings(max_examples=40)
@given(chart=TIMELINES, narrow=st.booleans())
def test_no_words_stand_on_others(chart, narrow):
    boxes = sorted(text_boxes(drawn(chart, narrow=narrow)), key=lambda box: box[2])
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            beside = one[1] <= other[0] or other[1] <= one[0]
            assert beside or other[2] - one[2] >= 12


@settings(max_examples=40)
@given(chart=TIMELINES)
def test_the_table_is_in_the_order_of_time(chart):
    dated = sorted(chart.moments, key=lambda moment: moment.at)
    assert [row[:2] for row in chart.table().rows] == [(moment.written_when, moment.label) for moment in dated]


def test_a_planned_milestone_says_so_and_is_open():
    planned = Moment(date(2020, 5, 1), "May 2020", "Status granted", reached=False)
    root = drawn(Timeline((planned,), SINCE, UNTIL))
    assert "May 2020, planned" in texts(root)
    assert [each.get("fill") for each in root if "mark--milestone" in each.get("class", "")] == ["#ffffff"]


def test_a_meeting_years_later_does_not_press_the_others_together():
    near = [date(2021, 11, 9) + timedelta(30 * number) for number in range(6)]
    paper = Moment(near[0], "2021", "White paper", "context")
    chart = Timeline((paper, *(Moment(day, str(day), "Meeting", "workshop") for day in near)), near[0], near[-1])
    late = Moment(date(2026, 11, 9), "later", "Meeting", "workshop")
    longer = Timeline((*chart.moments, late), near[0], late.at)
    assert (chart.caution, longer.caution) == ("", CUT_OUT)
    places = [float(each.get("cy")) for each in drawn(longer) if "mark--workshop" in each.get("class", "")]
    apart = [later - earlier for earlier, later in pairwise(places)]
    assert min(apart[:5]) > 30
    assert 20 < apart[5] < 2 * apart[0]


def test_points_too_close_for_their_labels_are_spaced_evenly_each_beside_its_own():
    days = [date(2021, 11, 9) + timedelta(number) for number in (0, 1, 2, 3, 4, 60, 120)]
    chart = Timeline(tuple(Moment(day, str(day), "Meeting", "workshop") for day in days), days[0], days[-1])
    root = drawn(chart)
    places = [float(each.get("cy")) for each in root if "mark--workshop" in each.get("class", "")]
    assert (chart.caution, len({round(later - earlier) for earlier, later in pairwise(places)})) == (EVENLY, 1)
    leads = [each for each in root if each.tag.endswith("line") and each.get("stroke") == GUIDE]
    assert [(each.get("y1"), each.get("y2")) for each in leads] == [(str(each.get("y1")),) * 2 for each in leads]
    apart = [date(2021, 11, 9) + timedelta(60 * number) for number in range(3)]
    spread = Timeline(tuple(Moment(day, str(day), "Meeting", "workshop") for day in apart), apart[0], apart[-1])
    assert spread.caution == ""


@given(days=st.lists(st.dates(SINCE, UNTIL), min_size=1, max_size=12))
def test_later_days_stand_later_however_the_line_is_cut(days):
    line = cut_line(days, 10, 400)
    places = [line.x(day) for day in sorted(set(days))]
    assert places == sorted(set(places))
    assert all(10 <= place <= 400.001 for place in places)
