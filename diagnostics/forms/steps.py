"""What a programme asks before the workshops: the kind is chosen first, then a form with the fields that it has."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator, URLValidator

from diagnostics.forms.licensed import PdfField
from diagnostics.models import PreWorkStep, Source, Survey
from hwe_portal.rendering.dates import DayMonthYearField
from programmes.forms.base import PortalForm, RecordForm
from programmes.models import Programme

Kind = PreWorkStep.Kind
# A whole PDF says where it ends, in its last bytes.
END = b"%%EOF"
LAST_BYTES = 2048
# The reason stands on the task list: so many characters, a few lines.
MOST_CHARACTERS = 600
KIND_HINTS = {
    Kind.CONFLICT_PROFILE: "Thirty questions here, or results of a licensed questionnaire. The group picture is made"
    " from it.",
    Kind.CONVERSATION: "Leaders book a time with whoever holds it. Its notes are confidential.",
    Kind.SURVEY: "One of your surveys here, or an anonymous one somewhere else. This list never learns who answered.",
    Kind.READING: "A link or a PDF. Leaders mark it as read.",
}


class KindForm(PortalForm):
    """What to ask for. What can be asked once only, and is asked already, is not offered."""

    label_is_heading = True

    kind = forms.ChoiceField(
        label="What do you want to ask for?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what to ask for"},
    )

    def __init__(self, *args, programme: Programme, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        asked = set(programme.steps.standing().filter(kind__in=PreWorkStep.ONCE).values_list("kind", flat=True))
        self.fields["kind"].choices = [(value, label) for value, label in Kind.choices if value not in asked]
        self.fields["kind"].widget.option_hints = KIND_HINTS


class StepForm(RecordForm):
    """What every step has: the words that leaders see, the reason, how long it takes, from when and by when."""

    minutes = forms.IntegerField(
        label="How long does it take, in minutes?",
        required=False,
        min_value=1,
        max_value=600,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-3", "inputmode": "numeric"}),
    )
    opens_on = DayMonthYearField(
        label="Ask for it from", required=False, help_text="Leave it empty to ask at once. Leaders see it from then on."
    )
    due_on = DayMonthYearField(label="Ask for it by", required=False)

    class Meta:
        model = PreWorkStep
        fields = ("title", "reason", "minutes", "opens_on", "due_on")
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label = "What do leaders see on their list?"
        self.fields["reason"].label = "Why do you ask?"
        self.fields["reason"].validators.append(MaxLengthValidator(MOST_CHARACTERS))

    def _get_validation_exclusions(self) -> set[str]:
        """Check that the programme asks for it once, although the form does not ask for the kind."""
        return super()._get_validation_exclusions() - {"kind", "withdrawn_at"}


class ProfileStepForm(StepForm):
    """Also which questionnaire, and when leaders see their own profile."""

    debrief = forms.ChoiceField(
        label="When does a leader see their own profile?", widget=forms.RadioSelect, choices=Programme.Debrief.choices
    )

    class Meta(StepForm.Meta):
        fields = ("source", *StepForm.Meta.fields)
        widgets = {"source": forms.RadioSelect, **StepForm.Meta.widgets}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        source = self.fields["source"]
        source.label, source.choices = "Which questionnaire do they answer?", Source.choices
        source.widget.option_hints = {
            Source.OWN: "They answer thirty questions here. You can still record licensed results of some of them.",
            Source.LICENSED: "They answer elsewhere, and you record their results here. The portal asks them nothing.",
        }
        self.fields["title"].help_text = "Leave it empty for our own words."
        self.fields["debrief"].initial = self.instance.programme.debrief
        self.fields["debrief"].widget.option_hints = {
            Programme.Debrief.RELEASED: "Profiles that are already finished stay closed until you release them.",
        }


class ConversationStepForm(StepForm):
    """A conversation has what every step has; its times are offered on pages of their own."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = "Leave it empty for “A one-to-one conversation”."


class _TitledStepForm(StepForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = True


def _web_address(label: str, *, required: bool) -> forms.URLField:
    """A field for a web address that leaders open: http or https, nothing else."""
    field = forms.URLField(
        label=label,
        required=required,
        assume_scheme="https",
        error_messages={"invalid": "Enter a web address, like https://example.org/survey"},
    )
    field.validators = [URLValidator(schemes=["http", "https"], message=field.error_messages["invalid"])]
    return field


class SurveyStepForm(_TitledStepForm):
    """Which survey: one of the programme's own, or one behind a link."""

    link = _web_address("Link to the survey", required=True)

    class Meta(StepForm.Meta):
        fields = (*StepForm.Meta.fields, "survey", "link")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        ours = Survey.objects.standing().of_owner(self.instance.programme)
        if not ours.exists():
            del self.fields["survey"]
            return
        survey, link = self.fields["survey"], self.fields["link"]
        survey.help_text = "Leaders on its list get a link of their own by email when a round opens."
        survey.label, survey.queryset, survey.empty_label = "Which survey?", ours, "One somewhere else"
        link.label, link.required = "Link to the survey, if it is somewhere else", False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        survey, link = cleaned.get("survey"), cleaned.get("link")
        if survey and link:
            self.add_error("link", "Choose one of your surveys, or enter a link. Not both")
        elif not survey and not link and not self.errors:
            self.add_error("link", "Choose one of your surveys, or enter a link")
        return cleaned


class WholePdfField(PdfField):
    """A PDF that has arrived whole."""

    def clean(self, data: UploadedFile | None, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and file != initial:
            file.seek(max(0, file.size - LAST_BYTES))
            if END not in file.read():
                raise forms.ValidationError("The PDF is not whole. Save it again, and upload it once more.")
            file.seek(0)
        return file


class ReadingStepForm(_TitledStepForm):
    """A link, a PDF, or both."""

    link = _web_address("Link", required=False)
    file = WholePdfField(
        label="PDF",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        help_text="Smaller than 10 MB. Only people of this programme can open it.",
    )
    remove_file = forms.BooleanField(label="Take the PDF away", required=False)

    class Meta(StepForm.Meta):
        fields = (*StepForm.Meta.fields, "link", "file")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.file:
            del self.fields["remove_file"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        new = cleaned.get("file") if "file" in self.changed_data else None
        if cleaned.get("remove_file") and not new:
            cleaned["file"] = False  # how Django's model forms are told to leave a file field empty
        if not self.errors and not cleaned.get("link") and not cleaned.get("file"):
            self.add_error("link", "Enter a link, or upload a PDF")
        return cleaned


FORMS: dict[str, type[StepForm]] = {
    Kind.CONFLICT_PROFILE: ProfileStepForm,
    Kind.CONVERSATION: ConversationStepForm,
    Kind.SURVEY: SurveyStepForm,
    Kind.READING: ReadingStepForm,
}


class OwnStepForm(PortalForm):
    """One person's own date for a step, or none; and whether they are asked at all."""

    asked = forms.ChoiceField(
        label="Do you ask them for it?",
        widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("no", "No, leave them out")],
    )
    due_on = DayMonthYearField(label="A date of their own", required=False)

    def __init__(self, *args, common: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].help_text = f"Leave it empty for everybody’s date: {common}."
