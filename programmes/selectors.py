"""Reads over several models of this app."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.functions import JSONObject, RowNumber

from programmes.access import Capability, Role
from programmes.models import AuditEvent, Membership, Post, Programme, Sector, User
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
