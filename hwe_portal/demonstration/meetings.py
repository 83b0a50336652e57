"""The meetings of both programmes, one after another, with what was made in them; and the one that is to come."""

from datetime import timedelta

from django.utils import timezone

from hwe_portal.demonstration import (
    agreeing,
    coming,
    gathering,
    keeping,
    leaders,
    met_development,
    outcomes,
    people,
    series,
    transition,
)
from hwe_portal.demonstration import since as told_since
from programmes.models import Programme, User
from workshops.models import Event


def of_transition(programme: Programme, *, by: User) -> None:
    """Three workshops for some role groups; what the programme made, it made in them."""
    told = transition
    for typed, blocks, made, decided in zip(told.WORKSHOPS, told.AGENDAS, told.MADE, told.DECIDED, strict=True):
        event = series.meet(programme, typed, told.WORKSHOP_AIMS, by=by)
        series.prepare(event, blocks, by=by)
        series.invite(event, told.INVITED_GROUPS, by=by)
        outcomes.decide(event, decided, by=by)
        outcomes.make(event, made, by=by)
    outcomes.recommend(event, told.RECOMMENDED, by=by)


def of_development(programme: Programme, *, by: User) -> None:
    """The two workshops, with coaching between and after them."""
    for name, coach, members, _ in met_development.SETS:
        series.put_together(programme, name, coach, members, by=by)
    _first(programme, by=by)
    _second(programme, by=by)
    _coach(programme, by=by)


def _first(programme: Programme, *, by: User) -> None:
    told = met_development
    event = series.meet(programme, told.FIRST, told.AIMS, by=by)
    series.prepare(event, told.FIRST_AGENDA, told.FIRST_MATERIALS, by=by)
    series.invite(event, by=by)
    series.note_who_came(event, leaders.ON_REGISTER, leaders.AWAY[0], leaders.FIRST_TIME, by=by)
    gathering.count(event, told.SAID_WHERE, by=by)
    gathering.hang_up(event, told.FOR_WHAT, told.FOR_WHAT_CARDS, by=by)
    gathering.count(event, told.WORKED_ON_FIRST, by=by)
    outcomes.decide(event, told.FIRST_DECISIONS, by=by)
    outcomes.act(programme, told.FIRST_ACTIONS, event=event, by=by)


def _second(programme: Programme, *, by: User) -> None:
    told = met_development
    event = series.meet(programme, told.SECOND, told.AIMS, by=by)
    series.prepare(event, told.SECOND_AGENDA, told.SECOND_MATERIALS, by=by)
    series.invite(event, by=by)
    series.note_who_came(event, leaders.ON_REGISTER, leaders.AWAY[1], by=by)
    _write_the_charter(event, by=by)
    gathering.count(event, told.READY, by=by)
    outcomes.decide(event, told.SECOND_DECISIONS, by=by)
    outcomes.act(programme, told.SECOND_ACTIONS, event=event, by=by)


def _write_the_charter(event: Event, *, by: User) -> None:
    """From cards to proposals, from proposals to what the room agrees and signs."""
    told = met_development
    for proposal in gathering.promise(event, told.PROMISES, told.PROMISED, by=by):
        if proposal.text in told.BORNE_OUT:
            agreeing.better(proposal, told.BORNE_OUT[proposal.text], told.WORDED_WHY, by=by)
    version = agreeing.agree_in_room(event, by=by)
    agreeing.sign_in_room(version, event, by=by)


def _coach(programme: Programme, *, by: User) -> None:
    told = met_development
    sets = {each.name: each.pk for each in programme.coaching_sets.standing()}
    for ordinal, month in told.SESSIONS:
        for name, _, members, _ in told.SETS:
            typed = {"title": f"{ordinal} session of {name}", "starts_on": month, "coaching_set": sets[name]}
            event = series.meet(programme, {**told.COACHING, **typed}, by=by)
            series.note_who_came(event, members, told.ONLINE, by=by)
    series.meet(programme, told.ONE_TO_ONE, by=by)


def after_the_changes(programme: Programme, *, by: User) -> None:
    """Taking stock; then what leavers had on their lists, and the sets, pass on."""
    told = met_development
    event = series.meet(programme, told.TAKING_STOCK, by=by)
    outcomes.take_stock(event, told.STOCK_TAKEN, by=by)
    outcomes.drop(programme, told.DROPPED, told.DROPPED_WHY, by=by)
    outcomes.hand_on(programme, told.HANDED_ON, told.HANDED_ON_DAYS, by=by)
    for name, coach, members, joined in told.SETS:
        series.put_together(programme, name, coach, (*members, *joined), by=by)


def lately(programme: Programme, *, by: User) -> None:
    """What some do now."""
    outcomes.act(programme, met_development.GOING_ON, by=by)


def since(programme: Programme, *, by: User) -> None:
    """The charter after the time that the case study tells of, with the accounts of those who sign it themselves."""
    people.open_accounts(told_since.SIGNED, by=by)
    keeping.agree_anew(programme, by=by)
    keeping.ask_how_it_is_lived(programme, by=by)


def to_come(programme: Programme, *, by: User) -> None:
    """A workshop that is planned, with its invitations out, and words that wait for the group."""
    day = series.next_day(timezone.localdate() + timedelta(days=coming.AHEAD), coming.WEEKDAYS)
    typed = {**coming.WORKSHOP, "starts_on": f"{day:%-d %B %Y}"}
    event = series.meet(programme, typed, coming.AIMS, by=by)
    series.prepare(event, coming.AGENDA, coming.MATERIALS, by=by)
    for exercise in coming.EXERCISES:
        gathering.plan(event, exercise, by=by)
    series.invite(event, by=by)
    series.reply(event, coming.REPLIES)
    agreeing.go_on(programme, by=by)
