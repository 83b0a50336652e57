"""Who held which post: any people, any dates, names only where they are given."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from hwe_portal.rendering.charts import Event, Holding, PostRow, Posts
from hwe_portal.rendering.charts.lettering import width_of
from tests.rendering.drawings import SVG, marks, outside, parse, text_boxes, texts

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
STANDINGS = st.sampled_from(["substantive", "acting", "joint", "designate"])
NAMES = st.sampled_from(["", "A. Ainsley", "Dr Bartholomew Featherstonehaugh-Cholmondeley"])


@st.composite
def holdings(draw):
    since = draw(DAYS)
    until = draw(st.none() | st.integers(0, 3000).map(lambda days: since + timedelta(days)))
    return Holding(
        since, until, draw(NAMES), draw(STANDINGS), draw(st.booleans()), draw(st.sampled_from(["", "retired"]))
    )


LABELS = st.sampled_from(["Chief Executive, Royal Hospitals", "Accountable Officer", "Executive Director of " * 6])
ROWS = st.builds(PostRow, LABELS, st.lists(holdings(), max_size=5).map(tuple), st.sampled_from(["", "A trust"]))
EVENTS = st.lists(
    st.builds(Event, DAYS, st.sampled_from(["Workshop 1", "The boundary question is settled"])), max_size=6
)


@st.composite
def pictures_of_posts(draw):
    since = draw(DAYS)
    until = since + timedelta(draw(st.integers(1, 4000)))
    rows = tuple(draw(st.lists(ROWS, min_size=1, max_size=18)))
    return Posts(rows, since, until, tuple(draw(EVENTS)))


def overlapping(chart):
    return [
        holding
        for row in chart.rows
        for holding in row.holdings
        if holding.since <= chart.until and (holding.until or date.max) >= chart.since
    ]


@settings(max_examples=40)
@given(chart=pictures_of_posts(), narrow=st.booleans())
def test_everybody_in_post_is_one_bar_within_the_frame(chart, narrow):
    roots = [parse(markup) for markup in chart.markup("Who held which post", narrow=narrow)]
    assert sum(marks(root, "bar--holding") for root in roots) == len(overlapping(chart))
    assert [outside(root, slack=2.6) for root in roots] == [[]] * len(roots)


@settings(max_examples=40)
@given(chart=pictures_of_posts(), narrow=st.booleans())
def test_event_labels_do_not_run_into_each_other(chart, narrow):
    for markup in chart.markup("Who held which post", narrow=narrow):
        root = parse(markup)
        names = {event.label for event in chart.events}
        labels = sorted(box for box in text_boxes(root) if box[3] in names)
        for place, one in enumerate(labels):
            for other in labels[place + 1 :]:
                assert one[2] != other[2] or one[1] <= other[0] or other[1] <= one[0]


@settings(max_examples=40)
@given(chart=pictures_of_posts())
def test_the_table_names_everybody_recorded(chart):
    recorded = [holding.label for row in chart.rows for holding in row.holdings]
    assert [row[1] for row in chart.table().rows] == recorded


def test_a_name_that_was_not_given_is_not_shown():
    joined = Holding(date(2021, 10, 1), joined=True)
    acting = Holding(date(2020, 1, 1), date(2021, 9, 30), standing="acting")
    chart = Posts((PostRow("Chief Executive", (acting, joined)),), date(2020, 1, 1), date(2022, 8, 1))
    (markup,) = chart.markup("Who held which post")
    assert [words for words in texts(parse(markup)) if "post" in words] == ["in post, acting", "new in post"]
    assert chart.table().rows == (
        ("Chief Executive", "in post, acting", "1\u00a0January\u00a02020", "30\u00a0September\u00a02021"),
        ("Chief Executive", "new in post", "1\u00a0October\u00a02021", "still in post"),
    )


def test_people_who_hold_a_post_together_stand_one_below_the_other():
    together = (Holding(date(2020, 1, 1), name="A"), Holding(date(2020, 6, 1), name="B", standing="joint"))
    alone = (Holding(date(2020, 1, 1), name="C"),)
    chart = Posts((PostRow("One", together), PostRow("Two", alone)), date(2020, 1, 1), date(2022, 1, 1))
    heights = {words: base for _, _, base, words in text_boxes(parse(chart.markup("Posts")[0]))}
    assert heights["A"] < heights["B, joint"] < heights["C"]


def test_many_posts_are_drawn_in_parts_none_lost():
    rows = tuple(PostRow(f"Post {number}", (Holding(date(2020, 1, 1)),)) for number in range(40))
    chart = Posts(rows, date(2020, 1, 1), date(2021, 1, 1))
    parts = [parse(markup) for markup in chart.markup("Who held which post")]
    assert [marks(part, "bar--holding") for part in parts] == [8, 8, 8, 8, 8]
    assert chart.is_long
    assert not Posts(rows[:14], date(2020, 1, 1), date(2021, 1, 1)).is_long


def test_no_posts_at_all_is_still_a_picture():
    (markup,) = Posts((), date(2020, 1, 1), date(2021, 1, 1)).markup("Who held which post")
    assert marks(parse(markup), "bar") == 0


@settings(max_examples=40)
@given(chart=pictures_of_posts(), narrow=st.booleans())
def test_a_label_stands_within_its_bar(chart, narrow):
    for markup in chart.markup("Who held which post", narrow=narrow):
        elements = list(parse(markup))
        for bar, label in pairwise(elements):
            is_bar, is_text = "bar--holding" in bar.get("class", "").split(), label.tag == f"{SVG}text"
            if is_bar and is_text and float(label.get("x")) == float(bar.get("x")) + 6:
                assert width_of(label.text, 12) <= float(bar.get("width")) - 12 + 0.1
