"""What every page shares: one base, nothing inline, nothing from elsewhere, and files that are there."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
BUILT = settings.BASE_DIR / "static/built"
# Data for a script is no script: the policy lets it stand, and allauth reads it.
EXECUTABLE = re.compile(r"<script(?![^>]*(src=|application/json))[^>]*>")


def named(path):
    return str(Path(path).relative_to(settings.BASE_DIR / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_holds_nothing_inline(path):
    source = path.read_text()

    assert re.findall(r"""\s(style|on[a-z]+)=["']""", source) == []
    assert EXECUTABLE.findall(source) == []
    assert re.findall(r"""(src|href|action)=["'](https?:)?//""", source) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_names_static_files_that_are_there(path):
    wanted = re.findall(r"""{% static ["']([^"']+)["'] %}""", path.read_text())

    assert [name for name in wanted if finders.find(name) is None] == []


def test_the_built_style_sheet_asks_for_its_own_files_only():
    asked = re.findall(r"""url\(["']?([^"')]+)""", (BUILT / "portal.css").read_text())

    assert [name for name in asked if not (BUILT / name).is_file()] == []


def page(body="", **context):
    template = Template(
        '{% extends "base.html" %}{% block title %}A title{% endblock %}{% block content %}' + body + "{% endblock %}"
    )
    return BeautifulSoup(template.render(Context(context)), "html.parser")


def test_the_base_page_has_its_landmarks_once():
    soup = page("<h1>A title</h1>")

    assert soup.html["lang"] == "en-GB"
    assert soup.title.string == "A title \N{EN DASH} Systems leadership portal"
    assert [len(soup.find_all(name)) for name in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    assert soup.select_one(".nhsuk-skip-link")["href"] == f"#{soup.main['id']}"


def test_the_footer_leads_to_both_statements():
    assert [link["href"] for link in page().footer.find_all("a")] == ["/accessibility/", "/privacy/"]


def test_a_message_says_what_kind_it_is():
    said = [
        Message(constants.SUCCESS, "Saved"),
        Message(constants.ERROR, "Not read"),
        Message(constants.INFO, "Friday"),
    ]
    soup = page(messages=said)

    assert [banner.get_text(" ", strip=True) for banner in soup.select(".nhsuk-notification-banner")] == [
        "Done Saved",
        "There is a problem Not read",
        "Important Friday",
    ]


def component(name, **context):
    return BeautifulSoup(render_to_string(f"_components/{name}.html", context), "html.parser")


def test_a_task_that_cannot_be_opened_yet_is_no_link():
    tasks = [
        {"title": "Profile", "url": "/profile/", "hint": "Ten minutes", "status": "Not started", "state": "open"},
        {"title": "Survey", "status": "Opens 3 November", "state": "waiting"},
    ]
    soup = component("task_list", tasks=tasks)

    assert [(link["href"], link.get_text(strip=True)) for link in soup.find_all("a")] == [("/profile/", "Profile")]
    described = [soup.find(id=part).get_text(strip=True) for part in soup.a["aria-describedby"].split()]
    assert described == ["Ten minutes", "Not started"]


def test_a_task_list_offers_one_button_to_the_first_open_task():
    tasks = [
        {"title": "Conversation", "url": "/talk/", "status": "Done", "state": "done"},
        {"title": "Profile", "url": "/profile/", "status": "Not begun", "state": "open"},
        {"title": "Survey", "url": "/survey/", "status": "Not begun", "state": "open"},
    ]
    soup = component("task_list", tasks=tasks, primary="Continue")

    assert [(link["href"], link.get_text()) for link in soup.select(".nhsuk-button")] == [
        ("/profile/", "Continue: Profile")
    ]


def test_progress_is_said_in_words():
    soup = component("progress", words="Question 4 of 30", value=3, max=30)

    assert soup.label["for"] == soup.progress["id"]
    assert (soup.label.string, soup.progress["value"], soup.progress["max"]) == ("Question 4 of 30", "3", "30")


def test_pages_of_a_list_keep_its_filters():
    soup = component("pagination", page=Paginator(range(30), 10).page(2), query="&sector=council")

    assert [link["href"] for link in soup.find_all("a")] == ["?page=1&sector=council", "?page=3&sector=council"]


def test_one_page_needs_no_pagination():
    assert component("pagination", page=Paginator(range(3), 10).page(1)).find("nav") is None


def test_an_error_page_stands_without_a_request():
    soup = BeautifulSoup(render_to_string("500.html"), "html.parser")

    assert soup.h1.string == "Something went wrong on our side"
