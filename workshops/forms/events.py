from datetime import time
from typing import Any

from django import forms

from diagnostics.forms.booking import ClockField
from programmes.forms.base import PortalForm, RecordForm
from workshops.models import Attendance, CoachingSet, Event, EventAim
from workshops.selectors.registers import RegisterLine
from workshops.services.registers import Mark

NOT_NOTED = "Not noted"


class MeetingTimeField(ClockField):
    """A time at any hour: people also dine together."""

    def clean(self, value: Any) -> time | None:
        return forms.TimeField.clean(self, value)


class EventForm(RecordForm):
    """A meeting of one of the four kinds. What belongs to another kind is not kept."""

    starts_at = MeetingTimeField(label="Begins at", required=False, help_text="For example 9:30.")
    ends_at = MeetingTimeField(label="Ends at", required=False)

    class Meta:
        model = Event
        fields = (
            "kind", "title", "starts_on", "ends_on", "starts_at", "ends_at", "setting", "place", "invited",
            "coaching_set", "sessions",
        )  # fmt: skip
        widgets = {
            "kind": forms.RadioSelect,
            "setting": forms.RadioSelect,
            "sessions": forms.TextInput(attrs={"class": "nhsuk-input--width-3", "inputmode": "numeric"}),
        }
        help_texts = {
            "coaching_set": "Only for group coaching.",
            "sessions": "Only for individual coaching: how many there were, or are planned. Who came, and what was "
            "said, stays with the coach.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programme = self.instance.programme
        self.fields["kind"].choices = Event.Kind.choices
        self.fields["setting"].required = False
        self.fields["coaching_set"].queryset = CoachingSet.objects.of_owner(programme).standing()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind != Event.Kind.GROUP_COACHING:
            cleaned["coaching_set"] = None
        if kind == Event.Kind.INDIVIDUAL_COACHING:
            self._only_counted(cleaned)
        else:
            cleaned["sessions"] = None
        cleaned["setting"] = cleaned.get("setting") or Event.Setting.IN_PERSON
        self._check_times(cleaned)
        return cleaned

    def _only_counted(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("sessions") is None and "sessions" not in self.errors:
            self.add_error("sessions", "Enter how many sessions there were, or are planned")
        if self.instance.pk and self.instance.attendances.exists():
            self.add_error("kind", "People are invited or on the register. Individual coaching is counted only.")
        cleaned |= {"starts_at": None, "ends_at": None, "invited": "", "place": ""}

    def _check_times(self, cleaned: dict[str, Any]) -> None:
        begins, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if begins and ends and not cleaned.get("ends_on") and ends <= begins:
            self.add_error("ends_at", "It ends before it begins. Correct one of the two times.")


class AimForm(RecordForm):
    class Meta:
        model = EventAim
        fields = ("text", "serves", "position")
        help_texts = {"serves": "The part of the programme that this aim takes further."}


class RegisterForm(PortalForm):
    """The register of a meeting: for each participant how they took part, and whether it was a first time."""

    def __init__(self, *args: Any, lines: list[RegisterLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"mode-{line.membership}"] = forms.ChoiceField(
                label=line.name,
                choices=[*(choice for choice in Attendance.Mode.choices if choice[0] != "invited"), ("", NOT_NOTED)],
                initial="" if line.mode == Attendance.Mode.INVITED else line.mode,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"since-{line.membership}"] = forms.CharField(
                label=f"{line.name}: first time in person since", initial=line.since, required=False, max_length=60
            )

    def rows(self) -> list[tuple[RegisterLine, Any, Any]]:
        return [(line, self[f"mode-{line.membership}"], self[f"since-{line.membership}"]) for line in self.lines]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for line in self.lines:
            since, mode = cleaned.get(f"since-{line.membership}"), cleaned.get(f"mode-{line.membership}")
            if since and mode != Attendance.Mode.IN_PERSON:
                wrong = f"{line.name}: only somebody who came in person can be there in person for the first time."
                self.add_error(f"since-{line.membership}", wrong)
        return cleaned

    def marks(self) -> list[Mark]:
        said = self.cleaned_data
        return [Mark(n, said[f"mode-{n}"], said[f"since-{n}"]) for n in (line.membership for line in self.lines)]
