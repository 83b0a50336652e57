"""500 people answer 30 questions each while one request in ten is lost, late, delayed or repeated: at the end every
answer is there once, and nothing that a request left behind changed it.

The requests go through the whole application, several people at a time. Chance is seeded. People do what people do:
whoever got no answer sends the same page again, whoever sent twice reads that it was sent.
"""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urljoin

import pytest
from django.db import connections
from django.test import Client

from diagnostics.models import Comment, Draft, Section, Survey
from diagnostics.services import responses
from diagnostics.surveys import answering, paging
from programmes.access import Role
from tests.diagnostics import asked, waves
from tests.factories import ProgrammeFactory, member

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE, SECTIONS, AT_ONCE = 500, 5, 8
KINDS = ("scale", "pair", "multiple", "ranking", "number", "long")
MOODS = ("lost", "answer lost", "repeated", "delayed", "late")
FORM = "application/x-www-form-urlencoded"


class Network:
    """Meddles with one request of somebody in each ten, in every way in turn, and counts how."""

    def __init__(self, seed):
        self.chance, self.client, self.held = random.Random(seed), Client(), []
        self.seen = Counter()

    def send(self, method, address, body=""):
        """The response; None where none arrived."""
        mood = self.chance.choice(MOODS) if self.chance.random() < 0.1 else "well"
        self.seen[mood] += 1
        if mood in ("answer lost", "repeated"):
            self._deliver(method, address, body)
        if mood == "late":
            self.held.append((method, address, body))
        if mood in ("lost", "answer lost", "late"):
            return None
        if mood == "delayed":
            self.release()
        return self._deliver(method, address, body)

    def release(self):
        """What was held back arrives now, long after its sender gave it up and went on."""
        while self.held:
            self._deliver(*self.held.pop(0))

    def _deliver(self, method, address, body):
        return self.client.generic(method, address, body, content_type=FORM)


class Person:
    """Answers page by page; tries again until something arrives."""

    def __init__(self, number, token, form):
        self.door, self.pages = f"/s/{token}/", paging.layout(form)
        self.network = Network(number)
        self.values = {question.key: _value(question, number) for question in form.questions}

    def answer(self):
        self._go("GET", self.door)
        place = urljoin(self.door, "1/")
        while not place.endswith("check/"):
            self._go("GET", place)
            place = urljoin(place, self._go("POST", place, self._page(place)).headers["Location"])
        self._go("GET", place)
        self._go("POST", place)
        thanks = self._go("GET", self.door)
        self.network.release()
        assert "Your answers were sent" in thanks.content.decode()
        connections.close_all()
        return self.network.seen

    def _page(self, place):
        questions = self.pages[int(place.split("/")[-2]) - 1].questions
        fields = [("q", question.key) for question in questions]
        for question in questions:
            typed = answering.typed(question, self.values[question.key])
            fields += [(name, value) for name, values in typed.items() for value in values]
        return urlencode(fields)

    def _go(self, method, address, body=""):
        for _ in range(100):
            response = self.network.send(method, address, body)
            if response is not None:
                assert response.status_code in (200, 302), response.content
                return response
        raise AssertionError("Nothing arrived in a hundred tries.")


def _value(question, number):
    ids = [option.id for option in question.options]
    turned = ids[number % 3 :] + ids[: number % 3]
    return {
        "scale": number % 5 + 1,
        "pair": [number % 5 + 1, number // 5 % 5 + 1],
        "multiple": sorted(turned[:2]),
        "ranking": turned,
        "number": number,
        "long": f"Words of person {number} on {question.key}",
    }[question.kind]


def _wave():
    facilitator = member(ProgrammeFactory(), Role.FACILITATOR)
    survey = asked.survey(facilitator.person.memberships.get().programme, Survey.Kind.ANONYMOUS, kinds=())
    survey.sections.all().delete()
    for place in range(SECTIONS):
        section = Section.objects.create(survey=survey, title=f"Part {place}", position=place)
        for position, kind in enumerate(KINDS):
            asked.question(section, kind, position=position, is_required=True)
    asked.people(survey, PEOPLE)
    return waves.opened(survey, facilitator), facilitator


def test_500_people_on_a_bad_network_lose_no_answer_and_double_none():
    wave, facilitator = _wave()
    form = waves.form_of(wave.survey)
    tokens = [waves.token_of(invitation) for invitation in wave.invitations.order_by("pk")]
    people = [Person(number, token, form) for number, token in enumerate(tokens)]
    with ThreadPoolExecutor(AT_ONCE) as hands:
        seen = sum(hands.map(Person.answer, people), Counter())
    assert Draft.objects.count() == 0
    waves.close_now(wave, facilitator)
    assert _sent(wave) == _meant(people, form)
    assert all(seen[mood] > 100 for mood in MOODS)
    print(f"\n{seen.total()} requests: {dict(seen)}")


def _meant(people, form):
    """What everybody meant to say: each one's answers without words, and how often each comment was made."""
    words = {question.key for question in form.questions if question.is_in_words}
    points = Counter(_plain({key: v for key, v in each.values.items() if key not in words}) for each in people)
    return points, Counter((key, each.values[key]) for each in people for key in words)


def _sent(wave):
    points = Counter(_plain(answers) for answers in responses.answers_of(wave))
    comments = Comment.objects.filter(wave=wave)
    return points, Counter((str(each.question_id), responses.words_of(each)) for each in comments)


def _plain(answers):
    return repr(sorted(answers.items()))
