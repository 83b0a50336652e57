"""A figure on a page and on paper, from the same chart."""

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import override_settings
from django.utils import translation

from hwe_portal.rendering.charts import Area, Choices, Framework, GroupDimensions, ModeChoices, ModeCount
from hwe_portal.rendering.figures import Figure
from tests.rendering.drawings import parse

HOSTILE = '<script>alert("1")</script> & "quoted"'
CHOICES = Choices((ModeChoices("competing", 3, 1, 2), ModeChoices("avoiding", 1, 0, "most")))


def figure(chart=CHOICES, **more):
    return Figure("choices", more.pop("title", "Three compete first"), "Of 6 people.", chart, **more)


def shown(shown_figure, **context):
    html = Template("{% load figures %}{% figure shown %}").render(Context({"shown": shown_figure, **context}))
    return BeautifulSoup(html, "html.parser")


def test_a_page_has_both_layouts_and_the_table_one_step_away():
    page = shown(figure())
    assert page.h3.get_text() == "Three compete first"
    assert page.find(role="figure")["aria-labelledby"] == page.h3["id"]
    assert [div["class"][-1] for div in page.select(".app-figure__picture")] == [
        "app-figure__picture--wide",
        "app-figure__picture--narrow",
    ]
    assert [svg.title.get_text() for svg in page.find_all("svg")] == ["Three compete first"] * 2
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in page.details.find_all("tr")]
    assert rows == [
        ["Mode", "First choice", "Second choice", "Last choice"],
        ["Competing", "3", "1", "2"],
        ["Avoiding", "1", "0", "most"],
    ]
    assert page.details.caption.get_text() == "Three compete first"


def test_paper_has_one_picture_that_says_everything():
    paper = shown(figure(), paper=True)
    assert paper.details is None
    assert paper.table is None
    (svg,) = paper.find_all("svg")
    assert svg.title.get_text() == (
        "Three compete first. Competing: first choice of 3 people, second of 1 person, last of 2 people. "
        "Avoiding: first choice of 1 person, second of nobody, last of most."
    )


def test_paper_prints_the_table_where_it_is_asked_for():
    assert shown(figure(print_table=True), paper=True).table is not None


def test_a_compact_picture_serves_every_width():
    page = shown(figure(GroupDimensions((ModeCount("competing", 3),))))
    assert len(page.find_all("svg")) == 1
    assert "app-figure--compact" in page.find(role="figure")["class"]


def test_the_framework_is_its_own_table():
    page = shown(figure(Framework((Area("Cohesive"),))))
    assert page.details is None
    assert page.svg is None


@pytest.mark.parametrize("paper", [False, True])
def test_what_people_typed_stays_words(paper):
    page = shown(figure(title=HOSTILE), paper=paper)
    assert page.script is None
    assert page.h3.get_text() == HOSTILE
    assert page.svg.title.get_text().startswith(HOSTILE)


def test_nothing_on_a_page_carries_a_style():
    assert shown(figure()).find_all(style=True) == []
    assert shown(figure()).find_all("style") == []


def test_coordinates_do_not_follow_the_language():
    (plain,) = figure().wide
    with translation.override("de"), override_settings(USE_THOUSAND_SEPARATOR=True):
        (german,) = figure().wide
    assert german == plain
    parse(german)
