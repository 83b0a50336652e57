from collections.abc import Sequence
from typing import Any

from django import forms

from programmes.forms.base import RecordForm
from workshops.models import AgendaItem
from workshops.selectors.agenda import Day

LAST = ""
END_OF = "end-"


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
    """A new block and its place among the blocks of `days`: last on a day, or before another one."""

    before = forms.ChoiceField(label="Where it comes", required=False)

    def __init__(self, *args: Any, days: Sequence[Day] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.blocks = {str(block.item.pk): block.item for day in days for block in day.blocks}
        if len(days) > 1:
            places = [(day.name, [(f"{END_OF}{day.number}", f"At the end of day {day.number}"), *_before(day)])
                      for day in days]  # fmt: skip
        else:
            places = [(LAST, "At the end"), *(place for day in days for place in _before(day))]
        self.fields["before"].choices = places
        self.mark_optional = False

    def clean_before(self) -> str:
        chosen = self.cleaned_data["before"]
        if chosen.startswith(END_OF):
            self.instance.day = int(chosen.removeprefix(END_OF))
        return chosen

    @property
    def next_block(self) -> AgendaItem | None:
        """The block before which the new one comes, None for the end."""
        return self.blocks.get(self.cleaned_data["before"])


def _before(day: Day) -> list[tuple[str, str]]:
    return [(str(block.item.pk), f"Before “{block.item.title}”") for block in day.blocks]
