from datetime import date

from django import forms

from diagnostics.models import Agreement, Source
from diagnostics.services.releases import Choices
from hwe_portal.rendering.dates import DayMonthYearField
from programmes.forms.base import PortalForm


class ChoicesForm(PortalForm):
    """What the facilitator sets for one picture; typed into the address of the preview, posted with it to publish."""

    mark_optional = False

    source = forms.ChoiceField(label="Which questionnaire", choices=Source.choices, widget=forms.RadioSelect)
    at_least = forms.IntegerField(
        label="Smallest group that may stand out",
        max_value=99,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-2", "inputmode": "numeric"}),
    )
    room_on = DayMonthYearField(
        label="Show names in the room on",
        required=False,
        help_text="Only of those who agreed, on the projector, on that day. Leave it empty for no names.",
    )

    def __init__(self, *args, floor: int, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        least = self.fields["at_least"]
        least.min_value = floor
        least.help_text = f"{floor} people or more. An earlier picture's number stays the least for later ones."
        least.validators.append(forms.fields.validators.MinValueValidator(floor, f"Enter {floor} or more"))

    def clean_room_on(self) -> date | None:
        day = self.cleaned_data["room_on"]
        if day and day < self.today:
            raise forms.ValidationError("Enter a day that is not past, or leave it empty")
        return day

    @property
    def choices(self) -> Choices:
        return Choices(**self.cleaned_data)


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
