"""Who does what by when, as it is typed."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from hwe_portal.rendering.dates import DayMonthYearField
from programmes.forms.base import PortalForm, RecordForm
from programmes.models import Membership, Programme
from workshops.models import Action


class OwnerChoice(forms.ModelChoiceField):
    def label_from_instance(self, part: Membership) -> str:
        return f"{part.shown_name}, {part.post}" if part.post else part.shown_name


class ActionForm(RecordForm):
    owner = OwnerChoice(label="Who does it", queryset=None, required=False, empty_label="Somebody else, or nobody yet")
    due_on = DayMonthYearField(label="By when", required=False)

    class Meta:
        model = Action
        fields = ("text", "owner", "owner_words", "due_on")
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners
        self.fields["text"].label = "What is to be done"
        self.fields["owner_words"].label = "Who else does it"
        self.order_fields(["text", "owner", "owner_words", "due_on"])

    def said(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ReasonForm(PortalForm):
    reason = forms.CharField(
        label="Why is it dropped?", max_length=200, help_text="Everybody who takes part can read it."
    )


def owners_of(programme: Programme, user: Any, *, now: date, kept: int | None = None) -> Any:
    """Who may own an action: those who take part today, and whoever owns it already (`kept`)."""
    parts = Membership.objects.visible_to(user).of_owner(programme)
    here = parts.participants().current(now)
    both = parts.filter(Q(pk__in=here.values("pk")) | Q(pk=kept))
    return both.select_related("person", "post__organisation").order_by("person__name", "pk")
