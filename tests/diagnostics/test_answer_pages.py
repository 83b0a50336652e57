"""The pages of somebody who answers: by their link alone, on any device, once."""

import logging
import threading
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from diagnostics.models import Draft, Invitation, Question, Response, Survey
from diagnostics.services import answering as services
from diagnostics.services import ballots
from programmes.access import Role
from tests.diagnostics import asked, waves
from tests.factories import ProgrammeFactory, member

pytestmark = pytest.mark.django_db

KINDS = ("scale", "single", "short")


class Link:
    """Somebody with a link: `get` and `post` go to its pages."""

    def __init__(self, token):
        self.token, self.client = token, Client()

    def get(self, page=""):
        return self.client.get(f"/s/{self.token}/{page}")

    def post(self, page, body="", **fields):
        if not body:
            return self.client.post(f"/s/{self.token}/{page}", fields)
        return self.client.post(
            f"/s/{self.token}/{page}", body, content_type="application/x-www-form-urlencoded"
        )  # fmt: skip


@pytest.fixture
def facilitator():
    return member(ProgrammeFactory(ends_on=date(2031, 7, 1)), Role.FACILITATOR)


def begin(facilitator, kind=Survey.Kind.ANONYMOUS, kinds=KINDS, *, wave=(), **fields):
    """An open wave, its survey's questions by kind, and the link of one who is invited."""
    programme = facilitator.person.memberships.get().programme
    survey = asked.survey(programme, kind, kinds=kinds, **fields)
    opened = waves.opened(survey, facilitator, **dict(wave))
    questions = {each.kind: each for each in Question.objects.filter(section__survey=survey)}
    return opened, questions, Link(waves.token_of(waves.invitation_of(opened)))


def answers(questions, **values):
    """The body of a page on which these were answered; the others were left as they are."""
    shown = "&".join(f"q={question.pk}" for question in questions.values())
    return "&".join([shown, *(f"q{questions[kind].pk}={value}" for kind, value in values.items())])


def text(response):
    return " ".join(response.content.decode().split())


@pytest.mark.embedded
@pytest.mark.parametrize("kind", Survey.Kind.values)
def test_from_the_first_page_to_thank_you(kind, facilitator):
    wave, questions, link = begin(facilitator, kind, thanks="We meet on Monday.")
    first = text(link.get())
    assert "3 questions, about 2 minutes" in first
    assert facilitator.person.name in first
    assert "a year after the programme ends (1 July 2031)" in first
    assert ("Nobody sees who answered what" in first) == (kind == "anonymous")
    assert (
        link.post("1/", answers(questions, scale=4, single="b", short="More time")).headers["Location"] == "../check/"
    )
    assert "More time" in text(link.get("check/"))
    assert link.post("check/").headers["Location"] == "../"
    thanks = text(link.get())
    assert "Your answers were sent" in thanks
    assert "We meet on Monday." in thanks
    assert (wave.invitations.filter(used=True).count(), Draft.objects.count()) == (1, 0)


def test_opening_and_looking_write_nothing(facilitator, django_assert_num_queries):
    wave, _, link = begin(facilitator, wave={"has_open_link": True})
    for page, most in (("", 3), ("1/", 1), ("check/", 1)):
        link.get(page)
        with django_assert_num_queries(most) as captured:
            assert link.get(page).status_code == 200
            assert all(query["sql"].split()[0] == "SELECT" for query in captured.captured_queries)
        assert link.client.head(f"/s/{link.token}/{page}").status_code == 200
    assert link.client.get(f"/o/{wave.open_code}/").status_code == 200
    assert (Draft.objects.count(), wave.invitations.filter(respondent=None).count()) == (0, 0)


def test_no_page_asks_more_than_ten_statements_whatever_its_size(facilitator, django_assert_max_num_queries):
    _, questions, link = begin(facilitator)
    link.get("1/")
    with django_assert_max_num_queries(10):
        link.post("1/", answers(questions, scale=4))
    with django_assert_max_num_queries(10):
        link.post("check/")


def _every_page(link, wave, questions):
    """Each kind of page, the refusing ones too."""
    yield from (link.get(), link.get("1/"), link.get("check/"), link.get("99/"))
    yield link.post("1/", answers(questions, scale=9))
    yield link.post("1/", answers(questions, scale=1))
    yield link.post("1/", "q=" + "x" * 6_000_000)
    yield link.client.put(f"/s/{link.token}/1/")
    yield from (Link("nobody").get(), Link("nobody").post("1/", "q=1"))
    yield link.client.get(f"/o/{wave.open_code}/")
    yield link.client.get("/o/nobody/")
    yield link.client.get("/o/%00/")
    yield link.client.post(f"/o/{wave.open_code}/")
    yield from (link.post("check/"), link.get(), link.post("1/", answers(questions, scale=2)))


def test_no_cookie_no_cache_no_referrer_no_index_on_any_page(facilitator):
    wave, questions, link = begin(facilitator, wave={"has_open_link": True})
    for response in _every_page(link, wave, questions):
        assert response.status_code < 500
        assert response.cookies == {}
        assert "Set-Cookie" not in response.headers
        assert response.headers["Cache-Control"] == "no-store, private"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert link.token.encode() not in response.content


