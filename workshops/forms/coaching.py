from typing import Any

from django import forms

from programmes.forms.base import RecordForm
from programmes.models import Membership
from workshops.models import CoachingSet


class _Members(forms.ModelMultipleChoiceField):
    def label_from_instance(self, part: Membership) -> str:
        return f"{part.shown_name}, {part.post}" if part.post else part.shown_name


class CoachingSetForm(RecordForm):
    """A set is of five to eight. While people come and go it may be of fewer or more: that is said, not forbidden."""

    members = _Members(
        label="Who is in it?",
        queryset=Membership.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=f"A set works best with {CoachingSet.FEWEST} to {CoachingSet.MOST} leaders.",
        error_messages={"required": "Choose who is in the set"},
    )

    class Meta:
        model = CoachingSet
        fields = ("name", "coach", "members")

    def __init__(self, *args: Any, parts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = parts
