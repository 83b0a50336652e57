"""Simple rows about one person, of many kinds, read in one query: each comes as one JSON object of plain values."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.formats import date_format

from charters.models import Comment, Revision, Round, Signature, Stance
from diagnostics.models import Agreement, NotesReader, PersonStep, Respondent, ThemeAgreement
from programmes.dates import FactDate
from programmes.models import Appointment, Consent, InductionTask, Notice, Person, Programme
from workshops.models import Action, Attendance, CoachingSet, Contribution, Seat, Statement

Rows = dict[str, list[dict[str, Any]]]


def read(person: Person, programme: Programme) -> Rows:
    """The rows by kind, each kind in the order in which things happened; never a row of anybody else's."""
    here = {"person": person, "programme": programme}
    in_a_meeting = {"exercise__event__programme": programme}
    queries = [
        _kind("post", Appointment.objects.of_owner(programme.system).standing().filter(person=person), "starts_on",
              title="post__title", organisation="post__organisation__name", kind="kind",
              since="starts_on", since_precision="starts_precision",
              until="ends_on", until_precision="ends_precision"),
        _kind("consent", Consent.objects.filter(**here), "given_at",
              subject="subject", choice="choice", told_to="told_to__person"),
        _kind("agreement", Agreement.objects.filter(**here), "asked_at", about="instrument", answer="answer"),
        _kind("question", ThemeAgreement.objects.filter(**here), "asked_at", text="question", answer="answer"),
        _kind("step", PersonStep.objects.filter(person=person, step__programme=programme), "pk",
              title="step__title", kind="step__kind", due_on="due_on", left_out="is_left_out",
              opened_at="opened_at", done_at="done_at"),
        _kind("line", InductionTask.objects.standing().filter(membership__person=person, programme=programme),
              "position", text="text", due_on="due_on", done_at="done_at"),
        _kind("meeting", Attendance.objects.filter(membership__person=person, event__programme=programme),
              "event__starts_on", title="event__title", on="event__starts_on",
              on_precision="event__starts_precision", mode="mode", since="first_in_person_since", reply="reply",
              deputy="deputy", diet="diet", needs="access_needs", invited_at="invited_at", replied_at="replied_at"),
        _kind("set", CoachingSet.objects.filter(members__person=person, programme=programme), "created_at",
              name="name", coach="coach", withdrawn_at="withdrawn_at"),
        _kind("seat", Seat.objects.filter(membership__person=person, room__event__programme=programme), "joined_at",
              title="room__event__title"),
        _kind("answer", Contribution.objects.filter(seat__membership__person=person, **in_a_meeting), "exercise",
              title="exercise__event__title", asked="exercise__prompt", body="body"),
        _kind("card", Statement.objects.filter(seat__membership__person=person, **in_a_meeting), "exercise",
              title="exercise__event__title", asked="exercise__prompt", text="text"),
        _kind("action", Action.objects.standing().filter(owner__person=person, programme=programme), "created_at",
              text="text", due_on="due_on", state="state", done_on="done_on"),
        *_of_the_charter(person, programme),
        _kind("reader", NotesReader.objects.filter(interview__person=person, interview__programme=programme),
              "named_at", reader="person", takes_notes="takes_notes", known_at="known_at", ended_at="ended_at"),
        _kind("asked", Respondent.objects.filter(person=person, survey__programme=programme), "created_at",
              title="survey__title", kind="survey__kind", name="name", email="email", sector="sector", role="role",
              ended_at="withdrawn_at"),
        _kind("mail", Notice.objects.filter(**here), "created_at", kind="kind", address="address", state="state"),
    ]  # fmt: skip
    found: Rows = defaultdict(list)
    for kind, values in queries[0].union(*queries[1:], all=True):
        found[kind].append(values)
    for rows in found.values():
        rows.sort(key=lambda values: (values["order"], values["id"]))
    return found


def _of_the_charter(person: Person, programme: Programme) -> list[QuerySet]:
    asked = Round.objects.filter(members__membership__person=person, charter__programme=programme)
    stances = Stance.objects.filter(member__membership__person=person, item__round__charter__programme=programme)
    signed = Signature.objects.of_owner(programme).filter(membership__person=person)
    return [
        _kind("revision", Revision.objects.of_owner(programme).filter(by__person=person), "at",
              kind="proposal__kind", text="text", before="proposal__before", behaviours="behaviours", reason="reason",
              number="number", withdrawn_at="proposal__withdrawn_at"),
        _kind("comment", Comment.objects.of_owner(programme).filter(by__person=person), "created_at",
              kind="proposal__kind", section="proposal__section__title", text="text", withdrawn_at="withdrawn_at"),
        _kind("round", asked, "opened_at", number="number", closed_at="closed_at", on_paper="on_paper",
              agreed_on="version__adopted_on", agreed_on_precision="version__adopted_precision"),
        _kind("stance", stances, "item", number="item__round__number", about="item__text",
              before="item__proposal__before", choice="choice", reason="reason", only_facilitator="only_facilitator",
              answer="answer"),
        _kind("signature", signed, "signed_on", number="version__number", name="name", post="post",
              on_paper="on_paper", order_precision="signed_precision"),
    ]  # fmt: skip


def _kind(kind: str, rows: QuerySet, order: str, /, **columns: str) -> QuerySet:
    """`order` is the column by which the rows of this kind are sorted; when it is a moment, it is shown too."""
    values = JSONObject(id=F("pk"), order=F(order), **{name: F(path) for name, path in columns.items()})
    return rows.order_by().values_list(Value(kind, output_field=CharField()), values)


def day(value: str | None) -> str:
    """ "4 October 2021", of a day as the database writes it into JSON; "" for none."""
    return date_format(date.fromisoformat(value), "j F Y") if value else ""


def moment(value: str | datetime | None) -> str:
    """ "4 October 2021, 09:00", in UK time; a moment without a zone is the database's, in UTC."""
    if not value:
        return ""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return date_format(timezone.localtime(at if at.tzinfo else at.replace(tzinfo=UTC)), "j F Y, H:i")


def fact(values: Mapping[str, Any], name: str) -> str:
    """A date of a fact, as exact as it is known; "" for none."""
    value = values[name]
    return str(FactDate(date.fromisoformat(value), values[f"{name}_precision"])) if value else ""
