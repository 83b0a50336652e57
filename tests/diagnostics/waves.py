"""Rounds of surveys for tests, opened, answered and closed by the services that the pages and the worker call."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from diagnostics.models import Invitation, Survey, Wave
from diagnostics.selectors.surveys import form_of
from diagnostics.services import ballots, sealing, waves
from programmes.services import jobs
from tests.diagnostics import asked

SECTORS = ("Hospital", "Council")


def plan(survey, by, **fields):
    """A round that is not open yet, planned as the page plans it."""
    closes_on = timezone.localdate() + timedelta(days=14)
    return waves.plan(survey=survey, by=by, **{"title": "Autumn", "closes_on": closes_on} | fields)


def done(job, carry_out):
    """Do a job of the sealing worker here and now, as its task does."""
    taken = jobs.take(job.pk)
    jobs.finish(taken, carry_out(taken))


def open_now(wave, by):
    done(waves.ask_to_open(wave=wave, by=by), sealing.carry_out_opening)
    wave.refresh_from_db()
    return wave


def opened(survey, by, **fields):
    """An open round of the survey, whose list is its people, or twelve made here where it has none."""
    if not survey.respondents.exists():
        asked.people(survey, 12, sectors=SECTORS)
    return open_now(plan(survey, by, **fields), by)


def token_of(invitation):
    """The secret of somebody's link, as the mail brings it."""
    return sealing.token_of(invitation)


def answer(invitation, answers):
    """Send an answer by this link; what came of it."""
    token = token_of(invitation)
    return ballots.submit(ballots.find(token), token, answers)


def close_now(wave, by):
    """Close without a worker; the key stays, as it does until a commit."""
    done(waves.ask_to_close(wave=wave, by=by), sealing.carry_out_closing)
    wave.refresh_from_db()
    return wave


def closed(wave, answers=(), by=None):
    """An open round, closed after the first of those invited sent these answers, one each."""
    invitations = wave.invitations.filter(used=False, respondent__isnull=False).order_by("pk")
    for invitation, given in zip(invitations[: len(answers)], answers, strict=True):
        assert answer(invitation, given) == ballots.Outcome.SENT
    return close_now(wave, by or wave.by)


def given(survey, number=0):
    """An answer to every question of the survey; another `number` gives other points, options and words."""
    return {question.key: _given(question, number) for question in form_of(survey).questions}


def _given(question, number):
    ids = [option.id for option in question.options]
    point = number % question.points + 1
    turned = ids[number % len(ids) :] + ids[: number % len(ids)] if ids else []
    return {
        "scale": point,
        "pair": [question.points, point],
        "single": turned[:1][0] if turned else None,
        "multiple": ids[: number % len(ids) + 1] if ids else [],
        "ranking": turned,
        "number": number,
        "short": f"A few words {number}",
        "long": f"What I would say, {number}",
    }[question.kind]


def in_one(effect):
    """Do the effect of a job in a transaction."""
    with transaction.atomic():
        return effect()


def at_once(acts, threads):
    """Do the acts in so many threads, each with a connection of its own, in the order given; what each returned."""

    def do(act):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(do, acts))


def of_world(world):
    """In the world of the access table: a closed round with twelve responses, and an open one of the same survey."""
    if "wave" not in world.objects:
        survey = asked.survey(world.programme, Survey.Kind.ANONYMOUS)
        by = world.facilitator
        first = opened(survey, by, title="Spring")
        closed(first, [given(survey, number) for number in range(12)])
        wave = open_now(plan(survey, by, title="Autumn", has_open_link=True), by)
        world.objects |= {"survey": survey.pk, "wave": wave.pk, "closed_wave": first.pk}
    return Wave.objects.get(pk=world.objects["wave"])


def invitation_of(wave):
    """One of the open round's personal links."""
    return Invitation.objects.filter(wave=wave, respondent__isnull=False).order_by("pk").first()
