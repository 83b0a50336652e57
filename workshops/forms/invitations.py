from typing import Any

from django import forms

from programmes.forms.base import PortalForm
from programmes.models import Membership
from workshops.selectors.invitations import Candidate, ToAsk

NOBODY = "Choose whom to invite"


class InviteForm(PortalForm):
    """Several at once, one by one, or both. After `is_valid()`, `parts` are those who are not asked yet."""

    groups = forms.MultipleChoiceField(label="Several at once", required=False, widget=forms.CheckboxSelectMultiple)
    people = forms.MultipleChoiceField(label="One by one", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, to_ask: ToAsk, **kwargs: Any) -> None:
        super().__init__(*args, initial={"groups": [each.key for each in to_ask.choices if each.is_its_set]}, **kwargs)
        self.to_ask = to_ask
        groups, people = self.fields["groups"], self.fields["people"]
        groups.choices = [(each.key, each.label) for each in to_ask.choices if each.fresh]
        groups.widget.option_hints = {each.key: each.hint for each in to_ask.choices}
        people.choices = [(str(each.part.pk), each.part.shown_name) for each in to_ask.candidates]
        people.widget.option_hints = {str(each.part.pk): _about(each) for each in to_ask.candidates}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not self.parts:
            self.add_error("groups", NOBODY)
        return cleaned

    @property
    def parts(self) -> list[Membership]:
        chosen = {int(pk) for pk in self.cleaned_data.get("people", [])}
        for each in self.to_ask.choices:
            if each.key in self.cleaned_data.get("groups", []):
                chosen |= each.members
        return [each.part for each in self.to_ask.candidates if each.part.pk in chosen]


def _about(each: Candidate) -> str:
    note = f"No mail: {each.note}" if each.gets_none else each.note
    return " · ".join(words for words in (str(each.part.post or ""), note) if words)
