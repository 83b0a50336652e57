"""Fields that the forms of commitments and proposals share."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from charters.lines import lines_of
from charters.models import Behaviour
from charters.selectors.grounds import Offered

MOST_LETTERS = Behaviour._meta.get_field("text").max_length
MOST_TOGETHER = 1500


def behaviours_field() -> forms.CharField:
    return forms.CharField(
        label="Behaviours that bear it out",
        help_text="One on each line: what others can see you do.",
        required=False,
        max_length=MOST_TOGETHER,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def answers_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="What it answers",
        help_text="What the group heard of itself that this is about.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def read_behaviours(typed: str) -> str:
    """Behaviours, one on each line, tidied; refuses a line that is longer than a behaviour may be."""
    lines = lines_of(typed)
    for number, line in enumerate(lines, start=1):
        if len(line) > MOST_LETTERS:
            raise forms.ValidationError(f"Behaviour {number} is longer than {MOST_LETTERS} letters. Shorten it.")
    return "\n".join(lines)


def fill_answers(fields: Mapping[str, Any], offered: Iterable[Offered]) -> dict[str, str]:
    """Offer what may be answered; a form with nothing to offer does not ask. Gives the label of each key."""
    labels = {one.key: one.label for one in offered}
    fields["answers"].choices = list(labels.items())
    if not labels:
        fields["answers"].widget = forms.MultipleHiddenInput()
    return labels
