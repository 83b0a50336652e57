"""Surveys as a facilitator runs them: a list of people, rounds, themes of comments, results, a deck for the room.

Opening and closing run here with what the sealing worker would call. No mail goes out of a round that was over before
the demonstration was loaded: its mails are put into words when there is no reason left to send them.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from diagnostics import survey_letters
from diagnostics.models import Invitation, Release, Respondent, Survey, Theme, Wave
from diagnostics.selectors.surveys import form_of
from diagnostics.services import (
    ballots,
    comments,
    decks,
    respondents,
    result_printing,
    results,
    sealing,
    sharing,
    waves,
)
from hwe_portal.demonstration import working
from hwe_portal.demonstration.answering import Round, Shape, given
from hwe_portal.demonstration.people import person
from programmes.models import Job, Programme, User
from programmes.services import records
from programmes.spreadsheets import read_table, write_csv


def bring_in(survey: Survey, rows: Iterable[Sequence[str]], headings: Sequence[str], *, by: User) -> None:
    """Put people on the list from a file."""
    table = read_table(io.BytesIO(write_csv([headings, *rows])), "people.csv")
    respondents.bring_in(survey, table, seal=respondents.plan(survey, table).seal, by=by)


def change_list(survey: Survey, *, off: Iterable[str], on: Iterable[str], by: User) -> None:
    """Take those who left off the list, and put those who came on it."""
    for respondent in survey.respondents.filter(name__in=off):
        records.withdraw(respondent, by=by)
    for name in on:
        newcomer = person(name)
        part = newcomer.memberships.participants().select_related("post__organisation").get(programme=survey.programme)
        respondents.store(
            Respondent(
                survey=survey,
                name=name,
                email=newcomer.addresses.first().address,
                sector=part.post.organisation.get_sector_display(),
                role=part.post.title,
            ),
            by=by,
        )


def hold(survey: Survey, held: Round, *, by: User) -> Wave:
    """A round from its opening to its close, its comments coded."""
    wave = waves.plan(survey=survey, by=by, title=held.title, closes_on=held.closes_on)
    wave = opened(wave, at=at_ten(held.opens_on), by=by)
    answer(wave, given(form_of(survey), held.shapes, held.answered))
    closed(wave, at=at_ten(held.closes_on + timedelta(days=1)), by=by)
    _code(wave, held.themes, by=by)
    return wave


def begin(survey: Survey, days: int, answered: int, shapes: Mapping[str, Shape], *, by: User) -> None:
    """A round that is open now, for so many days, with some answers in it; everybody has a mail with their link."""
    today = timezone.localdate()
    wave = waves.plan(survey=survey, by=by, title=f"{today:%B %Y}", closes_on=today + timedelta(days=days))
    answer(opened(wave, at=timezone.now(), by=by), given(form_of(survey), shapes, answered))
    _send_letters(survey.programme)


def publish(wave: Wave, day: date, *, by: User) -> Release:
    """Publish the results for the group, everybody counted together."""
    release = results.publish(wave=wave, by=by, at=at_ten(day))
    _print(release)
    return release


def share(release: Release, day: date, how: str, *, by: User) -> None:
    """Record the group's decision to let its sponsors read a result."""
    decision = sharing.decide(release=release, decided_on=day, how=how, by=by, at=at_ten(day))
    _print(decision.shared)


def show(release: Release, for_whom: str, *, by: User) -> None:
    """Make a deck of a result, for those to whom it was reflected back."""
    deck = decks.make_from(release=release, by=by)
    deck.for_whom = for_whom
    records.correct(deck, by=by)


def opened(wave: Wave, *, at: datetime, by: User) -> Wave:
    """Open a round that is planned, or asked to open already, at that moment."""
    working.finish(waves.ask_to_open(wave=wave, by=by, at=at), partial(sealing.carry_out_opening, at=at))
    return Wave.objects.select_related("survey__programme").get(pk=wave.pk)


def closed(wave: Wave, *, at: datetime, by: User) -> None:
    """Close a round at that moment. Its mails are put into words only now, so none of them goes out."""
    working.finish(waves.ask_to_close(wave=wave, by=by), partial(sealing.carry_out_closing, at=at))
    sealing.destroy_spent_keys()
    _send_letters(wave.survey.programme)
    wave.refresh_from_db()


def answer(wave: Wave, everything: Sequence[Mapping[str, Any]]) -> None:
    """Send these answers, each by the link of somebody else."""
    asked = wave.invitations.select_related("wave", "respondent").order_by("pk")
    for invitation, answers in zip(_spread(list(asked), len(everything)), everything, strict=True):
        token = sealing.token_of(invitation)
        found = ballots.find(token)
        if found is None or ballots.submit(found, token, answers) != ballots.Outcome.SENT:
            raise working.NotDone(f"{wave}: an answer was not taken")


def _spread(asked: Sequence[Invitation], many: int) -> Iterator[Invitation]:
    """So many of them, from the first to the last."""
    return (asked[number * len(asked) // many] for number in range(many))


def _code(wave: Wave, themes: Mapping[str, Sequence[str]], *, by: User) -> None:
    book = {theme.name: theme for theme in Theme.objects.standing().filter(programme=wave.survey.programme)}
    speaks_to = {words: book[name] for name, said in themes.items() if name for words in said}
    for comment in comments.readable(wave):
        if theme := speaks_to.get(comments.words_of(comment)):
            comments.code(comment=comment, themes=[theme], by=by)


def _send_letters(programme: Programme) -> None:
    for job in Job.objects.filter(programme=programme, task=survey_letters.TASK, state=Job.State.WAITING):
        working.finish(job, sealing.send_letters)


def _print(release: Release) -> None:
    job = Job.objects.get(task=result_printing.TASK, subject__release=release.pk)
    working.finish(job, result_printing.make)


def at_ten(day: date) -> datetime:
    """Ten in the morning of that day."""
    return timezone.make_aware(datetime.combine(day, time(10)))
