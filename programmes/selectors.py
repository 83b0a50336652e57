"""Reads over several models of this app."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.functions import JSONObject, RowNumber

from programmes import access
from programmes.access import Capability, Role
from programmes.models import (
    AuditEvent,
    InductionTask,
    Membership,
    Notice,
    Person,
    Post,
    Programme,
    Sector,
    User,
)
from programmes.models.base import Record


@dataclass(frozen=True)
class HistoryEntry:
    who: str
    when: datetime
    what: str


def history(record: Record) -> list[HistoryEntry]:
    """What was done to a record, newest first: by whom, when, and each changed field before and after."""
    events = AuditEvent.objects.about(record.key).select_related("by__person").order_by("-at", "-pk")
    return [HistoryEntry(_who(event), event.at, _what(event, record)) for event in events]


def _who(event: AuditEvent) -> str:
    return event.by.display_name if event.by else "the portal"


def _what(event: AuditEvent, record: Record) -> str:
    if not event.changes:
        return event.verb.capitalize()
    changed = (f"{_label(record, name)}: {_said(old)} → {_said(new)}" for name, (old, new) in event.changes.items())
    return f"{event.verb.capitalize()}. " + "; ".join(sorted(changed))


def _label(record: Record, name: str) -> str:
    return str(getattr(record._meta.get_field(name), "verbose_name", name)).capitalize()


def _said(value: object) -> str:
    return "nothing" if value in (None, "", []) else str(value)


def counts_by_kind(kinds: Iterable, owner: models.Model) -> dict[str, int]:
    """How many standing records of each kind the owner has: one query for all, slug -> count."""
    counted = [_counted(kind, owner) for kind in kinds]
    rows = counted[0].union(*counted[1:], all=True) if len(counted) > 1 else counted[0]
    return {row["slug"]: row["n"] for row in rows}


def _counted(kind: Any, owner: models.Model) -> models.QuerySet:
    label = models.Value(kind.slug, output_field=models.CharField())
    mine = kind.model.objects.of_owner(owner).standing().order_by()
    return mine.annotate(slug=label).values("slug").annotate(n=models.Count("pk")).values("slug", "n")


def standing_of(owners: Mapping[type[Record], models.Model]) -> dict[type[Record], list[Any]]:
    """The standing records of several kinds, each model given with its owner: one query for all of them.

    The rows of a union share their columns, so each comes as one JSON object of its fields. A list is in the order of
    its model. Moments, such as `created_at`, are not read along.
    """
    queries = [_as_objects(model, owner) for model, owner in owners.items()]
    kinds = {model._meta.label: model for model in owners}
    found: dict[type[Record], list[Any]] = {model: [] for model in owners}
    for label, _, values in sorted(queries[0].union(*queries[1:], all=True), key=itemgetter(1)):
        found[kinds[label]].append(_record(kinds[label], values))
    return found


def _as_objects(model: Any, owner: models.Model) -> models.QuerySet:
    label = models.Value(model._meta.label, output_field=models.CharField())
    place = models.Window(RowNumber(), order_by=model._meta.ordering)
    values = JSONObject(**{field.attname: field.attname for field in _columns(model)})
    return model.objects.of_owner(owner).standing().order_by().values_list(label, place, values)


def _record(model: type[Record], values: Mapping[str, Any]) -> Record:
    columns = _columns(model)
    read = [field.to_python(values[field.attname]) for field in columns]
    return model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in columns], read)


def _columns(model: type[Record]) -> list[models.Field]:
    """Without moments, which the two databases write into JSON differently."""
    return [field for field in model._meta.concrete_fields if not isinstance(field, models.DateTimeField)]


def people_of(programme: Programme, *, role: str = "", sector: str = "") -> models.QuerySet[Membership]:
    """The standing parts in a programme with person, post and organisation, leaders first; filtered where asked."""
    parts = programme.memberships.standing().select_related("person__user", "post__organisation")
    if role:
        parts = parts.filter(role=role)
    if sector:
        parts = parts.filter(post__organisation__sector=sector)
    leaders_first = models.Case(models.When(role=Role.PARTICIPANT, then=0), default=1)
    return parts.order_by(leaders_first, "ends_on", "post__organisation__name", "person__name")


@dataclass(frozen=True)
class PeopleFilters:
    """What the list of people can be narrowed to: pairs of value and label."""

    roles: list[tuple[str, str]]
    sectors: list[tuple[str, str]]


def people_filters(programme: Programme) -> PeopleFilters:
    """The roles and sectors that occur among a programme's people."""
    parts = programme.memberships.standing().order_by()
    pairs = parts.values_list("role", "post__organisation__sector").distinct()
    roles, sectors = {role for role, _ in pairs}, {sector for _, sector in pairs if sector}
    return PeopleFilters(
        [(value, label) for value, label in Role.choices if value in roles],
        [(value, label) for value, label in Sector.choices if value in sectors],
    )


def programmes_of_post(post: Post, user: User) -> models.QuerySet[Programme]:
    """The programmes run by the user in which somebody now takes part in this post."""
    parts = Membership.objects.participants().filter(post=post, ends_on=None)
    run = Programme.objects.granting(user, Capability.RUN_PROGRAMME)
    return run.filter(pk__in=parts.values("programme")).standing()


