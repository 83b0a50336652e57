"""What came of a meeting, as it is typed: mostly several lines at once, read from a flipchart."""

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


def _lines(label: str, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows}), help_text="One on each line. Paste them if you like."
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
    kind = forms.ChoiceField(label="What they are", choices=StocktakePoint.Kind.choices, widget=forms.RadioSelect)
    texts = _lines("Points")

    def clean_texts(self) -> list[str]:
        return texts_of(self.cleaned_data["texts"])


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
