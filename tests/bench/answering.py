"""CPU for each survey answered by personal link, sealing included, beside a view that does nothing; and 200 people who
open one link within a minute, on the real server."""

from collections.abc import Iterator
from urllib.parse import urljoin

from django.core.handlers.asgi import ASGIHandler
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from diagnostics.models import Ballot, Section, Survey, Wave
from hwe_portal.asgi import application
from programmes.access import Role
from tests.bench import crowd
from tests.bench.figures import Figure, cpu, middle
from tests.bench.visitor import Visitor
from tests.diagnostics import asked, waves
from tests.factories import ProgrammeFactory, member

SECTIONS, ITEMS = 4, 6
TIMES = 7
MOST_SECONDS, MOST_STATEMENTS = 0.05, 10
PEOPLE, WITHIN = 200, 60
MOST_WAIT = 0.5  # seconds, 95th percentile


def figures() -> list[Figure]:
    wave, pages = _wave()
    return [_answered(wave, pages), _statements(wave, pages), *_crowd(wave)]


def _wave() -> tuple[Wave, list[list[int]]]:
    """An anonymous wave that is open, and the keys of its questions, page by page."""
    facilitator = member(ProgrammeFactory(), Role.FACILITATOR)
    programme = facilitator.person.memberships.get().programme
    survey = asked.survey(programme, Survey.Kind.ANONYMOUS, kinds=())
    survey.sections.all().delete()
    pages = []
    for number in range(SECTIONS):
        section = Section.objects.create(survey=survey, title=f"Part {number}", position=number)
        ends = {"low_label": "Never", "high_label": "Always"}
        pages.append([asked.question(section, "scale", position=n, **ends).pk for n in range(ITEMS)])
    asked.people(survey, PEOPLE)
    return waves.opened(survey, facilitator, has_open_link=True), pages


def _answered(wave: Wave, pages: list[list[int]]) -> Figure:
    tokens = [waves.token_of(invitation) for invitation in wave.invitations.order_by("pk")[: TIMES + 1]]
    _spent(tokens.pop(), pages)  # the questions are made ready once in a process
    measured = []
    for token in tokens:
        spent, requests = _spent(token, pages)
        measured.append((spent, _floor(requests)))
    ours, floor = middle(measured)
    if Ballot.objects.filter(wave=wave).count() != TIMES + 1:
        raise RuntimeError("An answer was not sent.")
    name = f"a survey of {SECTIONS * ITEMS} items answered, {requests} requests, beside as many that do nothing"
    hold = f"at most {MOST_SECONDS * 1000:.0f} ms"
    return Figure(name, ours * 1000, "ms CPU", floor * 1000, hold, holds=ours <= MOST_SECONDS, of_machine=True)


def _spent(token: str, pages: list[list[int]]) -> tuple[float, int]:
    """CPU seconds and requests of one respondent, from the link in the mail to the thanks."""
    respondent = Respondent(application, token)
    respondent.see("/accessibility/")  # the first request after the floor reads the addresses anew
    respondent.requests = 0
    spent = cpu(lambda: respondent.answer(pages))
    respondent.close()
    return spent, respondent.requests


def _floor(requests: int) -> float:
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="tests.bench.bare"):
        visitor = Visitor(ASGIHandler())
        visitor.get("/nothing/")
        spent = cpu(lambda: [visitor.get("/nothing/") for _ in range(requests)])
        visitor.close()
    return spent


class Respondent(Visitor):
    """Somebody with a personal link; its forms carry no token, and redirects lead on from where one is."""

    def __init__(self, application, token):
        super().__init__(application)
        self.door = f"/s/{token}/"

    def answer(self, pages):
        self.see(self.door)
        self.see(f"{self.door}1/")
        for number, keys in enumerate(pages, 1):
            self.send(f"{self.door}{number}/", "&".join(f"q={key}&q{key}={key % 5 + 1}" for key in keys))
        self.send(f"{self.door}check/", "")

    def see(self, address):
        """A page, and the one that it sends to."""
        following = self._ask("GET", address)
        if following:
            self.see(urljoin(address, following))

    def send(self, address, body):
        self.see(urljoin(address, self._ask("POST", address, body.encode())))


def _statements(wave: Wave, pages: list[list[int]]) -> Figure:
    """The most that one request of an answer asks of the database."""
    token = waves.token_of(wave.invitations.order_by("-pk").first())
    client, most = Client(), 0
    for method, page, body in _steps(pages):
        with CaptureQueriesContext(connection) as captured:
            getattr(client, method)(f"/s/{token}/{page}", body)
        most = max(most, len(captured))
    hold = f"at most {MOST_STATEMENTS}"
    name = "statements for one request of a survey, the most"
    return Figure(name, most, "queries", None, hold, holds=most <= MOST_STATEMENTS)


def _steps(pages: list[list[int]]) -> Iterator[tuple[str, str, dict]]:
    """Each request of one answer: its method, its page and its form."""
    yield "get", "", {}
    for number, keys in enumerate(pages, 1):
        yield "get", f"{number}/", {}
        yield "post", f"{number}/", {"q": keys} | {f"q{key}": 3 for key in keys}
    yield from (("get", "check/", {}), ("post", "check/", {}), ("get", "", {}))


def _crowd(wave: Wave) -> list[Figure]:
    waits, errors = crowd.opening(f"/o/{wave.open_code}/", people=PEOPLE, within=WITHIN)
    waited = sorted(waits)[int(len(waits) * 0.95) - 1]
    name = f"{PEOPLE} people open one link within {WITHIN} s and begin, 95th percentile"
    hold = f"under {MOST_WAIT * 1000:.0f} ms"
    return [
        Figure(name, waited * 1000, "ms", None, hold, holds=waited < MOST_WAIT, of_machine=True),
        Figure("errors among them", errors, "answers", None, "none", holds=errors == 0),
    ]
