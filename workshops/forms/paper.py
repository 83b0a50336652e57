"""What was made on paper, typed in quickly: cards as pasted lines, counts beside the options."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from programmes.forms.base import PortalForm
from workshops.lines import lines_of
from workshops.models import Exercise, Statement
from workshops.services.paper import MOST_CARDS

Kind = Exercise.Kind
MOST = 2000


def people_field() -> forms.IntegerField:
    return forms.IntegerField(
        label="How many people took part",
        required=False,
        min_value=0,
        max_value=MOST,
        help_text="Leave it empty if nobody counted.",
    )


class CardsForm(PortalForm):
    """Cards, one on each line."""

    lines = forms.CharField(
        label="The cards, one on each line",
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Paste them as they are: numbers, dashes and dots before the words are left out, doubles are kept.",
        error_messages={"required": "Paste or type at least one card"},
    )
    people = people_field()

    def __init__(self, *args: Any, exercise: Exercise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if exercise.state == Exercise.State.CLOSED:
            del self.fields["people"]

    def clean_lines(self) -> list[str]:
        found = lines_of(self.cleaned_data["lines"])
        if not found:
            raise forms.ValidationError("Paste or type at least one card")
        if len(found) > MOST_CARDS:
            raise forms.ValidationError(
                f"These are {len(found)} cards. Enter at most {MOST_CARDS} at a time; you can add more after that."
            )
        long = next((line for line in found if len(line) > Statement.MOST_LETTERS), "")
        if long:
            raise forms.ValidationError(
                f"A card has at most {Statement.MOST_LETTERS} letters. Shorten the one that begins “{long[:40]}”."
            )
        return found


class CountField(forms.IntegerField):
    """A number; nothing typed is none counted."""

    def clean(self, value: Any) -> int | None:
        return super().clean(0 if value in self.empty_values else value)


class CountsForm(PortalForm):
    """A number beside each option; of a ranking the place that the room gave it. `counts` are those entered before."""

    def __init__(
        self,
        *args: Any,
        exercise: Exercise,
        choices: Sequence[tuple[int, str]],
        counts: Mapping[int, int] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.exercise = exercise
        self.keys = [key for key, _ in choices]
        ranked = exercise.kind == Kind.RANKING
        for key, text in choices:
            self.fields[f"count-{key}"] = (forms.IntegerField if ranked else CountField)(
                label=text,
                initial=(counts or {}).get(key),
                min_value=1 if ranked else 0,
                max_value=len(self.keys) if ranked else MOST,
                error_messages={"required": f"Enter the place of “{text}”"},
            )
        self.fields["people"] = people_field()
        self.fields["people"].initial = exercise.answered or None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not any(self.counts().values()):
            self.add_error(f"count-{self.keys[0]}", "Enter what was counted for at least one of them")
        elif not self.errors:
            self._check_people(cleaned["people"] or 0)
        return cleaned

    def _check_people(self, people: int) -> None:
        """So many people cannot have given more than all of theirs."""
        kind, most = self.exercise.kind, self.exercise.most
        each = {Kind.SINGLE: 1, Kind.SCALE: 1, Kind.MULTIPLE: most, Kind.DOTS: most}.get(Kind(kind))
        given = sum(self.counts().values())
        if people and each and given > people * each:
            what = "dots" if kind == Kind.DOTS else "answers"
            self.add_error(
                "people",
                f"{given} {what} are more than {people} people with {each} each can give. Correct a number, or leave "
                "the number of people empty",
            )

    def counts(self) -> dict[int, int]:
        return {key: self.cleaned_data.get(f"count-{key}") or 0 for key in self.keys}
