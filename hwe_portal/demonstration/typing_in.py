"""Typing records in: the form of a page, filled with what somebody would type, stored by the service it calls."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from programmes.forms.base import RecordForm
from programmes.forms.records import PROGRAMME_KINDS, SYSTEM_KINDS, Owner
from programmes.models import Programme, User
from programmes.models.base import Record
from programmes.services import records

Typed = Mapping[str, Any]


class NotAccepted(ValueError):
    """A form refused what was typed; the message says which and why."""


def record(owner: Owner, slug: str, typed: Typed, *, by: User) -> Record:
    """Add one record of a kind to a programme or system; it names others by their words. Raises NotAccepted."""
    is_programme = isinstance(owner, Programme)
    kind = (PROGRAMME_KINDS if is_programme else SYSTEM_KINDS)[slug]
    fresh = kind.model()
    word = "programme" if is_programme else "system"
    if word in {field.name for field in kind.model._meta.fields}:
        setattr(fresh, word, owner)
    blank = kind.form(owner, by, instance=fresh)
    form = kind.form(owner, by, data=_chosen(blank, typed), instance=fresh)
    return records.add(accepted(form).instance, by=by, links=form.links())


def correct(owner: Owner, slug: str, fresh: Record, typed: Typed, *, by: User) -> Record:
    """Correct a record of a kind; it names others by their words. Raises NotAccepted."""
    kind = (PROGRAMME_KINDS if isinstance(owner, Programme) else SYSTEM_KINDS)[slug]
    chosen = _chosen(kind.form(owner, by, instance=fresh), typed)
    form = accepted(kind.form(owner, by, data=chosen, instance=fresh))
    return records.correct(form.instance, by=by, links=form.links())


def every(owner: Owner, kinds: Mapping[str, Iterable[Typed]], *, by: User) -> None:
    """Add the records of several kinds, in their order."""
    for slug, rows in kinds.items():
        for position, typed in enumerate(rows, start=1):
            record(owner, slug, {"position": position, **typed}, by=by)


def accepted(form: RecordForm) -> RecordForm:
    """The form, once it has passed its own checks. Raises NotAccepted."""
    if not form.is_valid():
        raise NotAccepted(f"{type(form).__name__}: {form.errors.as_text()}")
    return form


def _chosen(blank: RecordForm, typed: Typed) -> dict[str, Any]:
    """What was typed, with the record that each choice names in the place of its words."""
    return {name: _value(blank.fields.get(name), value) for name, value in typed.items()}


def _value(field: forms.Field | None, value: Any) -> Any:
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [_named(field, words) for words in value]
    if isinstance(field, forms.ModelChoiceField):
        return _named(field, value)
    return value


def _named(field: forms.ModelChoiceField, words: str) -> Any:
    return next(row.pk for row in field.queryset if str(row) == words)
