"""A question of a survey: its kind is chosen first, then a form with the fields that this kind has."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from diagnostics.forms.surveys import TidyForm
from diagnostics.models import Question
from diagnostics.surveys import blueprint, conditions, form
from diagnostics.surveys.options import retyped
from programmes.forms.base import PortalForm, RecordForm

Kind = Question.Kind
KIND_HINTS = {
    Kind.SCALE: "Five or seven points between two ends, for example from “not at all” to “very much”.",
    Kind.PAIR: "Two scales under one statement. The distance between them is what you talk about.",
    Kind.SINGLE: "A list of answers, of which people choose one.",
    Kind.MULTIPLE: "A list of answers, of which people choose as many as fit.",
    Kind.RANKING: f"A list of up to {blueprint.MOST_RANKED} that people put in order. It takes them longest.",
    Kind.NUMBER: "A whole number.",
    Kind.SHORT: "One line. You read it after the round has closed, and code it to themes.",
    Kind.LONG: "A few sentences. You read them after the round has closed, and code them to themes.",
}
AGREEMENT = ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree")
USUAL_LABELS = {Kind.SCALE: AGREEMENT, Kind.PAIR: blueprint.PAIR_LABELS}


class KindForm(PortalForm):
    label_is_heading = True

    kind = forms.ChoiceField(
        label="What kind of question?",
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a kind of question"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].widget.option_hints = KIND_HINTS


def lines_of(text: str) -> list[str]:
    """What stands on each line that is not empty."""
    return [line for line in (" ".join(each.split()) for each in text.splitlines()) if line]


class QuestionForm(TidyForm, RecordForm):
    """What every question has."""

    class Meta:
        model = Question
        fields = ("text", "help", "is_required", "may_decline")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["help"].label = "A hint below it"
        self.fields["is_required"].label = "People must answer it"
        self.fields["may_decline"].label = "Offer “I would rather not say”"
        if self.instance.kind == Kind.PAIR:
            self.fields["text"].label = "Statement"
            self.fields["text"].help_text = (
                "People are asked how much it matters and how true it is of them now. Write it as something that can "
                "be true: “We say what we do not know.”"
            )


class PointsForm(QuestionForm):
    """Points and what they are called."""

    points = forms.TypedChoiceField(
        label="How many points?",
        coerce=int,
        choices=[(5, "5 points"), (7, "7 points")],
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios--inline"}),
    )
    names = forms.CharField(
        label="What the points are called",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="One a line, the lowest first. Name every point, or leave this empty and name the two ends.",
    )

    class Meta(QuestionForm.Meta):
        fields = ("text", "help", "points", "low_label", "high_label", "is_required", "may_decline")

    field_order = ("text", "help", "points", "names", "low_label", "high_label", "is_required", "may_decline")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new = self.instance.pk is None
        names = USUAL_LABELS[self.instance.kind] if new else self.instance.labels
        self.fields["names"].initial = "\n".join(names)
        self.fields["low_label"].label = "Or only the lowest point"
        self.fields["high_label"].label = "And the highest point"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        names, points = lines_of(data.get("names", "")), data.get("points")
        if names and points and len(names) != points:
            self.add_error("names", f"There are {points} points and {len(names)} lines. Name all points or none")
        if any(len(name) > blueprint.LABEL for name in names):
            self.add_error("names", f"Use {blueprint.LABEL} characters or fewer for each point")
        if names:
            data["low_label"] = data["high_label"] = ""
        elif bool(data.get("low_label")) != bool(data.get("high_label")):
            self.add_error("high_label" if data.get("low_label") else "low_label", "Name both ends or none")
        self.instance.labels = names
        return data


class OptionsForm(QuestionForm):
    """Answers to choose from, typed one a line."""

    lines = forms.CharField(
        label="Answers to choose from",
        max_length=blueprint.MOST_OPTIONS * (blueprint.OPTION + 2),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="One a line. An answer that you correct or move stays the same answer.",
        error_messages={"required": "Enter at least two answers, one a line"},
    )

    field_order = ("text", "help", "lines", "is_required", "may_decline")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].initial = "\n".join(option["text"] for option in self.instance.options)
        if self.instance.kind == Kind.RANKING:
            self.fields["lines"].label = "What people put in order"

    def clean_lines(self) -> list[str]:
        lines = lines_of(self.cleaned_data["lines"])
        most = blueprint.MOST_RANKED if self.instance.kind == Kind.RANKING else blueprint.MOST_OPTIONS
        if len(lines) < 2:
            raise forms.ValidationError("Enter at least two answers, one a line")
        if len(lines) > most:
            raise forms.ValidationError(f"Enter at most {most} answers. There are {len(lines)} lines")
        for line in lines:
            if len(line) > blueprint.OPTION:
                raise forms.ValidationError(f"Use {blueprint.OPTION} characters or fewer for each answer")
        if twice := _twice(lines):
            raise forms.ValidationError(f"“{twice}” is there twice")
        return lines

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("lines"):
            old = [form.Option(each["id"], each["text"]) for each in self.instance.options]
            new = retyped(old, data["lines"])
            self.instance.options = [{"id": option.id, "text": option.text} for option in new]
        return data


def _twice(lines: Sequence[str]) -> str:
    """The first line that stood before already, whatever its capitals; "" if none."""
    plain = [line.casefold() for line in lines]
    return next((line for here, line in enumerate(lines) if plain[here] in plain[:here]), "")


class NumberForm(QuestionForm):
    """A number between two ends."""

    class Meta(QuestionForm.Meta):
        fields = ("text", "help", "least", "most", "is_required", "may_decline")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("least", "most"):
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label.capitalize(),
                required=False,
                min_value=-blueprint.LARGEST,
                max_value=blueprint.LARGEST,
                widget=forms.TextInput(attrs={"class": "nhsuk-input--width-5", "inputmode": "numeric"}),
            )


FORMS: Mapping[str, type[QuestionForm]] = {
    **dict.fromkeys(Question.WITH_POINTS, PointsForm),
    **dict.fromkeys(Question.WITH_OPTIONS, OptionsForm),
    **dict.fromkeys(Question.IN_WORDS, QuestionForm),
    Kind.NUMBER: NumberForm,
}


class DeciderForm(PortalForm):
    """The earlier question whose answer decides."""

    after = forms.ChoiceField(
        label="The answer to which question decides?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a question", "invalid_choice": "Choose one of the questions shown"},
    )

    def __init__(self, *args: Any, earlier: Sequence[tuple[int, form.Question]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"].choices = [(each.key, f"{number}. {each.text}") for number, each in earlier]


class AnswersForm(PortalForm):
    """The answers after which a question is asked."""

    answers = forms.MultipleChoiceField(
        label="Ask it of those who answered",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one answer"},
    )

    def __init__(self, *args: Any, decider: form.Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answers"].choices = list(conditions.answers_to(decider).items())
