"""A hundred notes of 3,000 words, each typed in two tabs, while one request in ten is lost, late or repeated and the
session ends in the middle: at the end every word is there once, in the order in which each tab typed it.

Chromium types in chunks that end within words. Chance is seeded; the network's moods are taken from it.
"""

import random
from collections import Counter

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse

from diagnostics.models import Interview
from diagnostics.selectors import notes as selectors
from programmes.access import Role
from tests.diagnostics import talks
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

CONVERSATIONS, QUESTIONS, WORDS = 10, 9, 3_000
TABS = ("left", "right")
CHUNKS = 4  # how often each tab comes back to each note


MOODS = ("lost", "answer lost", "repeated", "delayed", "late")
SENT = ("accept", "content-type", "x-csrftoken")


class Network:
    """Meddles with one save in each ten, in every way in turn, and counts how."""

    def __init__(self, seed):
        self.chance, self.held, self.seen, self.coming = random.Random(seed), [], Counter(), []

    def _mood(self):
        if not self.coming:
            self.coming = [MOODS[sum(self.seen.values()) // 10 % len(MOODS)], *["well"] * 9]
            self.chance.shuffle(self.coming)
        return self.coming.pop()

    def meddle(self, route):
        mood = self._mood()
        self.seen[mood] += 1
        if mood in ("answer lost", "repeated"):
            route.fetch()
        if mood == "delayed":
            self.held.append(route.continue_)
        elif mood in ("lost", "answer lost", "late"):
            route.abort()
        else:
            route.continue_()
        if mood == "late":
            self.held.append(lambda: self._send(route.request))
        elif mood == "well":
            self.release()

    def release(self):
        """What was held back arrives now: the delayed, and the late ones, long after the page gave them up."""
        while self.held:
            self.held.pop(0)()

    def _send(self, request):
        headers = {name: request.headers[name] for name in SENT}
        request.frame.page.context.request.post(request.url, data=request.post_data, headers=headers)


class Tab:
    """One open page: what it is to type into each note, in chunks that do not care where a word ends."""

    def __init__(self, page, name, number, address):
        self.page = page
        page.goto(address)
        self.boxes = page.locator("textarea[data-note]")
        self.texts = [_text(name, number, box) for box in range(QUESTIONS + 1)]

    def type(self, round_):
        for box, text in enumerate(self.texts):
            size = -(-len(text) // CHUNKS)
            area = self.boxes.nth(box)
            area.focus()
            if round_ == 0:
                self.page.keyboard.press("Control+End")
            self.page.keyboard.insert_text(text[round_ * size : (round_ + 1) * size])


def _text(name, number, box):
    return "".join(f"{name}-{number}-{box}-{word} " for word in range(WORDS // len(TABS)))


def _sign_in_again(pages, user):
    value = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    cookies = [(settings.SESSION_COOKIE_NAME, value), ("csrftoken", "n" * 32)]
    for page in pages:
        page.context.add_cookies(
            [{"name": name, "value": value, "domain": "localhost", "path": "/"} for name, value in cookies]
        )
        page.evaluate("window.dispatchEvent(new Event('focus'))")


def _settle(pages, network):
    """Until every page says that it is saved; what the network holds back arrives meanwhile."""
    for page in pages:
        for _ in range(600):
            network.release()
            if page.locator("[data-notes-state]").inner_text().startswith("Saved at"):
                break
            page.wait_for_timeout(100)
        else:
            raise AssertionError(page.locator("[data-notes-state]").inner_text())


def _in_order(words, name):
    numbers = [int(word.rpartition("-")[2]) for word in words if word.startswith(f"{name}-")]
    return numbers == sorted(numbers)


@pytest.mark.parametrize("number", range(CONVERSATIONS))
def test_ten_notes_of_a_conversation_lose_no_word_and_double_none(number, new_page):
    programme = ProgrammeFactory()
    user = member(programme, Role.INTERVIEWER)
    talks.guide(programme, *[f"Question number {question}?" for question in range(QUESTIONS)])
    talk = talks.held(programme, member(programme).person, user.person)
    network = Network(number)
    pages = [new_page(user=user) for _ in TABS]
    for page in pages:
        page.route("**/notes/save/", network.meddle)
    address = reverse("diagnostics:notes", args=[programme.pk, talk.pk])
    tabs = [Tab(page, name, number, address) for page, name in zip(pages, TABS, strict=True)]
    for round_ in range(CHUNKS):
        if round_ == CHUNKS // 2:
            Session.objects.all().delete()
        for tab in tabs:
            tab.type(round_)
        if round_ == CHUNKS // 2:
            pages[0].get_by_text("You were signed out.").wait_for()
            _sign_in_again(pages, user)
    _settle(pages, network)
    for box, section in enumerate(selectors.sections(Interview.objects.get(pk=talk.pk))):
        words = section.text.split()
        assert Counter(words) == Counter(word for tab in tabs for word in tab.texts[box].split())
        assert all(_in_order(words, name) for name in TABS)
    assert all(network.seen[mood] for mood in MOODS)
