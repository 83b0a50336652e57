"""The page of published results of 5,000 answers beside that of 50, and beside a view that does nothing; what it takes
to publish them.

Answers are written in bulk, beside the services: what is measured is publishing and reading.
"""

from datetime import timedelta
from random import Random
from typing import Any

from django.core.handlers.asgi import ASGIHandler
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import Release, Response, Section, Survey, Wave
from diagnostics.selectors.results import BY_SECTOR, EVERYBODY
from diagnostics.selectors.surveys import form_of
from diagnostics.services import responses, results
from programmes.access import Role
from tests.bench.figures import Figure, cpu, middle, pairs, typical
from tests.bench.visitor import Visitor
from tests.diagnostics import asked
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

MANY, FEW = 5_000, 50
SECTORS = ("Hospital", "Community", "Mental health", "Council", "Commissioning")
SECTIONS, ITEMS = 4, 6
TIMES = 7
MOST_SECONDS = 0.05


def figures() -> list[Figure]:
    return [figure for key in (EVERYBODY, BY_SECTOR) for figure in _of(key)]


def _of(key: str) -> list[Figure]:
    word = "by sector" if key == BY_SECTOR else "for everybody"
    few, _ = _published(FEW, key)
    many, took = _published(MANY, key)
    reader = signed_in(member(many.programme))
    other = signed_in(member(few.programme))
    spent = typical(lambda: _open(reader, many), TIMES)
    large, small = middle(pairs(lambda: _open(reader, many), lambda: _open(other, few), TIMES))
    name = f"published results {word}, {MANY:,} answers"
    asks = [_queries(client, release) for client, release in ((reader, many), (other, few))]
    return [
        Figure(
            f"{name}, the page", spent * 1000, "ms CPU", _nothing() * 1000, "under 50 ms",
            holds=spent < MOST_SECONDS, of_machine=True,
        ),
        Figure(f"{name}, the page beside that of {FEW}", large * 1000, "ms CPU", small * 1000),
        Figure(f"{name}, the page beside that of {FEW}", asks[0], "queries", asks[1], "the same", asks[0] == asks[1]),
        Figure(f"{name}, publishing them", took, "s CPU"),
    ]  # fmt: skip


def _published(number: int, key: str) -> tuple[Release, float]:
    wave = _closed(number)
    made: list[Release] = []
    took = cpu(lambda: made.append(results.publish(wave=wave, key=key, by=wave.by)))
    return made[0], took


def _closed(number: int) -> Wave:
    """A closed sealed round with so many answers to pairs and scales."""
    facilitator = member(ProgrammeFactory(), Role.FACILITATOR)
    survey = asked.survey(facilitator.person.memberships.get().programme, Survey.Kind.ANONYMOUS, kinds=())
    survey.sections.all().delete()
    for place in range(SECTIONS):
        section = Section.objects.create(survey=survey, title=f"Part {place}", position=place)
        for position in range(ITEMS):
            kind = "pair" if place < SECTIONS - 1 else "single"
            asked.question(section, kind, position=position, text=f"What we do in part {place}, {position}")
    now = timezone.now()
    wave = asked.planned(
        survey, facilitator, state=Wave.State.CLOSED, opened_at=now - timedelta(days=9), closed_at=now,
        is_sealed=True, public_key=b"-", ballot_size=1, invited=number, answered=number,
    )  # fmt: skip
    Response.objects.bulk_create(_answers(wave, number), batch_size=1_000)
    return wave


def _answers(wave: Wave, number: int) -> list[Response]:
    rng, form = Random(number), form_of(wave.survey)

    def given(kind: str) -> Any:
        return [rng.randint(2, 5), rng.randint(1, 4)] if kind == "pair" else rng.choice("abc")

    return [
        responses.sealed(
            wave, answers={each.key: given(each.kind) for each in form.questions}, sector=SECTORS[n % len(SECTORS)]
        )
        for n in range(number)
    ]


def _open(client: Client, release: Release) -> None:
    response = client.get(reverse("diagnostics:result-version", args=[release.programme_id, release.pk]))
    if response.status_code != 200:
        raise RuntimeError(f"The results: {response.status_code}")


def _queries(client: Client, release: Release) -> int:
    with CaptureQueriesContext(connection) as captured:
        _open(client, release)
    return len(captured)


def _nothing() -> float:
    """A view that does nothing, with no middleware."""
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="tests.bench.bare"):
        visitor = Visitor(ASGIHandler())
        spent = typical(lambda: visitor.get("/nothing/"), TIMES)
        visitor.close()
    return spent
