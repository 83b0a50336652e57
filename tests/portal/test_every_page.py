"""Every page of every role: no accessibility violation, nothing wider than its page, the policy unbroken.

The access table says who may open what; roles that get the very same page, but for numbers, share one visit.
"""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access import rows, world
from tests.services import browsing

WIDTHS = (1280, 320)


def _keywords(patterns, namespace="", taken=()):
    for entry in patterns:
        here = (*taken, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _keywords(entry.url_patterns, inner, here)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", here


KEYWORDS = dict(_keywords(get_resolver().url_patterns))


@pytest.fixture
def furnished(transactional_db):
    built = world.build()
    rows.furnish(built)
    return built


def _address(name, built):
    objects = built.objects
    return reverse(name, kwargs={key: objects.get(f"{name}.{key}", objects.get(key)) for key in KEYWORDS[name]})


def _sameness(response, user):
    """The page without what differs between two people who see the same: who they are, numbers, and the form token."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    for own in (user.display_name, user.email) if user else ():
        body = body.replace(own, "")
    return re.sub(r"\d+", "0", body)


def _readers(name, built, cookies):
    """One knocker for each different page that this address shows."""
    readers = {}
    for knocker, status in rows.ROWS[name]["GET"].items():
        if status != 200:
            continue
        client = Client()
        client.cookies.load(cookies[knocker])
        response = client.get(_address(name, built))
        if response.headers["Content-Type"].startswith("text/html"):
            readers.setdefault(_sameness(response, built.users[knocker]), knocker)
        response.close()
    return list(readers.values())


def _complaints(page, axe):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        yield from (f"{width}: {violation}" for violation in axe(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield f"{width}: wider than the page"


# One world for the pages of an app: making one takes longer than visiting a page.
@pytest.mark.parametrize("app", rows.MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_the_pages_of_an_app_are_accessible_wide_and_narrow(app, furnished, page, axe, live_server):
    cookies = world.cookies(furnished)
    found = []
    for name in sorted(app.ROWS):
        for knocker in _readers(name, furnished, cookies):
            browsing.carry(page.context, cookies[knocker], live_server.url)
            page.goto(_address(name, furnished))
            found += [f"{name} as {knocker}: {complaint}" for complaint in _complaints(page, axe)]

    assert found == []
