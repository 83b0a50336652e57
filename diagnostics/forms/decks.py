"""What facilitators write on decks and cards."""

import re

from django import forms

from diagnostics.models import Card, Deck
from programmes.forms.base import PortalForm, RecordForm

# What no wall, page or file can show: control characters, and marks that turn the direction of the text around them.
UNWANTED = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
LONGEST_BESIDE_A_PICTURE = 160
MOST_LINES = 8


def plain(words: str) -> str:
    """The words without what cannot be shown, their line ends alike."""
    return UNWANTED.sub("", words.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")).strip()


class DeckForm(RecordForm):
    """What a deck is called, and for which occasion."""

    class Meta:
        model = Deck
        fields = ("title", "for_whom")

    def clean_title(self) -> str:
        return plain(self.cleaned_data["title"])

    def clean_for_whom(self) -> str:
        return plain(self.cleaned_data["for_whom"])


class MessageForm(RecordForm):
    """A card in the facilitator's own words."""

    class Meta:
        model = Card
        fields = ("title", "text", "notes")
        help_texts = {
            "title": "One sentence that everybody can read from the back.",
            "notes": "For facilitators only. They are on your laptop, never on the wall.",
        }

    def clean_title(self) -> str:
        title = plain(self.cleaned_data["title"])
        if not title:
            raise forms.ValidationError("Enter the message")
        return title

    def clean_text(self) -> str:
        text = re.sub(r"\n{3,}", "\n\n", plain(self.cleaned_data["text"]))
        if text.count("\n") >= MOST_LINES:
            raise forms.ValidationError(f"Use at most {MOST_LINES} lines: more cannot be read from the back")
        return text

    def clean_notes(self) -> str:
        return plain(self.cleaned_data["notes"])


class PictureCardForm(MessageForm):
    """What stands above and below a published figure."""

    text = forms.CharField(
        label="A few more words",
        max_length=LONGEST_BESIDE_A_PICTURE,
        required=False,
        help_text="One line above the picture. Leave it empty where the picture speaks for itself.",
    )

    class Meta(MessageForm.Meta):
        help_texts = {
            **MessageForm.Meta.help_texts,
            "title": "The figure’s own message is suggested. If you change it, the words are yours.",
        }

    def clean_text(self) -> str:
        return " ".join(plain(self.cleaned_data["text"]).split())


class PickForm(PortalForm):
    """Which figures of a release become cards."""

    figures = forms.MultipleChoiceField(error_messages={"required": "Tick at least one picture"})

    def __init__(self, *args, keys: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figures"].choices = [(key, key) for key in keys]
