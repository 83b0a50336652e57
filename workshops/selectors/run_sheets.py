"""What the run sheet of a meeting says: one value for the page and the paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils.formats import date_format

from workshops.models import AgendaItem, Event, Exercise
from workshops.selectors.agenda import Day, agenda_of


@dataclass(frozen=True)
class Line:
    """A block on the run sheet. `begins` is "" where the clock is not known; `room` says what the live room does."""

    begins: str
    ends: str
    takes: str
    title: str
    method: str
    lead: str
    materials: tuple[str, ...]
    notes: str
    room: tuple[str, ...]
    is_break: bool


@dataclass(frozen=True)
class Part:
    """A day of the meeting: its name and how it runs, both "" where it lasts one day."""

    name: str
    message: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class RunSheet:
    """A run sheet as printed on a day. `facts` are when, where and how people meet; `bring` is all that is needed."""

    title: str
    system: str
    programme: str
    message: str
    advice: str
    facts: tuple[str, ...]
    aims: tuple[str, ...]
    bring: tuple[str, ...]
    parts: tuple[Part, ...]
    printed_on: date

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for part in self.parts for line in part.lines)

    @property
    def day(self) -> str:
        return date_format(self.printed_on, "j F Y")


def run_sheet(event: Event, *, at: date) -> RunSheet:
    """The run sheet of a meeting as it stands on the day `at`, in three queries."""
    exercises = Prefetch("exercises", queryset=Exercise.objects.standing())
    agenda = agenda_of(event, prefetched=exercises)
    parts = tuple(_part(day) for day in agenda.days)
    return RunSheet(
        title=event.title,
        system=str(event.programme.system),
        programme=event.programme.title,
        message=agenda.message,
        advice=agenda.advice,
        facts=_facts(event),
        aims=tuple(event.aims.standing().values_list("text", flat=True)),
        bring=_once(thing for part in parts for line in part.lines for thing in line.materials),
        parts=parts,
        printed_on=at,
    )


def _once(things: Iterable[str]) -> tuple[str, ...]:
    """Each thing where it is first named, however it is written later."""
    named: dict[str, str] = {}
    for thing in things:
        named.setdefault(thing.casefold(), thing)
    return tuple(named.values())


def _facts(event: Event) -> tuple[str, ...]:
    day = f"{event.starts_on} to {event.ends_on}" if event.ends_on else str(event.starts_on)
    begins = f"begins {event.starts_at:%-H:%M}" if event.starts_at else ""
    ends = f"planned to end {event.ends_at:%-H:%M}" if event.ends_at else ""
    return tuple(filter(None, (day, begins, ends, event.get_setting_display(), event.place)))


def _part(day: Day) -> Part:
    lines = tuple(_line(block.item, block.span.begins, block.span.ends) for block in day.blocks)
    return Part(day.name, day.running.message if day.name else "", lines)


def _line(item: AgendaItem, begins: str, ends: str) -> Line:
    return Line(
        begins=begins,
        ends=ends,
        takes=f"{item.minutes} min",
        title=item.title,
        method=item.get_method_display(),
        lead=item.lead,
        materials=tuple(filter(None, (thing.strip() for thing in item.materials.split(",")))),
        notes=item.notes,
        room=tuple(f"{each.get_kind_display()}: {each.prompt}" for each in item.exercises.all()),
        is_break=item.method == AgendaItem.Method.BREAK,
    )
