"""Reads over the meetings of a programme."""

from dataclasses import dataclass

from django.db.models import Count, Q

from programmes.models import Membership
from workshops.models import Attendance, Event
from workshops.models.event import still_here

COMES = (Attendance.Reply.IN_PERSON, Attendance.Reply.ONLINE)
CAME = (Attendance.Mode.IN_PERSON, Attendance.Mode.ONLINE)
NOTED = (*CAME, Attendance.Mode.DEPUTY, Attendance.Mode.ABSENT)
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

    `reply` is how they replied, in words, with who comes instead. `is_expected`: they said yes and nothing is noted.
    """

    membership: int
    name: str
    post: str
    mode: str
    since: str
    reply: str = ""
    is_expected: bool = False

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
    return [_line(part, noted.get(part.pk)) for part in here.select_related("person", "post__organisation")]


def _line(part: Membership, noted: Attendance | None) -> RegisterLine:
    post = str(part.post) if part.post else ""
    if noted is None:
        return RegisterLine(part.pk, part.shown_name, post, "", "")
    reply = REPLIES.get(noted.reply, "") + (f": {noted.deputy}" if noted.deputy else "")
    is_expected = noted.mode == Attendance.Mode.INVITED and noted.reply not in ("", Attendance.Reply.NO)
    since = noted.first_in_person_since
    return RegisterLine(part.pk, part.shown_name, post, noted.mode, since, reply, is_expected)


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
