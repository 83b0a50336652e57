"""Reads over the meetings of a programme."""

from dataclasses import dataclass

from django.db.models import Count, Q

from programmes.models import Membership
from workshops.models import Attendance, Event


@dataclass(frozen=True)
class RegisterLine:
    """One participant on the register of a meeting; `mode` and `since` are empty until noted."""

    membership: int
    name: str
    post: str
    mode: str
    since: str


def register(event: Event) -> list[RegisterLine]:
    """The participants of the programme on the day of the meeting, and how they took part; two queries."""
    noted = {row.membership_id: row for row in event.attendances.all()}
    here = (
        Membership.objects.of_owner(event.programme)
        .participants()
        .filter(
            Q(starts_on__lte=event.starts_on.last_day) & (Q(ends_on=None) | Q(ends_on__gte=event.starts_on.day))
            | Q(pk__in=noted)
        )
    )
    return [_line(part, noted.get(part.pk)) for part in here.select_related("person", "post__organisation")]


def _line(part: Membership, noted: Attendance | None) -> RegisterLine:
    post = str(part.post) if part.post else ""
    return RegisterLine(
        part.pk, part.shown_name, post, noted.mode if noted else "", noted.first_in_person_since if noted else ""
    )


@dataclass(frozen=True)
class Turnout:
    """How many took part in a meeting, and in which way."""

    invited: int
    in_person: int
    online: int
    deputies: int
    absent: int
    first_in_person: int

    @property
    def took_part(self) -> int:
        return self.in_person + self.online


def turnout(event: Event) -> Turnout:
    """The counts of a meeting's register in one query; `invited` counts everybody who is on it."""
    modes = Attendance.Mode
    counts = event.attendances.aggregate(
        invited=Count("pk"),
        in_person=Count("pk", filter=Q(mode=modes.IN_PERSON)),
        online=Count("pk", filter=Q(mode=modes.ONLINE)),
        deputies=Count("pk", filter=Q(mode=modes.DEPUTY)),
        absent=Count("pk", filter=Q(mode=modes.ABSENT)),
        first_in_person=Count("pk", filter=~Q(first_in_person_since="")),
    )
    return Turnout(**counts)
