"""Every URL x method x role, walked from the resolver, equals the literal table in tests/access/rows."""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access import rows, world
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


def _walk(patterns, namespace="", keywords=()):
    """The name of every URL with the keywords that its address takes."""
    for entry in patterns:
        taken = (*keywords, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, inner, taken)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", taken


PUBLIC = [
    "accessibility",
    "account_inactive",
    "account_login",
    "account_request_login_code",
    "account_reset_password",
    "account_signup",
    "diagnostics:answer",
    "diagnostics:answer-begin",
    "diagnostics:answer-check",
    "diagnostics:answer-page",
    "health",
    "mailbox",
    "privacy",
    "socialaccount_login_cancelled",
    "workshops:phone-code",
    "workshops:phone-join",
]
URLS = dict(_walk(get_resolver().url_patterns))


@pytest.fixture(scope="module")
def furnished(django_db_setup, django_db_blocker):
    """One world for all rows, which takes longer to make than to try: each knock is undone before the next."""
    with django_db_blocker.unblock(), transaction.atomic():
        built = world.build()
        rows.furnish(built)
        yield built
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cookies(furnished):
    """Every knocker is signed in once: what a knock does to a session is undone too."""
    return world.cookies(furnished)


def _address(name, built):
    return reverse(name, kwargs={key: _value(built, name, key) for key in URLS[name]})


def _value(built, name, key):
    return built.objects.get(f"{name}.{key}", built.objects.get(key))


def _statuses(built, cookies, name, method):
    found = {}
    for knocker in world.KNOCKERS:
        client = Client(raise_request_exception=False)
        client.cookies.load(cookies[knocker])
        point = transaction.savepoint()
        response = client.generic(method, _address(name, built))
        found[knocker] = response.status_code
        response.getvalue()  # a download is read to its end, which closes its file
        transaction.savepoint_rollback(point)
    return found


def test_every_url_has_a_row_and_every_row_a_url():
    assert sorted(rows.ROWS) == sorted(URLS)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", sorted(rows.ROWS))
def test_statuses_equal_the_table(name, method, furnished, cookies):
    assert _statuses(furnished, cookies, name, method) == rows.ROWS[name][method]


def _body(response):
    """The page without the form token, which differs from one answer to the next."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)


def test_somebody_elses_object_answers_like_one_that_does_not_exist(furnished):
    client = signed_in(furnished.users["stranger"])
    theirs = client.get(_address("programme", furnished))
    nobodys = client.get(reverse("programme", kwargs={"programme": 987654321}))
    assert (theirs.status_code, _body(theirs)) == (nobodys.status_code, _body(nobodys))


def test_what_is_public_is_a_written_list():
    public = [name for name, row in rows.ROWS.items() if row["GET"]["anonymous"] not in (302, 404, 405)]
    assert sorted(public) == PUBLIC
