"""What those who hold conversations write down about them, and what a leader answers; never a word of notes."""

from datetime import date
from typing import Any

from django import forms

from diagnostics.models import GuideQuestion, Interview
from hwe_portal.rendering.dates import DayMonthYearField
from programmes.forms.base import PortalForm, RecordForm
from programmes.models import Membership, Person

OPTION_HINTS = {
    Interview.Quotes.NONE: "What you said still counts towards themes that five or more people spoke of.",
    Interview.Quotes.FIRST: "You see the exact words here, and nothing goes out unless you say yes.",
    Interview.Quotes.UNATTRIBUTED: "A sentence may stand in a list of themes, with nothing that says it was you.",
}


class PastDayField(DayMonthYearField):
    """A day that is not after today; the form sets `today`."""

    today: date

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day and day > self.today:
            raise forms.ValidationError("Enter a day that is not in the future")
        return day


class DayForm(PortalForm):
    """The day on which something took place, or was said."""

    on = PastDayField(label="On which day?")

    def __init__(self, *args: Any, today: date, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].today = today
        self.fields["on"].label = label


class CancelForm(PortalForm):
    """Why a conversation is called off; the leader reads it."""

    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea,
        max_length=1000,
        required=False,
        help_text="It goes into the mail to them. Say nothing here that is for the notes.",
    )


class HeldElsewhereForm(PortalForm):
    """A conversation that was arranged outside the portal, and what the leader was told about its notes."""

    person = forms.ChoiceField(label="With which leader?", error_messages={"required": "Choose a leader"})
    held_on = PastDayField(label="When was it?")
    interviewer = forms.ChoiceField(label="Who took the notes?")
    readers = forms.MultipleChoiceField(
        label="Who else reads them?", widget=forms.CheckboxSelectMultiple, required=False
    )
    told_on = PastDayField(
        label="When did you tell them who takes the notes and who reads them?",
        help_text="If you have not told them yet, do that first. The notes open to nobody of whom they do not know.",
    )

    def __init__(
        self, *args: Any, leaders: list[Membership], holders: list[Membership], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people: dict[str, Person] = {str(part.person_id): part.person for part in (*leaders, *holders)}
        listed = [(part.person_id, part.shown_name) for part in holders]
        self.fields["person"].choices = [
            ("", "Choose a leader"), *((part.person_id, part.shown_name) for part in leaders)
        ]  # fmt: skip
        self.fields["interviewer"].choices = self.fields["readers"].choices = listed
        for name in ("held_on", "told_on"):
            self.fields[name].today = today

    def clean_person(self) -> Person:
        return self.people[self.cleaned_data["person"]]

    def clean_interviewer(self) -> Person:
        return self.people[self.cleaned_data["interviewer"]]

    def clean_readers(self) -> list[Person]:
        return [self.people[pk] for pk in self.cleaned_data["readers"]]


class ReaderForm(PortalForm):
    """Who else is to read the notes of one conversation, or takes them over."""

    READS, TAKES_OVER = "reads", "takes-over"

    person = forms.ChoiceField(label="Who?", error_messages={"required": "Choose somebody"})
    part = forms.ChoiceField(
        label="What for?",
        widget=forms.RadioSelect,
        choices=[(READS, "To read the notes too"), (TAKES_OVER, "To take the conversation and its notes over")],
        initial=READS,
        error_messages={"required": "Choose what for"},
    )

    def __init__(self, *args: Any, parts: list[Membership], may_hand_over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(part.person_id): part.person for part in parts}
        self.fields["person"].choices = [
            ("", "Choose somebody"), *((part.person_id, part.shown_name) for part in parts)
        ]  # fmt: skip
        if not may_hand_over:
            self.fields["part"].widget = forms.HiddenInput()
            self.fields["part"].choices = self.fields["part"].choices[:1]

    def clean_person(self) -> Person:
        return self.people[self.cleaned_data["person"]]


class ProgrammeReaderForm(PortalForm):
    """Who reads the notes of every conversation that is booked from now on, beside the interviewer."""

    person = forms.ChoiceField(label="Who reads the notes too?", error_messages={"required": "Choose somebody"})

    def __init__(self, *args: Any, parts: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(part.person_id): part.person for part in parts}
        self.fields["person"].choices = [
            ("", "Choose somebody"), *((part.person_id, part.shown_name) for part in parts)
        ]  # fmt: skip

    def clean_person(self) -> Person:
        return self.people[self.cleaned_data["person"]]


class QuotesForm(PortalForm):
    """Whether somebody may be quoted; nothing is chosen for them."""

    choice = forms.ChoiceField(
        label="May you be quoted?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you may be quoted"},
    )

    def __init__(self, *args: Any, went_out: bool = False, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["choice"]
        field.label = label or field.label
        field.choices = Interview.Quotes.choices[:1] if went_out else Interview.Quotes.choices
        field.widget.option_hints = OPTION_HINTS


class GuideQuestionForm(RecordForm):
    """A question of the guide."""

    class Meta:
        model = GuideQuestion
        fields = ("text", "hint")
