"""Beginning from what another meeting has."""

from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet

from programmes.forms.base import PortalForm
from workshops.models import Event


class CopyForm(PortalForm):
    """The meeting that is copied from, one of those given, under the name of its programme.

    Each of `events` has `found`, how many of `counted` ("block") it has.
    """

    source = forms.TypedChoiceField(
        label="Which meeting?", coerce=int, error_messages={"required": "Choose the meeting that you copy from"}
    )

    def __init__(self, *args: Any, events: QuerySet[Event], counted: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.events = {event.pk: event for event in events}
        rows = sorted(self.events.values(), key=lambda event: event.programme.title)
        groups = groupby(rows, key=lambda event: event.programme.title)
        listed = [(title, [(event.pk, _named(event, counted)) for event in each]) for title, each in groups]
        self.fields["source"].choices = [("", "Choose one"), *listed]

    @property
    def event(self) -> Event:
        return self.events[self.cleaned_data["source"]]


def _named(event: Any, counted: str) -> str:
    """Expects `found`."""
    return f"{event} ({event.found} {counted if event.found == 1 else f'{counted}s'})"
