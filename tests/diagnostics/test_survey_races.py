"""A round opens while somebody still changes a question: what people are asked is what was fixed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone

from diagnostics.models import Question, Survey
from diagnostics.selectors.surveys import form_of
from diagnostics.services import surveys
from programmes.access import Role
from tests.diagnostics import asked
from tests.factories import ProgrammeFactory, member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


def at_once(*acts):
    """Do all of them at the same moment, each over a connection of its own; what each returned or was refused with."""
    ready = Barrier(len(acts))

    def run(act):
        try:
            ready.wait()
            return act()
        except surveys.NotFree as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_a_change_comes_before_the_survey_is_fixed_or_not_at_all():
    programme = ProgrammeFactory()
    by = member(programme, Role.FACILITATOR)
    for attempt in range(5):
        survey = asked.survey(programme, kinds=["short", "long"])
        first, second = Question.objects.filter(section__survey=survey)
        first.text = f"Changed {attempt}"

        def open_it(survey=survey):
            return form_of(surveys.fix(Survey.objects.get(pk=survey.pk), at=timezone.now()))

        outcomes = at_once(
            open_it,
            lambda first=first: surveys.correct_question(question=first, by=by),
            lambda second=second: surveys.withdraw_question(question=second, by=by),
            lambda second=second: surveys.copy_question(question=second, by=by),
        )
        assert form_of(Survey.objects.get(pk=survey.pk)) == outcomes[0]
        assert {str(each) for each in outcomes if isinstance(each, surveys.NotFree)} <= {surveys.FIXED, surveys.GONE}


def test_two_who_change_what_depends_on_one_another_leave_a_form_that_holds_together():
    programme = ProgrammeFactory()
    by = member(programme, Role.FACILITATOR)
    for _ in range(5):
        survey = asked.survey(programme, kinds=["single", "short"])
        decider, other = Question.objects.filter(section__survey=survey)
        outcomes = at_once(
            lambda d=decider: surveys.withdraw_question(question=d, by=by),
            lambda d=decider, o=other: surveys.ask_after(question=o, decider=d, values=["a"], by=by),
        )
        assert len([each for each in outcomes if isinstance(each, surveys.NotFree)]) == 1
