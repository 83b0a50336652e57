from typing import Any

from django import forms

from programmes.forms.base import PortalForm, RecordForm
from workshops.models import Attendance, Event, EventAim
from workshops.selectors.registers import RegisterLine
from workshops.services.events import Mark


class EventForm(RecordForm):
    class Meta:
        model = Event
        fields = ("kind", "title", "starts_on", "ends_on", "setting", "place", "invited")


class AimForm(RecordForm):
    class Meta:
        model = EventAim
        fields = ("text", "serves", "position")


class RegisterForm(PortalForm):
    """The register of a meeting: for each participant how they took part, and whether it was a first time."""

    def __init__(self, *args: Any, lines: list[RegisterLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"mode-{line.membership}"] = forms.ChoiceField(
                label=line.name,
                choices=[("", "Not invited"), *Attendance.Mode.choices],
                initial=line.mode,
                required=False,
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
