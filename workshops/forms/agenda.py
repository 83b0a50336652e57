from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet

from programmes.forms.base import PortalForm, RecordForm
from workshops.models import AgendaItem, Event

LAST = ""


class BlockForm(RecordForm):
    """A block of the agenda."""

    minutes = forms.IntegerField(
        label="Minutes",
        min_value=1,
        max_value=AgendaItem.MOST_MINUTES,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-3", "inputmode": "numeric"}),
        error_messages={
            "required": "Enter how many minutes it takes",
            "invalid": "Enter how many minutes it takes, in figures",
            "min_value": "A block takes at least one minute",
            "max_value": "A block takes at most 600 minutes",
        },
    )

    class Meta:
        model = AgendaItem
        fields = ("title", "minutes", "method", "lead", "materials", "notes")
        labels = {"title": "What happens"}
        help_texts = {"notes": "Leaders do not see them."}
        widgets = {"notes": forms.Textarea(attrs={"rows": 3})}


class AddBlockForm(BlockForm):
    """A new block and its place: last, unless it is to come before one of `blocks`."""

    before = forms.ChoiceField(label="Where it comes", required=False)

    def __init__(self, *args: Any, blocks: Iterable[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.blocks = {str(block.pk): block for block in blocks}
        names = [(pk, f"Before “{block.title}”") for pk, block in self.blocks.items()]
        self.fields["before"].choices = [(LAST, "At the end"), *names]
        self.mark_optional = False

    @property
    def next_block(self) -> AgendaItem | None:
        """The block before which the new one comes, None for the end."""
        return self.blocks.get(self.cleaned_data["before"])


class CopyAgendaForm(PortalForm):
    """The meeting whose agenda is copied, one of those given, under the name of its programme."""

    source = forms.TypedChoiceField(
        label="Which meeting?", coerce=int, error_messages={"required": "Choose the meeting whose agenda you copy"}
    )

    def __init__(self, *args: Any, events: QuerySet[Event], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.events = {event.pk: event for event in events}
        rows = sorted(self.events.values(), key=lambda event: event.programme.title)
        groups = groupby(rows, key=lambda event: event.programme.title)
        listed = [(title, [(event.pk, self._named(event)) for event in each]) for title, each in groups]
        self.fields["source"].choices = [("", "Choose one"), *listed]

    @staticmethod
    def _named(event: Event) -> str:
        return f"{event} ({event.blocks} {'block' if event.blocks == 1 else 'blocks'})"

    @property
    def event(self) -> Event:
        return self.events[self.cleaned_data["source"]]
