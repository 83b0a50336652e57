"""What is asked of the facilitator who enters signatures from paper, plans a review, and notes what came of it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from charters.models import Review
from hwe_portal.rendering.dates import DayMonthYearField
from programmes.dates import FactDateFormField
from programmes.forms.base import PortalForm
from workshops.models import Attendance, Event
from workshops.selectors.registers import RegisterLine

USUAL_DAYS = timedelta(days=10)
PAST = "That day is over. Choose today or a later one. A review that was held already can be noted from the reviews."
THERE = (Attendance.Mode.IN_PERSON, Attendance.Mode.ONLINE)
BEHAVIOURS, COMMITMENTS = "behaviours", "commitments"


class PaperForm(PortalForm):
    """Who signed the sheet of paper in a meeting: those on its register who were there, in the room ticked already."""

    people = forms.MultipleChoiceField(
        label="Who signed?",
        help_text="Those who were there in person are ticked. Take out who did not sign.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person"},
    )
    signed_on = FactDateFormField(label="When did they sign?")

    def __init__(self, *args: Any, event: Event, lines: Sequence[RegisterLine], **kwargs: Any) -> None:
        there = [line for line in lines if line.mode in THERE]
        in_room = [line.membership for line in there if line.mode == Attendance.Mode.IN_PERSON]
        kwargs["initial"] = {"people": in_room, "signed_on": event.starts_on}
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(line.membership, _called(line)) for line in there]


def _called(line: RegisterLine) -> str:
    return f"{line.name}, {line.post}" if line.post else line.name


class DueForm(PortalForm):
    """By when a review is to be held."""

    due_on = DayMonthYearField(label="When do you look at the charter again?", help_text="The day of the meeting.")

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(PAST)
        return day


class HoldForm(PortalForm):
    """When a review was held, and what came of it."""

    held_on = FactDateFormField(label="When was it held?")
    outcome = forms.CharField(
        label="What came of it?",
        help_text="What the group keeps, what it changes, and who does what next. Everybody in the programme reads it.",
        max_length=Review._meta.get_field("outcome").max_length,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class PulseForm(PortalForm):
    """Until when people may answer, and whether they are asked about each behaviour or each commitment."""

    about = forms.ChoiceField(label="What do we ask about?", widget=forms.RadioSelect)
    closes_on = DayMonthYearField(label="Last day to answer", help_text="Links work until midnight.")

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"about": choices[0][0], "closes_on": timezone.localdate() + USUAL_DAYS})
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = choices

    def clean_closes_on(self) -> date:
        day: date = self.cleaned_data["closes_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(PAST)
        return day
