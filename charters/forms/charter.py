"""Writing the charter itself: its sections, its commitments, and adopting it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from charters.forms.words import answers_field, behaviours_field, fill_answers, read_behaviours
from charters.models import CharterVersion, Commitment, Section
from charters.selectors.grounds import Offered
from programmes.dates import FactDate, FactDateFormField
from programmes.forms.base import PortalForm, RecordForm

TO_COME = "That is still to come. Record a version once the group has adopted it."


class CommitmentForm(RecordForm):
    """A commitment with its behaviours; `revision` is the one that was on the page when it was opened."""

    behaviours = behaviours_field()
    answers = answers_field()
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Commitment
        fields = ("section", "text", "position")
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, offered: Iterable[Offered] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(("section", "text", "behaviours", "answers", "position", "revision"))
        self.fields["section"].queryset = self.instance.charter.sections.standing()
        self.fields["position"].required = False
        self._offered = fill_answers(self.fields, offered)

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())

    def clean_behaviours(self) -> str:
        return read_behaviours(self.cleaned_data["behaviours"])

    def grounds(self) -> list[tuple[str, str]]:
        return [(key, self._offered[key]) for key in self.cleaned_data["answers"]]


class SectionForm(RecordForm):
    class Meta:
        model = Section
        fields = ("title", "introduction")


class AdoptForm(PortalForm):
    adopted_on = FactDateFormField(label="When the group adopted it")

    def __init__(self, *args: Any, newest: CharterVersion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._newest = newest

    def clean_adopted_on(self) -> FactDate:
        when: FactDate = self.cleaned_data["adopted_on"]
        if when.day > timezone.localdate():
            raise forms.ValidationError(TO_COME)
        if self._newest and when.last_day < self._newest.adopted_on.day:
            raise forms.ValidationError(
                f"Version {self._newest.number} was adopted {self._newest.adopted_on}, after that."
            )
        return when