def test_no_log_line_holds_a_link(facilitator, caplog):
    caplog.set_level(logging.DEBUG)
    wave, questions, link = begin(facilitator, wave={"has_open_link": True})
    secrets = [link.token, wave.open_code]
    for response in _every_page(link, wave, questions):
        assert response.status_code < 500
    link.client.get(f"/s/{link.token}/no/such/page")
    access = logging.getLogger("uvicorn.access")
    access.propagate = True
    access.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1:1", "GET", f"/s/{link.token}/1/?from=check", "1.1", 200)
    logging.getLogger("django.request").warning("Not Found: %s", f"https://localhost/o/{wave.open_code}/")
    logging.getLogger("x").error("%(path)s failed", {"path": f"/s/{link.token}"})
    logging.getLogger("x").error("%s", ValueError(f"/s/{link.token}"))
    assert "Not Found: /s/…/no/such/page" in caplog.text
    assert '"GET /s/…/1/?from=check HTTP/1.1" 200' in caplog.text
    assert [secret for secret in secrets if secret in caplog.text or secret in repr(vars(caplog.records[-1]))] == []


def test_a_page_is_kept_with_its_mistakes_and_the_next_device_goes_on(facilitator):
    _, questions, link = begin(facilitator, kinds=("number", "long"), wave={})
    long = "x" * 2001
    refused = text(link.post("1/", answers(questions, number="a+few", long=long)))
    assert "Error: About us" in refused
    assert "Enter a whole number, in figures: A question: number?" in refused
    elsewhere = Link(link.token)
    assert 'href="1/">Go on where you stopped' in text(elsewhere.get())
    again = text(elsewhere.get("1/"))
    assert 'value="a few"' in again
    assert long in again
    assert "2 answers need you first" in text(elsewhere.post("check/"))
    assert Invitation.objects.filter(used=True).count() == 0


def test_a_required_answer_is_asked_for_before_anything_is_sent(facilitator):
    programme = facilitator.person.memberships.get().programme
    survey = asked.survey(programme, kinds=("scale",))
    Question.objects.filter(section__survey=survey).update(is_required=True)
    wave = waves.opened(survey, facilitator)
    link = Link(waves.token_of(waves.invitation_of(wave)))
    refused = text(link.post("check/"))
    assert "Nothing was sent yet, and what you answered is kept." in refused
    assert "Choose an answer" in refused
    assert wave.invitations.filter(used=True).count() == 0


def test_two_tabs_lose_nothing_but_what_their_own_page_replaces(facilitator):
    _, questions, link = begin(facilitator)
    scale, short = questions["scale"].pk, questions["short"].pk
    link.post("1/", answers(questions, scale=4, single="b", short="first"))
    link.post("1/", f"q={scale}&q={short}&q{scale}=2&q{short}=second")
    kept = text(link.get("check/"))
    assert all(words in kept for words in ("2 of 5", "Schools", "second"))
    link.post("check/")
    late = text(link.post("1/", answers(questions, short="third")))
    assert "what it brought was not added" in late
    assert "third" not in late
    assert link.post("check/").status_code == 200
    assert Draft.objects.count() == 0


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_two_pages_posted_at_once_are_both_kept(facilitator):
    wave, questions, link = begin(facilitator)
    invitation = waves.invitation_of(wave)
    keys = [str(question.pk) for question in questions.values()]
    ready = threading.Barrier(len(keys))

    def keep(key):
        ready.wait()
        ballots.change_draft(invitation, link.token, lambda draft: draft | {key: key})
        connection.close()

    threads = [threading.Thread(target=keep, args=[key]) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ballots.draft_of(invitation, link.token) == {key: key for key in keys}


@pytest.mark.embedded
def test_words_that_come_too_late_are_given_back(facilitator):
    wave, questions, link = begin(facilitator)
    waves.close_now(wave, facilitator)
    late = text(link.post("1/", answers(questions, scale=4, short="Half an hour <more>")))
    assert "This survey has closed" in late
    assert "A question: short?" in late
    assert "Half an hour &lt;more&gt;" in late
    assert "deleted unread" in text(link.get())
    assert "Half an hour" not in text(link.get())
    unknown = Link("nobody").post("1/", "q7=My+own+words")
    assert unknown.status_code == 404
    assert "My own words" in text(unknown)


def test_more_than_a_page_can_bring_is_said_kindly(facilitator):
    _, questions, link = begin(facilitator)
    link.post("1/", answers(questions, short="kept"))
    much = link.post("1/", answers(questions, short="x" * 6_000_000))
    fields = link.post("1/", "&".join(f"a{n}=1" for n in range(1_001)))
    for response in (much, fields):
        assert (response.status_code, "That was more than a page can bring" in text(response)) == (400, True)
    assert "kept" in text(link.get("check/"))


def test_an_open_link_makes_a_place_when_somebody_begins_and_only_so_many(facilitator, monkeypatch):
    wave, questions, _ = begin(facilitator, wave={"has_open_link": True})
    door = f"/o/{wave.open_code}/"
    assert "cannot stop a second answer" in text(Client().get(door))
    places = [Client().post(door).headers["Location"] for _ in range(2)]
    assert len(set(places)) == 2
    mine = Link(places[0].split("/")[2])
    assert "keep it if you want to stop" in text(mine.get())
    mine.post("1/", answers(questions, scale=5))
    assert mine.post("check/").status_code == 302
    monkeypatch.setattr(services, "PLACES", 1)
    assert Client().post(door).status_code == 429
    waves.close_now(wave, facilitator)
    assert "This survey has closed" in text(Client().get(door))
    assert Response.objects.filter(wave=wave).count() == 1


def test_the_link_of_somebody_whose_link_was_replaced_leads_nowhere(facilitator):
    wave, _, link = begin(facilitator)
    Invitation.objects.filter(wave=wave).delete()
    assert "You were sent a newer link since" in text(link.get())
    assert reverse("diagnostics:answer", args=[link.token]) == f"/s/{link.token}/"
