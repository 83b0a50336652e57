"""Surveys in the approach: whom they went to, how many answered, and that the group got the results back."""

from collections import defaultdict
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from hwe_portal.reports import evidence
from hwe_portal.reports.case_study.chapters.building import paragraph
from hwe_portal.reports.case_study.content import Block, Statement
from hwe_portal.reports.facts import Facts
from hwe_portal.reports.survey_rounds import Round
from hwe_portal.reports.wording import sentence


def surveys(facts: Facts) -> list[Block]:
    """A paragraph for each survey, its rounds in order; never what people answered."""
    found: dict[int, list[Round]] = defaultdict(list)
    for told in facts.survey_rounds:
        found[told.survey.pk].append(told)
    return [block for rounds in found.values() for block in paragraph(*_survey(rounds))]


def _survey(rounds: list[Round]) -> list[Statement | None]:
    return [
        statement
        for number, told in enumerate(rounds)
        for statement in (_asked(told, again=number > 0), _given_back(told), _shared(told))
    ]


def _asked(told: Round, *, again: bool) -> Statement:
    """ "The survey “Opinion of the system” was sent to 120 people, 101 of them not participants; 107 answered." """
    wave = told.wave
    which = f"the survey was repeated ({wave.title}) and" if again else f"the survey “{told.survey}” was"
    if wave.has_open_link:
        text = f"{which} open to whoever had its link; {wave.answered:,} answered"
    else:
        outside = f", {told.others:,} of them not participants" if told.not_only_participants else ""
        text = f"{which} sent to {wave.invited:,} people{outside}; {wave.answered:,} answered"
    return Statement(f"survey-{wave.pk}", sentence(text), (evidence.survey_round(told),))


def _given_back(told: Round) -> Statement | None:
    """That the results went back to the group, and where they were shown."""
    if told.result is None or told.published_at is None:
        return None
    shown = f" and were shown in {told.shown_in.rstrip('.')}" if told.shown_in else ""
    text = f"Its results went back to the group on {_day(timezone.localdate(told.published_at))}{shown}."
    return Statement(f"survey-result-{told.wave.pk}", text, (evidence.result(told),))


def _shared(told: Round) -> Statement | None:
    if told.decided_on is None:
        return None
    text = f"The group decided on {_day(told.decided_on)} to share them with its sponsors."
    return Statement(f"survey-shared-{told.wave.pk}", text, (evidence.decision(told),))


def _day(day: date) -> str:
    return date_format(day, "j F Y")
