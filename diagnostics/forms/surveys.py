"""Building a survey: where it starts from, its own words, its sections."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet

from diagnostics.models import Section, Survey
from diagnostics.surveys import blueprint, files, words
from diagnostics.surveys.answering import clean as tidy
from diagnostics.surveys.blueprint import Blueprint
from programmes.forms.base import PortalForm, RecordForm

FRAMEWORK, COPY, FILE, EMPTY = "framework", "copy", "file", "empty"
STARTS = {
    "organisational_health": (
        "Organisational health",
        "Twenty statements about leading together, in four areas: how much each matters, how true it is now. Then two "
        "questions in people’s own words.",
    ),
    "opinion_of_the_system": (
        "Opinion of the system",
        "Sixteen questions about benefits, what the system should do, how it decides, and what stands in the way.",
    ),
    FRAMEWORK: ("Your programme’s framework", "A section for each area, a pair of questions for each of its points."),
    COPY: ("Another survey", "A copy of a survey of this programme, or of another one that you run."),
    FILE: ("A file", "A survey that was saved as a file."),
    EMPTY: ("An empty survey", "You write every question yourself."),
}


class TidyForm(PortalForm):
    """Whose texts come without what steers a screen, and lines on one line."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, str) and isinstance(self.fields[name], forms.CharField):
                self._tidy(name, value)
        return self.cleaned_data

    def _tidy(self, name: str, value: str) -> None:
        field, text = self.fields[name], tidy(value)
        if not isinstance(field.widget, forms.Textarea):
            text = " ".join(text.split())
        self.cleaned_data[name] = text
        if field.required and not text:
            self.add_error(name, forms.ValidationError(field.error_messages["required"], code="required"))


def paragraphs(field: forms.Field, rows: int) -> None:
    """Let a text have several lines, and an end."""
    field.widget = forms.Textarea(attrs={"rows": rows})
    field.validators.append(MaxLengthValidator(blueprint.PARAGRAPHS))


class StartForm(PortalForm):
    """What a new survey starts from."""

    label_is_heading = True

    start = forms.ChoiceField(
        label="What does the survey start from?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it starts from"},
    )

    def __init__(self, *args: Any, offered: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        starts = {name: STARTS[name] for name in offered}
        self.fields["start"].choices = [(name, label) for name, (label, _) in starts.items()]
        self.fields["start"].widget.option_hints = {name: hint for name, (_, hint) in starts.items()}


class SurveyForm(TidyForm, RecordForm):
    """The words around the questions, and how answers are held; nothing of it changes once people were asked."""

    class Meta:
        model = Survey
        fields = ("title", "introduction", "thanks", "kind")
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paragraphs(self.fields["introduction"], 8)
        paragraphs(self.fields["thanks"], 4)
        kind = self.fields["kind"]
        kind.label = "How are answers held?"
        said = {value: label.partition(": ") for value, label in Survey.Kind.choices}
        kind.choices = [(value, name) for value, (name, _, _) in said.items()]
        kind.widget.option_hints = {
            value: f"{meaning[0].upper()}{meaning[1:]}. {words.PROMISES[value].means}"
            for value, (_, _, meaning) in said.items()
        }


class MailTextsForm(TidyForm, RecordForm):
    """The words of the mail that invites and of the one that reminds."""

    class Meta:
        model = Survey
        fields = ("mail_subject", "mail_body", "reminder_subject", "reminder_body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = (
            "Subject of the invitation",
            "Text of the invitation",
            "Subject of the reminder",
            "Text of the reminder",
        )
        for (name, field), label in zip(self.fields.items(), labels, strict=True):
            field.required, field.label = True, label
            if name.endswith("body"):
                paragraphs(field, 14)

    def clean_mail_subject(self) -> str:
        return _without_slip(self.cleaned_data["mail_subject"], words.slip_in_subject)

    def clean_reminder_subject(self) -> str:
        return _without_slip(self.cleaned_data["reminder_subject"], words.slip_in_subject)

    def clean_mail_body(self) -> str:
        return _without_slip(self.cleaned_data["mail_body"], words.slip_in_text)

    def clean_reminder_body(self) -> str:
        return _without_slip(self.cleaned_data["reminder_body"], words.slip_in_text)


def _without_slip(text: str, slip_in: Any) -> str:
    if slip := slip_in(text):
        raise forms.ValidationError(slip)
    return text


class CopyForm(PortalForm):
    """Which survey to copy, of those that the user runs."""

    survey = forms.ModelChoiceField(
        label="Which survey?", queryset=Survey.objects.none(), empty_label="Choose a survey",
        error_messages={"required": "Choose a survey", "invalid_choice": "Choose one of your surveys"},
    )  # fmt: skip

    def __init__(self, *args: Any, surveys: QuerySet[Survey], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["survey"].queryset = surveys
        self.fields["survey"].label_from_instance = lambda each: f"{each.title} ({each.programme})"


class FileForm(PortalForm):
    """A survey that was saved as a file; `plan` holds what was read of it."""

    plan: Blueprint

    file = forms.FileField(
        label="File of a survey",
        help_text="A file that ends in .json, as “Save as a file” gives it. At most 500 kB.",
        error_messages={"required": "Choose the file of a survey", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.plan = files.read(file.read(files.MOST_BYTES + 1))
        except files.Unreadable as refused:
            raise forms.ValidationError(str(refused)) from None
        return file


class SectionForm(TidyForm, RecordForm):
    class Meta:
        model = Section
        fields = ("title", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paragraphs(self.fields["text"], 4)
