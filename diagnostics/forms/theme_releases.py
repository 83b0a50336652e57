from django import forms

from diagnostics.models import Agreement, ThemeAgreement
from programmes.forms.base import PortalForm

RECORDS = [("barriers", "A barrier"), ("strengths", "A strength"), ("recommendations", "A recommendation")]
# What a theme of each kind most likely becomes.
LIKELY = {"barrier": "barriers", "issue": "barriers", "strength": "strengths", "aspiration": "recommendations"}


class ThemesAgreementForm(PortalForm):
    """Whether the next list of themes may move with somebody; nothing is chosen for them."""

    answer = forms.ChoiceField(
        label="May the next list of themes include your change?",
        widget=forms.RadioSelect,
        choices=Agreement.Answer.choices,
        error_messages={"required": "Choose yes or no"},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].widget.option_hints = {
            Agreement.Answer.YES: "I know that colleagues who compare the lists could work out what I spoke of.",
            Agreement.Answer.NO: "The list waits until enough of us can change together.",
        }


class QuestionForm(PortalForm):
    """A theme that few spoke of, as a question that everybody could be asked."""

    question = forms.CharField(
        label="The question",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In your own words, so that anybody could have raised it. No name, post or organisation.",
        error_messages={"required": "Write the question"},
    )


class QuestionAnswerForm(PortalForm):
    """Whether a question may go out; nothing is chosen for whoever is asked."""

    answer = forms.ChoiceField(
        label="May this question go out?",
        widget=forms.RadioSelect,
        choices=ThemeAgreement.Answer.choices,
        error_messages={"required": "Choose yes or no"},
    )


class QuoteForm(PortalForm):
    """Words of a coded passage under one of its themes."""

    text = forms.CharField(
        label="The quote",
        widget=forms.Textarea(attrs={"rows": 6}),
        strip=True,
        max_length=2000,
        help_text="Leave out what is not needed, and write […] where you do. Change nothing else.",
        error_messages={"required": "Write the quote"},
    )
    theme = forms.ModelChoiceField(
        queryset=None,
        label="Under which theme",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a theme", "invalid_choice": "Choose a theme"},
    )

    def __init__(self, *args, themes, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = themes


class QuoteAnswerForm(PortalForm):
    """Whether somebody's words may go out; nothing is chosen for them."""

    answer = forms.ChoiceField(
        label="May these words go out?",
        widget=forms.RadioSelect,
        choices=[("yes", "Yes, without my name"), ("no", "No, they stay in the notes")],
        error_messages={"required": "Choose yes or no"},
    )


class RecordThemeForm(PortalForm):
    """A published theme as a record of the programme, which reports print."""

    kind = forms.ChoiceField(
        label="What is it?", choices=RECORDS, widget=forms.RadioSelect, error_messages={"required": "Choose what it is"}
    )
    text = forms.CharField(
        label="How it is recorded",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "Write how it is recorded"},
    )
    agreed = forms.BooleanField(
        label="The group has read this theme and agrees that reports may tell it",
        help_text="Reports print recorded barriers, strengths and recommendations. Sponsors read them.",
        error_messages={"required": "Tick this once the group has agreed, or leave the theme where it is"},
    )
