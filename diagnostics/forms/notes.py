"""Forms of notes: what a script saves, what the page without scripts saves, what is pasted or uploaded afterwards."""

from typing import Any
from uuid import UUID

from django import forms

from diagnostics.merging import Save, plain
from diagnostics.models import GuideQuestion
from diagnostics.note_files import NoteFileError, read_words, under_questions
from diagnostics.selectors.notes import Section
from programmes.forms.base import PortalForm

# Characters of one note: about 35,000 words.
MOST = 200_000
TOO_LONG = (
    "This note is longer than 200,000 characters, so it was not saved. Nothing is lost: it is still in its box. "
    "Cut part of it out and paste it under another question."
)
MOST_SEQ = 2**31 - 1


class WordsField(forms.CharField):
    """Text as a note may hold it, spaces and new lines as they were typed."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, strip=False, max_length=MOST, **kwargs)
        self.error_messages["max_length"] = TOO_LONG

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value))


class SaveForm(forms.Form):
    """One save of an open page, as static/js/notes.js sends it."""

    question = forms.IntegerField(min_value=0, max_value=MOST_SEQ)
    tab = forms.UUIDField()
    seq = forms.IntegerField(min_value=1, max_value=MOST_SEQ)
    text = WordsField()
    base = WordsField()
    adopted = forms.IntegerField(required=False, min_value=1, max_value=MOST_SEQ)

    @property
    def is_too_long(self) -> bool:
        return any(error.code == "max_length" for errors in self.errors.as_data().values() for error in errors)

    @property
    def save(self) -> Save:
        given = self.cleaned_data
        base = given["base"] if "base" in self.data else None
        return Save(given["seq"], given["text"], base, given["adopted"])


class NotesForm(PortalForm):
    """The whole page without scripts: each note beside the text that the page was loaded with."""

    tab = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, sections: list[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = {section.key: section for section in sections}
        for section in sections:
            self.fields[f"note-{section.key}"] = WordsField(label=section.title, initial=section.text)
            self.fields[f"base-{section.key}"] = WordsField(initial=section.text, widget=forms.HiddenInput)

    def rows(self) -> list[tuple[Section, forms.BoundField, forms.BoundField]]:
        """For the page: each section with its two fields."""
        return [(section, self[f"note-{key}"], self[f"base-{key}"]) for key, section in self.sections.items()]

    def changed(self) -> list[tuple[GuideQuestion | None, Save]]:
        """What somebody wrote: the notes that differ from what the page was loaded with."""
        posted = [key for key in self.sections if f"note-{key}" in self.data and f"base-{key}" in self.data]
        texts = {key: (self.cleaned_data[f"note-{key}"], self.cleaned_data[f"base-{key}"]) for key in posted}
        return [
            (self.sections[key].question, Save(1, text, base)) for key, (text, base) in texts.items() if text != base
        ]


class AddForm(PortalForm):
    """Notes that were written elsewhere, pasted or as a file.

    After `is_valid()`, `texts` maps each question, None for beside them, to what goes under it.
    """

    mark_optional = False

    text = WordsField(label="Paste your notes", widget=forms.Textarea(attrs={"rows": 12, "autocomplete": "off"}))
    file = forms.FileField(
        label="Or choose a file",
        required=False,
        help_text="A Word document (.docx) or plain text (.txt) of at most 5 MB. Text, tables and boxes are taken; "
        "pictures, comments and footnotes are not.",
        widget=forms.FileInput(attrs={"accept": ".docx,.txt"}),
    )
    batch = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, questions: list[GuideQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = {question.pk: question for question in questions}
        self.texts: dict[GuideQuestion | None, str] = {}

    def clean_file(self) -> str:
        """The words of the file, "" for none."""
        file = self.cleaned_data["file"]
        try:
            return read_words(file, file.name) if file else ""
        except NoteFileError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        whole = "\n\n".join(part for part in (cleaned["text"].strip(), cleaned["file"]) if part)
        if not whole:
            self.add_error("text", "Paste your notes, or choose a file")
        parts = under_questions(whole, {pk: question.text for pk, question in self.questions.items()})
        self.texts = {self.questions.get(pk): words for pk, words in parts.items()}
        if any(len(words) > MOST for words in parts.values()):
            self.add_error("file", "That is more than 200,000 characters for one note. Send it in parts.")
        return cleaned


def as_uuid(text: str) -> UUID | None:
    """The identifier that a text spells; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
