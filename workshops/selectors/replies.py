"""What those who come need to take part; for whoever runs the meeting, and nobody else."""

from collections import Counter
from dataclasses import dataclass

from workshops.models import Attendance, Event
from workshops.models.event import still_here


@dataclass(frozen=True)
class Needs:
    """For the kitchen, how many of those who come do not eat what, without names; for the room, who needs what.

    `people` come, in person or by a deputy.
    """

    people: int
    diets: tuple[tuple[str, int], ...]
    access: tuple[tuple[str, str], ...]

    @property
    def without_diet(self) -> int:
        return self.people - sum(number for _, number in self.diets)


def needs(event: Event) -> Needs:
    """The needs of those who said that they come, and have not left before it; one query."""
    rows = list(
        event.attendances.exclude(reply__in=("", Attendance.Reply.NO))
        .filter(still_here())
        .select_related("membership__person")
        .order_by("pk")
    )
    eating = [row for row in rows if row.reply in (Attendance.Reply.IN_PERSON, Attendance.Reply.DEPUTY)]
    written: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for row in eating:
        if row.diet:
            written.setdefault(row.diet.casefold(), row.diet)
            counted[row.diet.casefold()] += 1
    diets = tuple((written[key], number) for key, number in counted.most_common())
    return Needs(len(eating), diets, tuple((_who(row), row.access_needs) for row in rows if row.access_needs))


def _who(row: Attendance) -> str:
    name = row.membership.shown_name
    return f"{row.deputy}, for {name}" if row.deputy else name
