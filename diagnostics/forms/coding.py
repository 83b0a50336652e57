"""Forms of the codebook, and of coding where there is no script."""

from collections.abc import Iterable, Sequence

from django import forms

from diagnostics.models import Theme
from diagnostics.selectors.coding import NoteRows
from programmes.forms.base import PortalForm, RecordForm
from programmes.models import Programme

CHOOSE_A_SENTENCE = "Tick the sentence, or the first and the last of them"
CHOOSE_A_THEME = "Tick a theme, or write a new one"
ONE_QUESTION = "A passage stays under one question. Tick sentences under the same heading"


class ThemeForm(RecordForm):
    class Meta:
        model = Theme
        fields = ["name", "kind", "description", "statement"]
        widgets = {"kind": forms.RadioSelect} | {
            name: forms.Textarea(attrs={"rows": "3"}) for name in ("description", "statement")
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["statement"].help_text = (
            "One sentence in your own words, without a name, a post or an organisation. The theme is published as this "
            "sentence, and not before there is one."
        )

    def clean_name(self) -> str:
        """Tidied, and no other standing theme's, however it is written."""
        name = " ".join(self.cleaned_data["name"].split())
        others = Theme.objects.standing().filter(programme=self.instance.programme).exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError("Another theme has this name. Merge the two instead")
        return name


class MergeForm(PortalForm):
    into = forms.ModelChoiceField(label="Merge it into", queryset=Theme.objects.none(), empty_label="Choose a theme")

    def __init__(self, *args, theme: Theme, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        others = Theme.objects.standing().filter(programme=theme.programme)
        self.fields["into"].queryset = others.exclude(pk=theme.pk)


class SplitForm(PortalForm):
    """Passages of a theme, chosen on its page, that move to another one."""

    passage = forms.TypedMultipleChoiceField(
        label="Passages that move", coerce=int, error_messages={"required": "Tick the passages that move"}
    )
    name = forms.CharField(label="To the theme", max_length=80, help_text="A new name, or one of the codebook.")
    kind = forms.ChoiceField(label="Kind, if it is new", choices=Theme.Kind, initial=Theme.Kind.ISSUE)

    def __init__(self, *args, passages: Iterable[int], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passage"].choices = [(each, str(each)) for each in passages]


class ThemesForm(PortalForm):
    """Themes of the codebook to tick, and a new one to write."""

    theme = forms.ModelMultipleChoiceField(
        label="Themes", queryset=Theme.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    new_name = forms.CharField(label="A new theme", max_length=80, required=False)
    kind = forms.ChoiceField(
        label="Its kind", choices=Theme.Kind, initial=Theme.Kind.ISSUE, required=False, widget=forms.RadioSelect
    )

    mark_optional = False

    def __init__(self, *args, programme: Programme, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = Theme.objects.standing().filter(programme=programme)

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Theme.Kind.ISSUE

    @property
    def chosen(self) -> set[str]:
        """The themes that are ticked, as the page writes their keys."""
        given = self["theme"].value() or []
        return {str(getattr(each, "pk", each)) for each in given}


class CodingForm(ThemesForm):
    """A run of sentences of one note, and what it speaks to. A sentence is "note:version:start:end"."""

    sentence = forms.MultipleChoiceField(
        label="Sentences",
        error_messages={
            "required": CHOOSE_A_SENTENCE,
            "invalid_choice": "The notes were changed meanwhile. They are shown as they are now: choose again",
        },
    )

    field_order = ["sentence", "theme", "new_name", "kind"]

    def __init__(self, *args, notes: Sequence[NoteRows], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [(note.value_of(row), "") for note in notes for row in note.rows]
        self.fields["sentence"].choices = choices
        self.fields["sentence"].widget = forms.CheckboxSelectMultiple(choices=choices)

    def clean_sentence(self) -> tuple[int, int, int, int]:
        """The run from the first to the last that is ticked: note, version, start, end."""
        places = [tuple(map(int, value.split(":"))) for value in self.cleaned_data["sentence"]]
        if len({note for note, *_ in places}) > 1:
            raise forms.ValidationError(ONE_QUESTION)
        note, version, start, _ = min(places, key=lambda each: each[2])
        return note, version, start, max(end for *_, end in places)

    def clean(self) -> dict:
        data = super().clean()
        if not data.get("theme") and not data.get("new_name"):
            self.add_error("theme", CHOOSE_A_THEME)
        return data


class ActForm(forms.Form):
    """One small act of the coding script."""

    did = forms.ChoiceField(choices=[("code", ""), ("uncode", "")])
    note = forms.IntegerField()
    version = forms.IntegerField()
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)
    theme = forms.ModelChoiceField(queryset=Theme.objects.none(), required=False)
    name = forms.CharField(max_length=80, required=False)
    kind = forms.ChoiceField(choices=Theme.Kind, required=False)

    def __init__(self, *args, programme: Programme, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = Theme.objects.filter(programme=programme)

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and not data["theme"] and not (data["did"] == "code" and data["name"]):
            raise forms.ValidationError(CHOOSE_A_THEME)
        return data
