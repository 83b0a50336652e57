"""What is asked of whoever opens a round, answers in it, or answers a "not yet"."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from charters.agreeing import usual_quorum
from charters.models import Proposal, Round, Stance
from charters.services.paper_rounds import Agreed
from diagnostics import naming
from diagnostics.forms.booking import ClockField
from diagnostics.naming import Roster
from hwe_portal.rendering.dates import DayMonthYearField
from programmes.forms.base import PortalForm
from workshops.models import Event

MOST_LETTERS = Stance._meta.get_field("reason").max_length
USUAL_DAYS, USUAL_HOUR = timedelta(days=7), time(17)
SAY_WHY = "Say why not yet: it is what can be answered."
NAMED = "This stays for everybody to read, and “{named}” tells whose reason it was. Say it without."
GONE = "They are not noted as in the room any more. Write an answer instead: they say whether it answers them."
NEITHER = "Choose where you stand."
IN_ROOM = {Stance.Choice.AGREE: "in_room_agree", Stance.Choice.LIVE: "in_room_live"}


class OpenForm(PortalForm):
    """Which proposals, until when, how many must answer, and whether the round is run live in a meeting."""

    proposals = forms.MultipleChoiceField(
        label="Which proposals?",
        help_text="Their words are fixed while the round is open.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one proposal"},
    )
    day = DayMonthYearField(label="Open until")
    hour = ClockField(label="At", help_text="London time, for example 17:00.")
    quorum = forms.IntegerField(
        label="How many must answer?",
        min_value=1,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-3", "inputmode": "numeric"}),
    )
    event = forms.ModelChoiceField(
        label="Run live in a meeting",
        help_text="The phones in its room can then be led to the round.",
        queryset=Event.objects.none(),
        required=False,
        empty_label="No: people answer in their own time",
    )

    def __init__(self, *args: Any, ready: Sequence[Proposal], asked: int, meetings: Any, **kwargs: Any) -> None:
        usual = usual_quorum(asked)
        kwargs["initial"] = {
            "proposals": [each.pk for each in ready],
            "day": timezone.localdate() + USUAL_DAYS,
            "hour": USUAL_HOUR,
            "quorum": usual,
        }
        super().__init__(*args, **kwargs)
        self.ready = {each.pk: each for each in ready}
        self.fields["proposals"].choices = [(each.pk, f"{each.get_kind_display()}: {each}") for each in ready]
        self.fields["quorum"].max_value = asked
        self.fields["quorum"].help_text = f"Of {asked} leaders who take part now. Two thirds are {usual}."
        self.fields["event"].queryset = meetings

    def clean_quorum(self) -> int:
        number, asked = self.cleaned_data["quorum"], self.fields["quorum"].max_value
        if number > asked:
            raise forms.ValidationError(f"Enter a number from 1 to {asked}")
        return number

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "day" in given and "hour" in given:
            given["closes_at"] = datetime.combine(given["day"], given["hour"], tzinfo=timezone.get_default_timezone())
            if given["closes_at"] <= timezone.now():
                self.add_error("day", "Choose a moment that is still to come")
        return given

    def chosen(self) -> list[Proposal]:
        """The proposals that were chosen, in the order of the charter."""
        picked = set(self.cleaned_data["proposals"])
        return [each for key, each in self.ready.items() if str(key) in picked]


class ExtendForm(PortalForm):
    """Until when a round that is open stays open instead."""

    day = DayMonthYearField(label="Open until")
    hour = ClockField(label="At", help_text="London time, for example 17:00.")

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        now = timezone.localtime(round.closes_at)
        kwargs["initial"] = {"day": now.date() + USUAL_DAYS, "hour": now.time()}
        super().__init__(*args, **kwargs)
        self.round = round

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "day" in given and "hour" in given:
            given["closes_at"] = datetime.combine(given["day"], given["hour"], tzinfo=timezone.get_default_timezone())
            if given["closes_at"] <= self.round.closes_at:
                self.add_error("day", "Choose a later moment: it is open until then anyway")
        return given


class RoomForm(PortalForm):
    """The meeting in which a round is run live."""

    event = forms.ModelChoiceField(label="Meeting", queryset=Event.objects.none())

    def __init__(self, *args: Any, meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].queryset = meetings


class StanceForm(PortalForm):
    """Where somebody stands. Of an answered "not yet", the two others say that the answer will do."""

    choice = forms.ChoiceField(
        label="Where do you stand?",
        choices=Stance.Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": NEITHER},
    )
    reason = forms.CharField(
        label="If not yet: why?",
        help_text="What would have to be different, or what you would have to know.",
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    only_facilitator = forms.BooleanField(
        label="Through the facilitator only: do not show my reason to the group", required=False
    )
    mark_optional = False

    def __init__(self, *args: Any, mine: Stance | None, **kwargs: Any) -> None:
        if mine:
            kwargs["initial"] = {
                "choice": mine.choice,
                "reason": mine.reason,
                "only_facilitator": mine.only_facilitator,
            }
        super().__init__(*args, **kwargs)
        if mine and mine.answer:
            self.fields["choice"].label = "Does that answer it?"
            self.fields["choice"].choices = [
                (Stance.Choice.AGREE, "That answers it: I agree"),
                (Stance.Choice.LIVE, "That answers it: I can live with it"),
                (Stance.Choice.NOT_YET, "Not yet: I keep my reason"),
            ]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("choice") == Stance.Choice.NOT_YET and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", SAY_WHY)
        return given


class AnswerForm(PortalForm):
    """The answer to a "not yet". `seen` is the reason that was on the page when it was opened."""

    how = forms.ChoiceField(
        label="How is it answered?",
        choices=[("written", "With the words below: they say whether these answer it")],
        initial="written",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": GONE},
    )
    text = forms.CharField(
        label="The answer",
        help_text="Once it is taken, these words stay with the proposal for everybody; the reason and whose it was go.",
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, strip=False)

    def __init__(self, *args: Any, stance: Stance, is_there: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, initial={"how": "written", "text": stance.answer, "seen": stance.reason})
        part = stance.member.membership
        self.whose = Roster(frozenset([part.shown_name, part.person.name]), frozenset(), frozenset())
        if is_there:
            self.fields["how"].choices += [
                (IN_ROOM[Stance.Choice.AGREE], "In the room: they said that they agree now"),
                (IN_ROOM[Stance.Choice.LIVE], "In the room: they said that they can live with it now"),
            ]
        else:
            self.fields["how"].widget = forms.HiddenInput()

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].strip()
        if found := naming.found_in(text, self.whose):
            raise forms.ValidationError(NAMED.format(named=found[0]))
        return text

    @property
    def choice(self) -> str | None:
        """Where they said in the room that they stand now; None where the words are to answer them."""
        given = self.cleaned_data["how"]
        return next((choice for choice, way in IN_ROOM.items() if way == given), None)


class PaperForm(PortalForm):
    """For each proposal: whether the room agreed it, how many could live with it, and how a "not yet" was answered."""

    def __init__(self, *args: Any, ready: Sequence[Proposal], there: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ready, self.there = ready, there
        for each in ready:
            self.fields[f"agreed_{each.pk}"] = forms.BooleanField(label="Agreed", required=False)
            self.fields[f"live_{each.pk}"] = self._number()
            self.fields[f"revision_{each.pk}"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
            self.fields[f"resolved_{each.pk}"] = forms.CharField(
                label="What was asked, and how it was answered",
                help_text="One on each line, without names. Leave it empty if there was nothing.",
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def _number(self) -> forms.IntegerField:
        wrong = f"Enter a whole number from 0 to {self.there}"
        return forms.IntegerField(
            label="How many said “I can live with it”?",
            required=False,
            min_value=0,
            max_value=self.there,
            widget=forms.TextInput(attrs={"class": "nhsuk-input--width-3", "inputmode": "numeric"}),
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
        )

    @property
    def rows(self) -> list[tuple[Proposal, Any, Any, Any]]:
        """Each proposal with its three fields."""
        names = ("agreed", "live", "resolved")
        return [(each, *(self[f"{name}_{each.pk}"] for name in names)) for each in self.ready]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for each in self.ready:
            for line in self._lines(given, each):
                if len(line) > MOST_LETTERS:
                    self.add_error(f"resolved_{each.pk}", f"Shorten it: a line has at most {MOST_LETTERS} letters.")
        if not any(given.get(f"agreed_{each.pk}") for each in self.ready):
            raise forms.ValidationError("Tick at least one proposal that the room agreed.")
        return given

    def agreed(self) -> list[Agreed]:
        """What the room agreed, in the order of the charter."""
        given = self.cleaned_data
        return [
            Agreed(each, given[f"live_{each.pk}"] or 0, tuple(self._lines(given, each)), given[f"revision_{each.pk}"])
            for each in self.ready
            if given[f"agreed_{each.pk}"]
        ]

    def typed(self) -> list[tuple[str, Any]]:
        """What was typed, by field, as a page carries it on to the next: with the words as they were read there."""
        read = {f"revision_{each.pk}": each.revision for each in self.ready}
        given = {name: self[name].value() for name in self.fields} | read
        return [(name, value) for name, value in given.items() if value not in (None, "", False)]

    @staticmethod
    def _lines(given: dict[str, Any], proposal: Proposal) -> list[str]:
        typed = given.get(f"resolved_{proposal.pk}") or ""
        return [line.strip() for line in typed.splitlines() if line.strip()]
