"""Notes open after a confirmation in this session, to those named, and each opening is in the audit."""

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from diagnostics.models import NotesReader
from diagnostics.services.notes import note_opening
from diagnostics.views.opening import confirmed_for_notes, open_interview
from programmes.access import Role
from programmes.models import AuditEvent
from tests.diagnostics import talks
from tests.factories import ProgrammeFactory, member
from tests.programmes.entering import (
    PASSWORD,
    authenticator_code,
    enter_by_code,
    enter_by_password,
    invited,
    set_up_authenticator,
)
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def interviewer(programme):
    return member(programme, Role.INTERVIEWER, name="Ida Moss")


@pytest.fixture
def talk(programme, interviewer):
    return talks.held(programme, member(programme, name="Ada Reed").person, interviewer.person)


def url(talk, name="notes"):
    return reverse(f"diagnostics:{name}", args=[talk.programme_id, talk.pk])


def _as_interviewer(programme, talk, user):
    """The account `user`, made the interviewer of a talk."""
    from_now = NotesReader.objects.get(interview=talk, takes_notes=True)
    from_now.person = user.person
    from_now.save()
    programme.memberships.create(person=user.person, role=Role.INTERVIEWER, starts_on="2021-09-01")


def test_a_session_that_has_not_confirmed_is_asked_first_and_comes_back(programme, talk, client):
    user = invited("Olu Bright", password=PASSWORD)
    _as_interviewer(programme, talk, user)
    enter_by_password(client, user.email)
    asked = client.get(url(talk))
    assert (asked.status_code, asked["Location"]) == (
        302,
        f"/accounts/confirm/password/?next=%2Fprogrammes%2F{programme.pk}%2Fconversations%2F{talk.pk}%2Fnotes%2F",
    )
    assert AuditEvent.objects.filter(verb="opened").count() == 0
    back = client.post(asked["Location"], {"password": PASSWORD, "next": url(talk)})
    assert back["Location"] == url(talk)
    assert client.get(url(talk)).status_code == 200


def test_whoever_has_no_password_confirms_with_the_authenticator(programme, talk, client):
    user = invited("Olu Bright")
    _as_interviewer(programme, talk, user)
    enter_by_code(client, user.email)
    secret = set_up_authenticator(client)
    fresh = signed_in(user, by="mfa", confirmed=False)
    asked = fresh.get(url(talk))
    assert asked["Location"].startswith("/accounts/confirm/code/?next=%2Fprogrammes%2F")
    cache.clear()  # half a minute later: each code counts once
    code = {"code": authenticator_code(secret), "next": url(talk)}
    assert fresh.post(asked["Location"], code)["Location"] == url(talk)
    assert fresh.get(url(talk)).status_code == 200


def test_setting_up_the_first_way_in_confirms_too(programme, talk, client):
    user = invited("Olu Bright")
    _as_interviewer(programme, talk, user)
    enter_by_code(client, user.email)
    asked = client.get(url(talk))
    assert asked["Location"] == reverse("mfa_index")
    assert "Set one up first" in client.get(asked["Location"]).content.decode()
    set_up_authenticator(client)
    assert client.get(url(talk)).status_code == 200
    assert client.get(reverse("account_strong_sign_in"))["Location"] == url(talk)


@pytest.mark.parametrize("by", ["password", "mfa", "socialaccount", "code"])
def test_signing_in_alone_is_not_confirming(by, talk, interviewer):
    client = signed_in(interviewer, by=by, confirmed=False)
    assert client.get(url(talk)).status_code == 302


def test_a_script_is_told_to_confirm_rather_than_sent_away(talk, interviewer):
    client = signed_in(interviewer, confirmed=False)
    answer = client.post(url(talk, "notes-save"), {"text": "canary"}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (401, {"why": "confirm"})


def test_words_posted_before_confirming_come_back(talk, interviewer):
    client = signed_in(interviewer, confirmed=False)
    page = client.post(url(talk), {"note-0": "He said yes"}, headers={"origin": "http://testserver"})
    assert page.status_code == 401
    assert '<input type="hidden" name="note-0" value="He said yes" autocomplete="off">' in page.content.decode()


def test_nothing_that_shows_words_is_kept_by_a_browser_or_a_proxy(interviewer):
    request = RequestFactory().get("/programmes/1/themes/1/")
    request.session, request.user, request.htmx = signed_in(interviewer).session, interviewer, False
    answer = confirmed_for_notes(lambda request: HttpResponse("words"))(request)
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_a_part_of_a_page_takes_the_whole_page_along(interviewer):
    request = RequestFactory().get("/programmes/1/conversations/1/notes/", headers={"hx-request": "true"})
    request.session, request.user, request.htmx = signed_in(interviewer, confirmed=False).session, interviewer, True
    answer = confirmed_for_notes(lambda request: HttpResponse("notes"))(request)
    assert (answer.status_code, answer["HX-Redirect"][:32]) == (200, "/accounts/confirm/password/?next")


def test_each_opening_is_a_row_in_the_audit_with_who_and_what(talk, interviewer):
    client = signed_in(interviewer)
    client.get(url(talk))
    client.get(url(talk))
    rows = AuditEvent.objects.filter(verb="opened")
    assert [(row.by, row.record, row.summary) for row in rows] == [(interviewer, talk.key, "Notes")] * 2


@pytest.mark.parametrize("number", [1, 3])
def test_opening_many_is_noted_in_one_query(number, programme, interviewer, django_assert_num_queries):
    many = [talks.held(programme, member(programme).person, interviewer.person) for _ in range(number)]
    with django_assert_num_queries(3):  # a savepoint around it
        note_opening(many, by=interviewer, what="Coding")
    rows = AuditEvent.objects.filter(verb="opened", summary="Coding")
    assert sorted(row.record for row in rows) == sorted(talk.key for talk in many)


@pytest.mark.parametrize("state", ["not named", "not known", "ended", "left the programme"])
def test_only_those_named_and_known_open_them(state, programme, talk):
    user = member(programme, Role.FACILITATOR)
    reader = NotesReader(interview=talk, person=user.person, known_at="2021-10-01T09:00Z")
    if state == "not known":
        reader.known_at = None
    if state == "ended":
        reader.ended_at = "2021-10-02T09:00Z"
    if state == "left the programme":
        programme.memberships.filter(person=user.person).update(ends_on="2021-12-01")
    if state != "not named":
        reader.save()
    answer = signed_in(user).get(url(talk))
    nobodys = signed_in(user).get(reverse("diagnostics:notes", args=[programme.pk, 987654]))
    assert (answer.status_code, nobodys.status_code) == (404, 404)
    assert AuditEvent.objects.filter(verb="opened").count() == 0


def test_it_opens_only_within_its_own_programme(talk, interviewer):
    elsewhere = ProgrammeFactory()
    elsewhere.memberships.create(person=interviewer.person, role=Role.INTERVIEWER, starts_on="2021-09-01")
    answer = signed_in(interviewer).get(reverse("diagnostics:notes", args=[elsewhere.pk, talk.pk]))
    assert answer.status_code == 404


def test_a_page_of_its_own_names_itself(talk, interviewer, rf):
    request = rf.get("/")
    request.user = interviewer
    assert open_interview(request, talk.programme_id, talk.pk, what="Coding") == talk
    assert AuditEvent.objects.get(verb="opened").summary == "Coding"
