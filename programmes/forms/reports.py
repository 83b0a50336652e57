from collections.abc import Callable
from typing import Any

from django import forms

from programmes.forms.base import PortalForm, RecordForm
from programmes.models import Passage

HOW_TO_WRITE = (
    "Leave an empty line between paragraphs. Write a field in braces where the words or figures of a record belong."
)


class PassageForm(RecordForm):
    """A passage; `unknown_fields` says which names in braces mean nothing."""

    class Meta:
        model = Passage
        fields = ("text", "is_view")
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, unknown_fields: Callable[[str], list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unknown_fields = unknown_fields
        self.fields["text"].help_text = HOW_TO_WRITE

    def clean_text(self) -> str:
        wrong = self.unknown_fields(self.cleaned_data["text"])
        if wrong:
            named = ", ".join(f"{{{key}}}" for key in wrong)
            raise forms.ValidationError(f"There is no field {named}. Choose one from the list below.")
        return self.cleaned_data["text"]


class IssueForm(PortalForm):
    title = forms.CharField(label="Title", max_length=200, help_text="Its message, as you would say it to somebody.")
    to_sponsors = forms.BooleanField(
        label="Issue it to the sponsors of the programme too",
        required=False,
        help_text="They find it on their list and can download it.",
    )
