from django import forms

from diagnostics.questionnaire import QUESTION, SIDES, Pair
from programmes.forms.base import PortalForm
from programmes.models import Consent


class AnswerForm(PortalForm):
    """One pair: which of two statements is more like the reader."""

    choice = forms.ChoiceField(
        widget=forms.RadioSelect,
        help_text=QUESTION,
        error_messages={
            "required": "Choose the one that is more like you",
            "invalid_choice": "Choose the one that is more like you",
        },
    )

    def __init__(self, *args, pair: Pair, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].label = pair.stem
        self.fields["choice"].choices = [(side, pair.statement(side).text) for side in SIDES]


class ConsentForm(PortalForm):
    """How the group picture may count somebody; nothing is chosen for them."""

    label_is_heading = True

    choice = forms.ChoiceField(
        label="How may the group picture count you?",
        widget=forms.RadioSelect,
        choices=Consent.Choice.choices,
        error_messages={"required": "Choose how the group picture may count you"},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].widget.option_hints = {
            Consent.Choice.COUNT: "You are one of the people counted. No name is shown.",
            Consent.Choice.NAME: (
                "You are counted, and at the workshop your name may stand beside your place in the picture. It is left"
                " out where it would give a colleague away."
            ),
            Consent.Choice.OUT: "Your profile stays with you and your facilitator.",
        }
