"""CPU for each conflict profile completed, through the ASGI application, beside a view that does nothing."""

from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.test import override_settings
from django.urls import reverse

from diagnostics.models import ConflictProfile
from diagnostics.questionnaire import PAIRS
from hwe_portal.asgi import application
from programmes.models import Consent, Programme
from tests.bench.figures import Figure, cpu, middle
from tests.bench.visitor import Visitor
from tests.diagnostics import people
from tests.factories import ProgrammeFactory, member
from tests.signing import signed_in

TIMES = 5


def figures() -> list[Figure]:
    """Each leader has a session already: how costly a sign-in is, is set by the password's hash on purpose."""
    programme = ProgrammeFactory(debrief=Programme.Debrief.AT_ONCE)
    people.ask(programme)
    _completed(programme)
    requests, measured = 0, []
    for _ in range(TIMES):
        spent, requests = _completed(programme)
        measured.append((spent, _floor(requests)))
    ours, floor = middle(measured)
    name = f"a profile completed, {requests} requests, beside as many that do nothing"
    return [Figure(name, ours * 1000, "ms CPU", beside=floor * 1000)]


def _completed(programme: Programme) -> tuple[float, int]:
    """CPU seconds and requests of one leader, from the link in the mail to the consent stored."""
    leader = member(programme)
    session = signed_in(leader).cookies[settings.SESSION_COOKIE_NAME].value
    visitor = Visitor(application, {settings.SESSION_COOKIE_NAME: session})
    visitor.get(reverse("accessibility"))  # the first request after the floor reads the addresses anew
    visitor.requests = 0
    spent = cpu(lambda: _complete(visitor, programme))
    visitor.close()
    ConflictProfile.objects.completed().get(person=leader.person, programme=programme)
    Consent.objects.get(person=leader.person, programme=programme, choice=Consent.Choice.COUNT)
    return spent, visitor.requests


def _complete(visitor: Visitor, programme: Programme) -> None:
    """Every redirect is followed, so each answer is a POST and the next question's GET."""

    def url(name: str, *args: int) -> str:
        return reverse(f"diagnostics:{name}", args=[programme.pk, *args])

    visitor.get(reverse("home"))
    visitor.get(url("profile"))
    visitor.post(url("begin"), after="")
    for number in range(1, len(PAIRS) + 1):
        visitor.post(url("question", number), choice="ab"[number % 2])
    visitor.post(url("check"))
    visitor.get(url("consent"))
    visitor.post(url("consent"), choice=Consent.Choice.COUNT)


def _floor(requests: int) -> float:
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="tests.bench.bare"):
        visitor = Visitor(ASGIHandler())
        visitor.get("/nothing/")
        spent = cpu(lambda: [visitor.get("/nothing/") for _ in range(requests)])
        visitor.close()
    return spent
