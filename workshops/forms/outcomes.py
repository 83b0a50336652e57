"""What came of a meeting, as it is typed: mostly several lines at once, read from a flipchart."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from programmes.forms.base import PortalForm, RecordForm
from workshops.lines import lines_of
from workshops.models import Decision, StocktakePoint
from workshops.services import outcomes

MOST_LINES = 60
MOST_LETTERS = 300


def texts_of(text: str) -> list[str]:
    """The lines of a text, each one of its own. Raises ValidationError where they are too many or one is too long."""
    found = lines_of(text)
    if len(found) > MOST_LINES:
        raise forms.ValidationError(f"Enter at most {MOST_LINES} lines at once. There are {len(found)}.")
    long = [str(number) for number, line in enumerate(found, start=1) if len(line) > MOST_LETTERS]
    if long:
        which = f"Line {long[0]} is" if len(long) == 1 else f"Lines {', '.join(long)} are"
        raise forms.ValidationError(f"{which} too long: {MOST_LETTERS} characters at most.")
    if not found:
        raise forms.ValidationError("Enter some words, not only marks.")
    return found


def _lines(label: str, **options: Any) -> forms.CharField:
    help_text = "One on each line. Paste them if you like."
    return forms.CharField(
        label=label, **{"widget": forms.Textarea(attrs={"rows": 4}), "help_text": help_text} | options
    )


class DecisionsForm(PortalForm):
    texts = _lines("What was decided")

    def clean_texts(self) -> list[str]:
        return texts_of(self.cleaned_data["texts"])


class DecisionForm(RecordForm):
    class Meta:
        model = Decision
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class StocktakeForm(PortalForm):
    """One box for each kind, as a flipchart has them; a valid form has the lines by kind in `points`."""

    mark_optional = False
    BOXES = {
        StocktakePoint.Kind.KEEP: "What we keep",
        StocktakePoint.Kind.STOP: "What we stop",
        StocktakePoint.Kind.START: "What we start",
        StocktakePoint.Kind.AIM: "How we word our aims now",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in self.BOXES.items():
            box = forms.Textarea(attrs={"rows": 3})
            self.fields[kind.value] = _lines(label, widget=box, help_text="One on each line.", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.points: dict[str, list[str]] = {}
        for kind in filter(cleaned.get, [kind.value for kind in self.BOXES]):
            try:
                self.points[kind] = texts_of(cleaned[kind])
            except forms.ValidationError as error:
                self.add_error(kind, error)
        if not self.points and not self.errors:
            self.add_error(StocktakePoint.Kind.KEEP.value, "Enter at least one point, here or below")
        return cleaned


class PointForm(RecordForm):
    class Meta:
        model = StocktakePoint
        fields = ("kind", "text")
        widgets = {"kind": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = StocktakePoint.Kind.choices


class MadeForm(PortalForm):
    """What a session made. A case for change is one text of several lines; functions come one on each line."""

    LETTERS = 4000
    KINDS = [
        *outcomes.OUTPUTS.items(),
        *((word, str(model._meta.verbose_name).capitalize()) for word, model in outcomes.OTHERS.items()),
    ]

    kind = forms.ChoiceField(label="What was made", choices=[("", "Choose one"), *KINDS])
    text = forms.CharField(
        label="What it is", widget=forms.Textarea(attrs={"rows": 5}), validators=[MaxLengthValidator(LETTERS)]
    )
    each_line = forms.BooleanField(label="Each line is one of its own", required=False)
    agreed = forms.BooleanField(label="It was agreed at this meeting", required=False)

    def clean(self) -> dict:
        cleaned = super().clean()
        if "text" in cleaned:
            try:
                cleaned["texts"] = texts_of(cleaned["text"]) if cleaned.get("each_line") else [cleaned["text"]]
            except forms.ValidationError as error:
                self.add_error("text", error)
        return cleaned