# Who comes, who goes, who helps ------------------------------------------------------------


def is_newcomer(part: Membership) -> bool:
    """Whether a leader's part began after the programme had begun, as far as its beginning is known."""
    return part.role == Role.PARTICIPANT and part.starts_on > part.programme.starts_on.last_day


def induction_for(
    person: Person, programmes: Collection[Programme], *, at: date
) -> dict[int, tuple[InductionTask, ...]]:
    """The person's own induction list in each of these programmes, by its id, in one query; () where there is none."""
    found: dict[int, list[InductionTask]] = {programme.pk: [] for programme in programmes}
    now = Membership.objects.participants().current(at).filter(person=person, programme__in=programmes)
    for task in InductionTask.objects.standing().filter(membership__in=now):
        found[task.programme_id].append(task)
    return {pk: tuple(tasks) for pk, tasks in found.items()}


@dataclass(frozen=True)
class Newcomer:
    """A leader who joined in mid-programme, or has an induction list all the same, and how far they are.

    `lines` of the list that stand, `done` of them, `late` of the others; `mail` is the newest welcome mail.
    """

    part: Membership
    lines: int
    done: int
    late: int
    has_list: bool
    mail: Notice | None

    @property
    def is_through(self) -> bool:
        return self.has_list and self.done == self.lines


def newcomers(programme: Programme, *, at: date) -> list[Newcomer]:
    """Who joined in mid-programme and takes part on the day `at` or later, the newest first, in two queries."""
    standing = models.Q(induction__withdrawn_at=None, induction__isnull=False)
    open_ = standing & models.Q(induction__done_at=None)
    parts = programme.memberships.participants().exclude(ends_on__lt=at)
    counted = parts.annotate(
        lines=models.Count("induction", filter=standing),
        undone=models.Count("induction", filter=open_),
        late=models.Count("induction", filter=open_ & models.Q(induction__due_on__lt=at)),
        ever=models.Count("induction"),
    )
    rows = counted.select_related("person", "programme", "post__organisation").order_by("-starts_on", "person__name")
    mails = Notice.objects.filter(programme=programme, kind=Notice.Kind.INDUCTION).order_by("created_at", "pk")
    newest = {mail.about.get("membership"): mail for mail in mails}
    return [
        Newcomer(row, row.lines, row.lines - row.undone, row.late, row.ever > 0, newest.get(row.pk))
        for row in rows
        if row.ever or is_newcomer(row)
    ]


def welcome_of(part: Membership) -> Notice | None:
    """The newest welcome mail to a newcomer."""
    mails = Notice.objects.filter(programme=part.programme_id, kind=Notice.Kind.INDUCTION)
    return mails.filter(about__membership=part.pk).order_by("created_at", "pk").last()


def names_in(programme: Programme, people: Collection[int]) -> dict[int, str]:
    """The names under which the programme lists these people, by their ids, in one query; none for nobody."""
    if not people:
        return {}
    parts = programme.memberships.standing().filter(person__in=people).select_related("person")
    return {part.person_id: part.shown_name for part in parts}


def colleagues(part: Membership) -> dict[int, str]:
    """Whom a newcomer may be asked to meet, by id: everybody else in the programme who leads or helps to run it."""
    roles = (Role.PARTICIPANT, Role.FACILITATOR, Role.INTERVIEWER)
    beside = Membership.objects.standing().filter(programme=part.programme_id, role__in=roles)
    others = beside.exclude(person=part.person_id).select_related("person")
    return {other.person_id: other.shown_name for other in others}


def assistants_of(part: Membership, *, at: date) -> list[Membership]:
    """Who assists the leader whose part it is, on the day `at`, in the same programme."""
    beside = Membership.objects.standing().current(at).filter(programme=part.programme_id, role=Role.ASSISTANT)
    return list(beside.filter(assists=part.person_id).select_related("person__user", "programme"))


def left_lately(user: User, *, at: date) -> list[Membership]:
    """The newest part of the user in each programme that they left at most `access.LEAVING` ago, and are in no more."""
    here = Programme.objects.granting(user, Capability.TAKE_PART, at)
    gone = Membership.objects.standing().filter(access.left_lately(at), person__user=user)
    parts = gone.exclude(programme__in=here).select_related("programme").order_by("ends_on", "pk")
    return list({part.programme_id: part for part in parts}.values())


def last_day_near(user: User, *, at: date) -> models.Subquery:
    """For a query over programmes: the last day of the user's part as a leader, where it is at most LEAVING ahead."""
    mine = Membership.objects.participants().current(at).filter(person__user=user, programme=models.OuterRef("pk"))
    return models.Subquery(mine.filter(ends_on__lte=at + access.LEAVING).order_by("ends_on").values("ends_on")[:1])


def assisted_by(user: User, *, at: date) -> list[Membership]:
    """The parts of the leaders whom the user assists on the day `at`, by name."""
    mine = Membership.objects.standing().current(at).filter(role=Role.ASSISTANT, person__user=user)
    theirs = mine.filter(programme=models.OuterRef("programme"), assists=models.OuterRef("person"))
    leaders = Membership.objects.participants().current(at).filter(models.Exists(theirs))
    return list(leaders.select_related("person", "programme").order_by("person__name", "pk"))
