from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType
from typing import Any

from django import forms

from diagnostics.forms.booking import ClockField
from programmes.forms.base import PortalForm, RecordForm
from workshops.models import Attendance, CoachingSet, Event, EventAim
from workshops.selectors.events import may_be_counted
from workshops.selectors.registers import RegisterLine
from workshops.services.registers import Mark

NOT_NOTED = "Not noted"
HOW_MANY = "Enter how many sessions there were, or are planned"
NOT_BARE = "Individual coaching is only counted. People are invited to this meeting, or something was made in it."


class MeetingTimeField(ClockField):
    """A time at any hour: people also dine together."""

    def clean(self, value: Any) -> time | None:
        return forms.TimeField.clean(self, value)


@dataclass(frozen=True)
class KindOfMeeting:
    """A kind as one chooses it: what is added, what it is, and how a title may read; with the fields that it has."""

    kind: str
    name: str
    about: str
    example: str
    fields: tuple[str, ...]
    article: str = "a "

    @property
    def with_article(self) -> str:
        return f"{self.article}{self.name}"

    @property
    def heading(self) -> str:
        return f"Plan {self.with_article}"


OF_A_MEETING = ("starts_at", "ends_at", "setting", "place", "invited")
KINDS = {
    each.kind: each
    for each in (
        KindOfMeeting(
            Event.Kind.WORKSHOP,
            "workshop",
            "For everybody or for role groups, with an agenda, a live room, and what came of it.",
            "First workshop",
            OF_A_MEETING,
        ),
        KindOfMeeting(
            Event.Kind.GROUP_COACHING,
            "group coaching session",
            "Five to eight leaders with their coach.",
            "Set A, second session",
            ("coaching_set", *OF_A_MEETING),
        ),
        KindOfMeeting(
            Event.Kind.INDIVIDUAL_COACHING,
            "individual coaching",
            "Only how many sessions there were is kept. Who came, and what was said, stays with the coach.",
            "Coaching for chief executives",
            ("sessions",),
            article="",
        ),
        KindOfMeeting(
            Event.Kind.INFORMAL,
            "informal time",
            "Supper, a walk, an hour without an agenda.",
            "Supper before the second workshop",
            OF_A_MEETING,
            article="",
        ),
    )
}


class EventForm(RecordForm):
    """A meeting of its instance's kind, with the fields of that kind. What belongs to another kind is emptied."""

    starts_at = MeetingTimeField(label="Begins at", required=False, help_text="For example 9:30.")
    ends_at = MeetingTimeField(label="Ends at", required=False)

    class Meta:
        model = Event
        fields = (
            "title", "coaching_set", "starts_on", "ends_on", "starts_at", "ends_at", "setting", "place", "invited",
            "sessions",
        )  # fmt: skip
        widgets = {
            "setting": forms.RadioSelect,
            "sessions": forms.TextInput(attrs={"class": "nhsuk-input--width-3", "inputmode": "numeric"}),
        }
        help_texts = {
            "coaching_set": "Its leaders are offered first when you invite people.",
            "sessions": "How many there were, or are planned. Who came, and what was said, stays with the coach.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = KINDS[self.instance.kind]
        self.fields["title"].help_text = f"For example {kind.example}."
        self.fields["setting"].required = False
        # A set that was withdrawn keeps the sessions that it had.
        of_programme = CoachingSet.objects.of_owner(self.instance.programme)
        of_now = of_programme.standing() | of_programme.filter(pk=self.instance.coaching_set_id)
        self.fields["coaching_set"].queryset = of_now
        self.fields["sessions"].required = True
        self.fields["sessions"].error_messages["required"] = HOW_MANY
        self.elsewhere = [name for each in KINDS.values() for name in each.fields if name not in kind.fields]
        for name in self.elsewhere:
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.is_counted and self.instance.pk and not may_be_counted(self.instance):
            self.add_error(None, NOT_BARE)
        if "setting" in self.fields:
            cleaned["setting"] = cleaned.get("setting") or Event.Setting.IN_PERSON
        if cleaned.get("ends_on") == cleaned.get("starts_on"):
            cleaned["ends_on"] = None
        self._check_times(cleaned)
        for name in self.elsewhere:
            setattr(self.instance, name, Event._meta.get_field(name).get_default())
        return cleaned

    def _check_times(self, cleaned: dict[str, Any]) -> None:
        begins, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if begins and ends and not cleaned.get("ends_on") and ends <= begins:
            self.add_error("ends_at", "It ends before it begins. Correct one of the two times.")


class AimForm(RecordForm):
    class Meta:
        model = EventAim
        fields = ("text", "serves", "position")
        help_texts = {"serves": "The part of the programme that this aim takes further."}


@dataclass(frozen=True)
class RegisterRow:
    """A line of the register with its fields; `meanwhile` is what somebody else noted there, if they did."""

    line: RegisterLine
    mode: forms.BoundField
    since: forms.BoundField
    was: forms.BoundField
    meanwhile: str


class RegisterForm(PortalForm):
    """The register of a meeting: for each participant how they took part, and whether it was a first time.

    Each line brings along how it stood when the page was made. `chosen` are marks that were not kept, because somebody
    else had changed their lines: what was chosen stands there again, beside what the line says now.
    """

    def __init__(
        self, *args: Any, lines: list[RegisterLine], chosen: Mapping[int, Mark] = MappingProxyType({}), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.chosen = lines, chosen
        for line in lines:
            mode, since = chosen[line.membership].said if line.membership in chosen else (line.noted, line.since)
            self.fields[f"was-{line.membership}"] = forms.CharField(
                initial=line.stands, required=False, widget=forms.HiddenInput
            )
            self.fields[f"mode-{line.membership}"] = forms.ChoiceField(
                label=line.name,
                choices=[*(choice for choice in Attendance.Mode.choices if choice[0] != "invited"), ("", NOT_NOTED)],
                initial=mode,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"since-{line.membership}"] = forms.CharField(
                label=f"{line.name}: first time in person since", initial=since, required=False, max_length=60
            )

    def rows(self) -> list[RegisterRow]:
        return [self._row(line, line.membership) for line in self.lines]

    def _row(self, line: RegisterLine, number: int) -> RegisterRow:
        meanwhile = line.in_words if number in self.chosen else ""
        return RegisterRow(line, self[f"mode-{number}"], self[f"since-{number}"], self[f"was-{number}"], meanwhile)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for line in self.lines:
            since, mode = cleaned.get(f"since-{line.membership}"), cleaned.get(f"mode-{line.membership}")
            if since and mode != Attendance.Mode.IN_PERSON:
                wrong = f"{line.name}: only somebody who came in person can be there in person for the first time."
                self.add_error(f"since-{line.membership}", wrong)
        return cleaned

    def marks(self) -> list[Mark]:
        return [self._mark(line.membership) for line in self.lines]

    def _mark(self, number: int) -> Mark:
        said = self.cleaned_data
        mode, bar, since = said[f"was-{number}"].partition("|")
        return Mark(number, said[f"mode-{number}"], said[f"since-{number}"], (mode, since) if bar else None)
