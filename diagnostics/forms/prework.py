from django import forms

from diagnostics.models import PreWorkStep, Source
from hwe_portal.rendering.dates import DayMonthYearField
from programmes.forms.base import PortalForm, RecordForm
from programmes.models import Programme


class StepForm(RecordForm):
    """What the programme asks of every participant, by when, and when they see their result."""

    due_on = DayMonthYearField(label="Ask for it by", required=False)
    debrief = forms.ChoiceField(
        label="When does a leader see their own profile?", widget=forms.RadioSelect, choices=Programme.Debrief.choices
    )

    class Meta:
        model = PreWorkStep
        fields = ("source", "due_on")
        widgets = {"source": forms.RadioSelect}

    def _get_validation_exclusions(self) -> set[str]:
        """Check that the programme asks for it once, although the form does not ask for the kind."""
        return super()._get_validation_exclusions() - {"kind", "withdrawn_at"}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        source = self.fields["source"]
        source.label, source.choices = "Which questionnaire do they answer?", Source.choices
        source.widget.option_hints = {
            Source.OWN: "They answer thirty questions here. You can still record licensed results of some of them.",
            Source.LICENSED: "They answer elsewhere, and you record their results here. The portal asks them nothing.",
        }
        self.fields["debrief"].initial = self.instance.programme.debrief
        self.fields["debrief"].widget.option_hints = {
            Programme.Debrief.RELEASED: "Profiles that are already finished stay closed until you release them.",
        }


class ReleaseForm(PortalForm):
    """Whose profiles are opened; the choices are those that are finished and closed."""

    profile = forms.MultipleChoiceField(
        label="Whose profile do you open?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person"},
    )

    def __init__(self, *args, people: dict[int, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile"].choices = list(people.items())
