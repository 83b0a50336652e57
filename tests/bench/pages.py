"""Queries and CPU of the pages that list things, in portals small and large."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.bench import scenes
from tests.bench.figures import Figure, typical
from tests.bench.scenes import Scene
from tests.signing import signed_in

MOST_QUERIES = 15
TIMES = 3
SMALL, CROWDED, MANY = (20, 1), (1_000, 1), (20, 200)

Address = Callable[[Scene], str]


@dataclass(frozen=True)
class Measured:
    queries: int
    cpu: float


def _in_programme(name: str, *args: object) -> Address:
    return lambda scene: reverse(name, args=[scene.programme.pk, *args])


def _snapshot(scene: Scene) -> str:
    return reverse("diagnostics:snapshot-version", args=[scene.programme.pk, scene.release.pk])


# Page: who opens it, and where it is.
PAGES: dict[str, tuple[str, Address]] = {
    "leader's home": ("leader", lambda scene: reverse("home")),
    "questionnaire page": ("leader", _in_programme("diagnostics:question", 5)),
    "snapshot page": ("leader", _snapshot),
    "facilitator's home": ("facilitator", lambda scene: reverse("home")),
    "programme page": ("facilitator", _in_programme("programme")),
    "people page": ("facilitator", _in_programme("programmes:people")),
    "pre-work page": ("facilitator", _in_programme("diagnostics:pre-work")),
    "snapshot list with what is next": ("facilitator", _in_programme("diagnostics:snapshot")),
    "case study draft": ("facilitator", _in_programme("case-study")),
}


def figures() -> list[Figure]:
    small, crowded, many = (_measured(*size) for size in (SMALL, CROWDED, MANY))
    return [
        figure
        for words, large in (("1,000 participants beside 20", crowded), ("200 programmes beside 1", many))
        for figure in (*_queries(words, large, small), *_cpu(words, large, small))
    ]


def _queries(words: str, large: dict[str, Measured], small: dict[str, Measured]) -> Iterator[Figure]:
    for page in PAGES:
        many, few = large[page].queries, small[page].queries
        hold = f"the same, at most {MOST_QUERIES}"
        yield Figure(f"{page}, {words}", many, "queries", few, hold, holds=many == few <= MOST_QUERIES)


def _cpu(words: str, large: dict[str, Measured], small: dict[str, Measured]) -> Iterator[Figure]:
    for page in PAGES:
        yield Figure(f"{page}, {words}", large[page].cpu * 1000, "ms CPU", small[page].cpu * 1000)


def _measured(participants: int, programmes: int) -> dict[str, Measured]:
    """Each page of a portal of this size, which is gone afterwards."""
    with _taken_back():
        scene = scenes.build(participants=participants, programmes=programmes)
        clients = {name: signed_in(getattr(scene, name)) for name in ("leader", "facilitator")}
        return {page: _page(clients[who], address(scene)) for page, (who, address) in PAGES.items()}


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _page(client: Client, address: str) -> Measured:
    spent = typical(lambda: _open(client, address), TIMES)
    with CaptureQueriesContext(connection) as captured:
        _open(client, address)
    return Measured(len(captured), spent)


def _open(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address}: {response.status_code}")
