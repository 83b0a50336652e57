"""Offering times, and choosing one."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from diagnostics.models import Slot
from diagnostics.services.booking import spread
from hwe_portal.rendering.dates import DayMonthYearField
from programmes.forms.base import PortalForm, RecordForm
from programmes.models import Membership

EARLIEST, LATEST = time(7), time(21)
MOST_DAYS, MOST_TIMES = 92, 200
WEEKDAYS = (("0", "Monday"), ("1", "Tuesday"), ("2", "Wednesday"), ("3", "Thursday"), ("4", "Friday"))
WEEKEND = (("5", "Saturday"), ("6", "Sunday"))
GONE = "That time is no longer free: somebody else has booked it, or it was taken back. Please choose another."


CLOCK = re.compile(r"(\d{1,2})(?:[:. ]?(\d{2}))?\s*(am|pm)?", re.IGNORECASE | re.ASCII)


class ClockField(forms.TimeField):
    """A time of the day as people type it: 9, 9:30, 09.30, 0930, 2 pm."""

    default_error_messages = {"invalid": "Enter a time, for example 9:30", "required": "Enter a time, for example 9:30"}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "nhsuk-input--width-5", "inputmode": "text", "autocomplete": "off"})
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values:
            return None
        typed = CLOCK.fullmatch(str(value).strip())
        hour, minute, half = typed.groups() if typed else ("", "", "")
        later = 12 if half and half.lower() == "pm" and hour != "12" else 0
        try:
            return time(int(hour) + later, int(minute or 0))
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"]) from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def clean(self, value: Any) -> time | None:
        found = super().clean(value)
        if found and not EARLIEST <= found <= LATEST:
            raise forms.ValidationError("Enter a time from 7:00 to 21:00")
        return found


def _minutes(label: str, *, least: int, most: int, initial: int) -> forms.IntegerField:
    wrong = f"Enter a whole number of minutes from {least} to {most}"
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        initial=initial,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-3", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


class OfferForm(PortalForm):
    """A day or several, between two hours: as many times as fit. After `is_valid()`, `starts` are their beginnings."""

    interviewer = forms.ChoiceField(label="Who holds the conversations?")
    day = DayMonthYearField(label="Day")
    until = DayMonthYearField(label="Until", required=False, help_text="For several days in a row.")
    weekdays = forms.MultipleChoiceField(
        label="On which days of the week?",
        choices=[*WEEKDAYS, *WEEKEND],
        initial=[number for number, _ in WEEKDAYS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Only where you offer several days.",
    )
    begins = ClockField(label="From", initial=time(9))
    ends = ClockField(label="To", initial=time(12, 30))
    minutes = _minutes("Length, in minutes", least=10, most=240, initial=45)
    gap = _minutes("Gap between two, in minutes", least=0, most=240, initial=15)
    place = forms.CharField(
        label="Where",
        max_length=200,
        required=False,
        help_text="A room, a phone number or a meeting link. You can change it later.",
    )

    def __init__(self, *args: Any, holders: list[Membership], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.starts: list[datetime] = []
        self.holders = {str(part.person_id): part.person for part in holders}
        self.fields["interviewer"].choices = [(part.person_id, part.shown_name) for part in holders]
        if len(holders) == 1:
            self.fields["interviewer"].widget = forms.HiddenInput()
            self.fields["interviewer"].initial = holders[0].person_id

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            self.starts = self._starts(cleaned)
            self._check(cleaned)
        return cleaned

    def clean_interviewer(self) -> Any:
        return self.holders[self.cleaned_data["interviewer"]]

    def _starts(self, cleaned: dict[str, Any]) -> list[datetime]:
        length, gap = timedelta(minutes=cleaned["minutes"]), timedelta(minutes=cleaned["gap"])
        days = self._days(cleaned["day"], cleaned["until"], cleaned["weekdays"])
        return spread(days, begins=cleaned["begins"], ends=cleaned["ends"], length=length, gap=gap)

    def _days(self, first: date, last: date | None, weekdays: list[str]) -> list[date]:
        if last is None:
            return [first]
        span = min((last - first).days, MOST_DAYS)
        return [day for n in range(span + 1) if str((day := first + timedelta(days=n)).weekday()) in weekdays]

    def _check(self, cleaned: dict[str, Any]) -> None:
        first, last = cleaned["day"], cleaned["until"]
        if last and last < first:
            self.add_error("until", "Enter a day that is not before the first")
        elif last and (last - first).days > MOST_DAYS:
            self.add_error("until", "Offer at most three months at once")
        elif cleaned["ends"] <= cleaned["begins"]:
            self.add_error("ends", "Enter a time that is later than the first")
        elif last and not self.starts and not cleaned["weekdays"]:
            self.add_error("weekdays", "Choose at least one day of the week")
        elif not self.starts:
            self.add_error("ends", "No conversation of this length fits between these times")
        elif self.starts[0] <= self.at:
            self.add_error("day", "Enter times that are still to come")
        elif len(self.starts) > MOST_TIMES:
            self.add_error("until", f"That makes {len(self.starts)} times. Offer at most {MOST_TIMES} at once")


class PlaceForm(RecordForm):
    """Where a time is."""

    class Meta:
        model = Slot
        fields = ("place",)


class TimesForm(PortalForm):
    """One of the times that are free now; the page groups them by day.

    `told` are the readers whom the page named; `moves` is the conversation that is moved, empty for a first booking.
    """

    slot = forms.ChoiceField(
        label="Which time suits you?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a time", "invalid_choice": GONE},
    )
    told = forms.CharField(widget=forms.HiddenInput, required=False)
    moves = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, slots: dict[str, Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = slots
        self.fields["slot"].choices = [(pk, timezone.localtime(slot.starts_at)) for pk, slot in slots.items()]

    def clean_slot(self) -> Slot:
        return self.slots[self.cleaned_data["slot"]]

    def clean_told(self) -> frozenset[int]:
        return frozenset(int(pk) for pk in re.findall(r"(?<![^,])[0-9]{1,18}(?![^,])", self.cleaned_data["told"]))
