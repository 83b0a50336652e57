"""Meetings: planned with aims, agenda and materials, leaders invited to them, and the register of who came."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from types import MappingProxyType

from django.utils import timezone

from hwe_portal.demonstration import leaders, working
from hwe_portal.demonstration.meeting import Agenda, Links
from hwe_portal.demonstration.people import person
from hwe_portal.demonstration.typing_in import Typed, accepted
from programmes.models import Job, Programme, User
from programmes.services import notices, records
from workshops import letters
from workshops.forms.agenda import AddBlockForm
from workshops.forms.coaching import CoachingSetForm
from workshops.forms.events import AimForm, EventForm, RegisterForm
from workshops.forms.invitations import InviteForm
from workshops.forms.materials import LinkForm
from workshops.forms.replies import ReplyForm
from workshops.models import AgendaItem, CoachingSet, Event, EventAim
from workshops.selectors.invitations import to_ask
from workshops.selectors.registers import register
from workshops.services import agenda, invitations, materials, replies
from workshops.services.registers import keep_register


def meet(programme: Programme, typed: Typed, aims: Iterable[Typed] = (), *, by: User) -> Event:
    """Plan a meeting with its aims."""
    planned = Event(programme=programme, kind=typed["kind"])
    event = records.add(accepted(EventForm(typed, instance=planned)).instance, by=by)
    for position, aim in enumerate(aims, start=1):
        form = AimForm({"position": position, **aim}, instance=EventAim(event=event))
        records.add(accepted(form).instance, by=by)
    return event


def prepare(event: Event, blocks: Agenda, links: Links = (), *, by: User) -> None:
    """Its agenda, block by block, and what there is to read."""
    for title, minutes, method, lead in blocks:
        typed = {"title": title, "minutes": minutes, "method": method, "lead": lead}
        form = AddBlockForm(typed, instance=AgendaItem(event=event))
        agenda.add(item=accepted(form).instance, by=by)
    for title, link, for_leaders in links:
        form = LinkForm({"title": title, "link": link, "for_leaders": for_leaders})
        materials.add_link(event=event, by=by, **accepted(form).cleaned_data)


def invite(event: Event, groups: Iterable[str] = ("everybody",), *, by: User) -> None:
    """Ask groups of leaders. Nobody is written to about a meeting that is over; else the mails go out at once."""
    form = InviteForm({"groups": list(groups)}, to_ask=to_ask(event))
    invitations.invite(event=event, parts=accepted(form).parts, by=by)
    for job in Job.objects.filter(task=letters.TASK, state=Job.State.WAITING):
        working.finish(job, lambda job: notices.deliver(job, letters.write))


def reply(event: Event, said: Mapping[str, tuple[str, str, str, str]]) -> None:
    """What some reply, from their own accounts: the answer, who comes instead, their diet, what would help them."""
    for name, answer in said.items():
        line = event.attendances.select_related("event").get(membership__person__name=name)
        typed = dict(zip(("choice", "deputy", "diet", "access_needs"), answer, strict=True))
        form = accepted(ReplyForm(typed, attendance=line))
        replies.reply(attendance=line, by=person(name).user, **form.cleaned_data)


def note_who_came(
    event: Event,
    names: Collection[str],
    away: Mapping[str, str] = MappingProxyType({}),
    first_time: Collection[str] = (),
    *,
    by: User,
) -> None:
    """The register: all of these came in person, but for those away; for some it was the first time in long."""
    lines = [line for line in register(event) if line.name in names]
    typed = {f"mode-{line.membership}": away.get(line.name, "in_person") for line in lines}
    typed |= {f"since-{line.membership}": leaders.FIRST_SINCE for line in lines if line.name in first_time}
    keep_register(event=event, marks=accepted(RegisterForm(typed, lines=lines)).marks(), by=by)


def put_together(programme: Programme, name: str, coach: str, names: Collection[str], *, by: User) -> CoachingSet:
    """A coaching set of these leaders; the one of that name, where there is one, is of these now."""
    found = CoachingSet.objects.filter(programme=programme, name=name).first() or CoachingSet(programme=programme)
    parts = programme.memberships.participants().current(timezone.localdate())
    chosen = parts.filter(person__name__in=names).values_list("pk", flat=True)
    form = CoachingSetForm({"name": name, "coach": coach, "members": list(chosen)}, instance=found, parts=parts)
    store = records.correct if found.pk else records.add
    return store(accepted(form).instance, by=by, links=form.links())


def next_day(earliest: date, weekdays: Collection[int]) -> date:
    """The first of these days of the week (Monday is 0), on that day or after it."""
    ahead = (date.fromordinal(earliest.toordinal() + days) for days in range(7))
    return next(day for day in ahead if day.weekday() in weekdays)
