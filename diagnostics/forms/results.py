from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from diagnostics.models import Sharing
from diagnostics.selectors.results import Counted
from hwe_portal.rendering.dates import DayMonthYearField
from programmes.forms.base import PortalForm, RecordForm


class DivisionForm(PortalForm):
    """How the answers of a round are counted; offered is what its sizes allow."""

    parts = forms.ChoiceField(
        label="How are the answers counted?",
        widget=forms.RadioSelect,
        help_text="Choose with care: it is one or the other, for good.",
    )

    def __init__(self, *args: Any, counted: Counted, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        divisions = counted.divisions.values()
        self.fields["parts"].choices = [(each.key, each.label) for each in divisions]
        self.fields["parts"].widget.option_hints = {
            each.key: ", ".join(f"{part.name} {part.answered}" for part in each.parts)
            for each in divisions
            if each.by_sector
        }


class SharingForm(RecordForm):
    """The group's decision that its sponsors may read a result: after it has read the result itself."""

    decided_on = DayMonthYearField(label="When did the group decide?")

    class Meta:
        model = Sharing
        fields = ("decided_on", "how")
        labels = {"how": "How was it decided?"}
        error_messages = {"how": {"required": "Write how it was decided"}}

    def clean_decided_on(self) -> date:
        day = self.cleaned_data["decided_on"]
        published = timezone.localdate(self.instance.release.published_at)
        if day < published:
            read = date_format(published, "j F Y")
            raise forms.ValidationError(f"The group could read it from {read} on. Enter that day or a later one")
        if day > timezone.localdate():
            raise forms.ValidationError("Enter a day that is not in the future")
        return day
