"""Reads over the meetings of a programme."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from programmes.models import Membership
from workshops.models import Attendance, Event, Seat
from workshops.models.event import still_here

COMES = (Attendance.Reply.IN_PERSON, Attendance.Reply.ONLINE)
CAME = (Attendance.Mode.IN_PERSON, Attendance.Mode.ONLINE)
NOTED = (*CAME, Attendance.Mode.DEPUTY, Attendance.Mode.ABSENT)
# How somebody took part who came themselves as they said. Who said no may have come after all, and whoever sends a
# deputy says yes for somebody else: nothing is noted for them.
AS_REPLIED: dict[str, str] = {
    Attendance.Reply.IN_PERSON: Attendance.Mode.IN_PERSON,
    Attendance.Reply.ONLINE: Attendance.Mode.ONLINE,
}
# Replies as the facilitator reads them.
REPLIES: dict[str, str] = {
    Attendance.Reply.IN_PERSON: "Comes",
    Attendance.Reply.ONLINE: "Joins online",
    Attendance.Reply.DEPUTY: "Sends a deputy",
    Attendance.Reply.NO: "Cannot come",
}


@dataclass(frozen=True)
class RegisterLine:
    """One participant on the register of a meeting; `mode` and `since` are empty until noted.

    `reply` is how they replied, in words, with who comes instead; `as_replied` is how they took part if they came as
    they said. `was_in_room`: they were in the live room with their account.
    """

    membership: int
    name: str
    post: str
    mode: str
    since: str
    reply: str = ""
    as_replied: str = ""
    was_in_room: bool = False

    @property
    def noted(self) -> str:
        """How they took part; "" while nothing is noted, also of who is invited."""
        return "" if self.mode == Attendance.Mode.INVITED else self.mode

    @property
    def stands(self) -> str:
        """What the line says, as a form brings it along: the mode, a bar, since when."""
        return f"{self.noted}|{self.since}"

    @property
    def in_words(self) -> str:
        """What the line says: "in person, for the first time since the pandemic"."""
        mode = str(Attendance.Mode(self.mode).label).lower() if self.noted else "not noted"
        return f"{mode}, for the first time since {self.since}" if self.since else mode


def register(event: Event) -> list[RegisterLine]:
    """The participants of the programme on the day of the meeting, and how they took part; two queries."""
    noted = {row.membership_id: row for row in event.attendances.all()}
    here = (
        Membership.objects.of_owner(event.programme)
        .participants()
        .filter(
            Q(starts_on__lte=event.last_day) & (Q(ends_on=None) | Q(ends_on__gte=event.starts_on.day)) | Q(pk__in=noted)
        )
    )
    sat = Exists(Seat.objects.filter(room__event=event, membership=OuterRef("pk")))
    parts = here.annotate(was_in_room=sat).select_related("person", "post__organisation")
    return [_line(part, noted.get(part.pk), part.was_in_room) for part in parts]


def _line(part: Membership, noted: Attendance | None, was_in_room: bool) -> RegisterLine:
    post = str(part.post) if part.post else ""
    if noted is None:
        return RegisterLine(part.pk, part.shown_name, post, "", "", was_in_room=was_in_room)
    reply = REPLIES.get(noted.reply, "") + (f": {noted.deputy}" if noted.deputy else "")
    since, as_replied = noted.first_in_person_since, AS_REPLIED.get(noted.reply, "")
    return RegisterLine(part.pk, part.shown_name, post, noted.mode, since, reply, as_replied, was_in_room)


@dataclass(frozen=True)
class Offer:
    """Marks for several lines in one press: the mode by membership id, of those of whom nothing is noted."""

    key: str
    label: str
    modes: Mapping[int, str]

    @property
    def number(self) -> int:
        return len(self.modes)


def offers(event: Event, lines: list[RegisterLine]) -> tuple[Offer, ...]:
    """What can be marked for several lines at once, as far as there is anybody to mark."""
    return tuple(offer for offer in _offers(event, [line for line in lines if not line.noted]) if offer.modes)


def _offers(event: Event, blank: list[RegisterLine]) -> Iterator[Offer]:
    """Who was in the live room came as people meet there; where both ways are open, as they said that they would."""
    is_online = event.setting == Event.Setting.ONLINE
    how, came = (CAME[1], "joined online") if is_online else (CAME[0], "came in person")
    joined = {AS_REPLIED[Attendance.Reply.ONLINE]} if event.setting == Event.Setting.BOTH else set()
    room = {
        each.membership: each.as_replied if each.as_replied in joined else how for each in blank if each.was_in_room
    }
    said_online = CAME[1] in room.values() and not is_online
    yield Offer("room", f"Everybody who was in the room {'took part' if said_online else came}", room)
    yes = {each.membership: each.as_replied for each in blank if each.as_replied}
    yield Offer("replied", "Everybody who said yes came", yes)
    yield Offer("all", f"Everybody {came}", {each.membership: how for each in blank})


@dataclass(frozen=True)
class Turnout:
    """How many took part in a meeting, and in which way; how many were asked, and said that they come.

    `coming` leaves out who has left the programme before the meeting.
    """

    asked: int
    coming: int
    invited: int
    in_person: int
    online: int
    deputies: int
    absent: int
    first_in_person: int

    @property
    def took_part(self) -> int:
        return self.in_person + self.online

    @property
    def told(self) -> str:
        """Who was asked, and who came, once the meeting is over: "19 invited, 17 came"."""
        came = f"{self.took_part} came" if self.noted else "the register is not kept yet"
        return f"{self.asked} invited, {came}" if self.asked else came

    @property
    def noted(self) -> int:
        return self.took_part + self.deputies + self.absent


def turnout(event: Event) -> Turnout:
    """The counts of a meeting's register in one query; `invited` counts everybody who is on it."""
    modes = Attendance.Mode
    counts = event.attendances.aggregate(
        asked=Count("pk", filter=Q(invited_at__isnull=False)),
        coming=Count("pk", filter=Q(reply__in=COMES) & still_here()),
        invited=Count("pk"),
        in_person=Count("pk", filter=Q(mode=modes.IN_PERSON)),
        online=Count("pk", filter=Q(mode=modes.ONLINE)),
        deputies=Count("pk", filter=Q(mode=modes.DEPUTY)),
        absent=Count("pk", filter=Q(mode=modes.ABSENT)),
        first_in_person=Count("pk", filter=~Q(first_in_person_since="")),
    )
    return Turnout(**counts)
