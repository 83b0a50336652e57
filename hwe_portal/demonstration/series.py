"""Workshops with their aims and registers, coaching, and the charter that came of them."""

from collections.abc import Iterable, Mapping

from charters.forms.charter import AdoptForm, CommitmentForm
from charters.models import Commitment
from charters.services.charter import adopt, charter_of
from hwe_portal.demonstration import development, leaders
from hwe_portal.demonstration.typing_in import Typed, accepted
from programmes.models import Programme, User
from programmes.services import records
from workshops.forms.events import AimForm, EventForm, RegisterForm
from workshops.models import Event, EventAim
from workshops.selectors.registers import register
from workshops.services.registers import keep_register


def meet(programme: Programme, events: Iterable[Typed], aims: Iterable[Typed], *, by: User) -> list[Event]:
    """Plan meetings, each with the same aims."""
    return [_meeting(programme, typed, aims, by) for typed in events]


def _meeting(programme: Programme, typed: Typed, aims: Iterable[Typed], by: User) -> Event:
    event = records.add(accepted(EventForm(typed, instance=Event(programme=programme))).instance, by=by)
    for position, aim in enumerate(aims, start=1):
        form = AimForm({"position": position, **aim}, instance=EventAim(event=event))
        records.add(accepted(form).instance, by=by)
    return event


def note_who_came(event: Event, away: Mapping[str, str], first_time: Iterable[str], *, by: User) -> None:
    """The register: everybody on it came in person, but for those away; for some it was the first time in long."""
    lines = [line for line in register(event) if line.name in leaders.ON_REGISTER]
    typed = {f"mode-{line.membership}": away.get(line.name, "in_person") for line in lines}
    typed |= {f"since-{line.membership}": leaders.FIRST_SINCE for line in lines if line.name in first_time}
    keep_register(event=event, marks=accepted(RegisterForm(typed, lines=lines)).marks(), by=by)


def agree(programme: Programme, *, by: User) -> None:
    """Write the charter line by line, then adopt it."""
    charter = charter_of(programme)
    sections = dict(charter.sections.values_list("key", "pk"))
    for section, lines in development.CHARTER.items():
        for position, text in enumerate(lines, start=1):
            typed = {"section": sections[section], "text": text, "position": position}
            records.add(accepted(CommitmentForm(typed, instance=Commitment(charter=charter))).instance, by=by)
    form = accepted(AdoptForm({"adopted_on": development.ADOPTED_ON}))
    adopt(charter=charter, adopted_on=form.cleaned_data["adopted_on"], by=by)
