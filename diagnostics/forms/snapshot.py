from datetime import date

from django import forms

from diagnostics.models import Agreement, Source
from diagnostics.services.releases import Choices, Draft
from hwe_portal.rendering.dates import DayMonthYearField
from programmes.access import FLOOR
from programmes.forms.base import PortalForm


class ChoicesForm(PortalForm):
    """What the facilitator sets for one picture: in the address of its preview, and posted with it to publish."""

    mark_optional = False

    source = forms.ChoiceField(
        label="Which questionnaire", choices=Source.choices, widget=forms.RadioSelect, required=False
    )
    at_least = forms.IntegerField(
        label="Smallest group that may stand out",
        min_value=FLOOR,
        max_value=99,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-2", "inputmode": "numeric"}),
    )
    room_on = DayMonthYearField(
        label="Show names in the room on",
        required=False,
        help_text="Only of those who agreed, on the projector, on that day. Leave it empty for no names.",
    )

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_room_on(self) -> date | None:
        day = self.cleaned_data["room_on"]
        if day and day < self.today:
            raise forms.ValidationError("Enter a day that is not past, or leave it empty")
        return day

    @property
    def choices(self) -> Choices:
        """What was set; by default where nothing, or something that cannot be, was."""
        return Choices(**self.cleaned_data) if self.is_bound and self.is_valid() else Choices()

    def suit(self, draft: Draft) -> None:
        """Show what the draft is made with, and ask for the questionnaire only where there are answers to both."""
        self.initial = {"source": draft.circle.source, "at_least": draft.floor}
        self.fields["at_least"].help_text = f"At least {draft.circle.floor}. Later pictures keep to it."
        if min(draft.circle.answered.values()) == 0:
            self.fields["source"].widget = forms.HiddenInput()


class AgreementForm(PortalForm):
    """Whether the next picture may move with somebody; nothing is chosen for them."""

    answer = forms.ChoiceField(
        label="May the next group picture include your change?",
        widget=forms.RadioSelect,
        choices=Agreement.Answer.choices,
        error_messages={"required": "Choose yes or no"},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].widget.option_hints = {
            Agreement.Answer.YES: "I know that colleagues who compare the pictures could work out my results.",
            Agreement.Answer.NO: "The picture waits until enough of us can change together.",
        }
