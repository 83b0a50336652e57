"""The two programmes from nothing to two issued case studies, as their facilitator would enter them."""

from collections.abc import Mapping

from django.db import transaction

from diagnostics.models import Survey
from diagnostics.selectors.blueprints import framework_of
from diagnostics.services import guide, respondents, surveys
from hwe_portal.demonstration import (
    accounts,
    asked_development,
    asked_transition,
    asking,
    conversations,
    development,
    documents,
    heard_development,
    heard_transition,
    leaders,
    meetings,
    people,
    prework,
    transition,
)
from hwe_portal.demonstration import system as area
from hwe_portal.demonstration.transition_leaders import LEADERS
from hwe_portal.demonstration.typing_in import accepted, every
from programmes.forms.setup import ProgrammeDetailsForm, SystemDetailsForm
from programmes.models import Programme, System, User
from programmes.services import setup


@transaction.atomic
def load() -> None:
    """Enter everything, or nothing where a step fails. For an empty database."""
    administrator = people.administrator()
    facilitator = people.open_account(accounts.FACILITATOR, by=administrator)
    system = _system(by=facilitator)
    people.let_steward_in(system, by=administrator)
    _transition(system, by=facilitator)
    _development(system, by=facilitator)


def _system(*, by: User) -> System:
    system = setup.create_system(accepted(SystemDetailsForm(area.DETAILS, instance=System())).instance, by=by)
    every(system, area.RECORDS, by=by)
    return system


def _programme(system: System, details: Mapping[str, str], *, by: User) -> Programme:
    group = system.groups.filter(name=details.get("group")).first()
    typed = {**details, "group": group.pk if group else ""}
    form = accepted(ProgrammeDetailsForm(typed, instance=Programme(system=system)))
    return setup.create_programme(form.instance, by=by)


def _transition(system: System, *, by: User) -> None:
    programme = _programme(system, transition.DETAILS, by=by)
    people.bring_in_earlier_leaders(programme, by=by)
    people.let_interviewer_in(programme, by=by)
    _listen_before_the_workshops(programme, by=by)
    _ask_for_opinions(programme, by=by)
    every(programme, transition.RECORDS, by=by)
    meetings.of_transition(programme, by=by)
    people.let_sponsor_in(programme, by=by)
    documents.write_passages(programme, transition.PASSAGES, by=by)
    documents.issue(programme, transition.CASE_STUDY, by=by)


def _listen_before_the_workshops(programme: Programme, *, by: User) -> None:
    heard = heard_transition
    talks = [leader.talk for leader in LEADERS]
    conversations.write_guide(programme, heard.GUIDE, by=by)
    conversations.listen(programme, talks, heard.THEMES, heard.OPENINGS, by=by)
    release = conversations.publish(programme, heard.PUBLISHED_ON, heard.QUOTED, by=by)
    conversations.record_themes(release, heard.RECORDED, by=by)


def _ask_for_opinions(programme: Programme, *, by: User) -> None:
    asked = asked_transition
    survey = surveys.create(programme=programme, plan=asked.plan(), by=by)
    respondents.add_everybody(survey, at=asked.MAY.opens_on, by=by)
    asking.bring_in(survey, asked.OTHERS, asked.HEADINGS, by=by)
    wave = asking.hold(survey, asked.MAY, by=by)
    asking.show(asking.publish(wave, asked.MAY.published_on, by=by), asked.SHOWN_TO, by=by)


def _development(system: System, *, by: User) -> None:
    programme = _programme(system, development.DETAILS, by=by)
    people.bring_in_leaders(programme, by=by)
    people.let_interviewer_in(programme, by=by)
    every(programme, development.RECORDS, by=by)
    prework.ask(programme, by=by)
    _listen_to_everybody(programme, by=by)
    prework.read(programme)
    prework.answer_and_publish(programme, by=by)
    survey = _ask_how_they_lead(programme, by=by)
    meetings.of_development(programme, by=by)
    people.hand_over(programme, by=by)
    meetings.after_the_changes(programme, by=by)
    _ask_again(survey, by=by)
    people.let_leaders_in(programme, by=by)
    people.let_sponsor_in(programme, by=by)
    people.induct(programme, leaders.INDUCTED, by=by)
    prework.ask_newcomers(programme, by=by)
    conversations.name_reader(programme, by=by)
    conversations.offer_times(programme, by=by)
    _ask_now(survey, by=by)
    meetings.lately(programme, by=by)
    documents.write_passages(programme, development.PASSAGES, by=by)
    documents.issue(programme, development.CASE_STUDY, by=by)
    meetings.since(programme, by=by)
    meetings.to_come(programme, by=by)


def _listen_to_everybody(programme: Programme, *, by: User) -> None:
    heard = heard_development
    guide.start(programme=programme, by=by)
    conversations.listen(programme, heard.TALKS, heard.THEMES, heard.OPENINGS, by=by)
    conversations.publish(programme, heard.PUBLISHED_ON, heard.QUOTED, by=by)


def _ask_how_they_lead(programme: Programme, *, by: User) -> Survey:
    asked = asked_development
    framework = framework_of(programme)
    survey = surveys.create(programme=programme, plan=asked.plan(framework), by=by)
    respondents.add_everybody(survey, at=asked.AUTUMN.opens_on, by=by)
    wave = asking.hold(survey, asked.AUTUMN, by=by)
    asking.publish(wave, asked.AUTUMN.published_on, by=by)
    return survey


def _ask_again(survey: Survey, *, by: User) -> None:
    asked = asked_development
    asking.change_list(survey, off=asked.OFF, on=asked.ON, by=by)
    wave = asking.hold(survey, asked.SPRING, by=by)
    release = asking.publish(wave, asked.SPRING.published_on, by=by)
    asking.show(release, asked.SHOWN_TO, by=by)
    asking.share(release, asked.DECIDED_ON, asked.DECIDED, by=by)


def _ask_now(survey: Survey, *, by: User) -> None:
    asked = asked_development
    asking.change_list(survey, off=asked.OFF_SINCE, on=asked.ON_SINCE, by=by)
    asking.begin(survey, asked.GOING_ON_FOR, asked.GOING_ON, asked.SPRING.shapes, by=by)
