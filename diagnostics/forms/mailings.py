import re
from collections.abc import Iterable, Sequence

from django import forms
from django.core.exceptions import ValidationError

from diagnostics import mail_words
from diagnostics.models import Mailing
from hwe_portal.rendering.dates import DayMonthYearField
from programmes.forms.base import PortalForm, RecordForm
from programmes.models import MailHold, Membership

MOST_CHARACTERS = 5000
MOST_DAYS = 365
# What a mail can do without: controls other than the end of a line, and what turns the direction of all that follows.
UNWANTED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


class MailingForm(RecordForm):
    """The words of invitations or reminders, and when they go out; `parts` are the leaders to preview them for."""

    starts_on = DayMonthYearField(label="From which day do they go out?")
    hour = forms.TypedChoiceField(
        label="From what time on?",
        coerce=int,
        choices=[(hour, f"{hour}:00") for hour in range(7, 19)],
        help_text="UK time, until 8 in the evening, never at a weekend or on a bank holiday.",
    )
    every_days = forms.IntegerField(
        label="At least how many days after the last mail?",
        min_value=1,
        max_value=60,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-2", "inputmode": "numeric"}),
        help_text="A leader is reminded as often as this until the date, never after it.",
    )
    leader = forms.ChoiceField(label="Preview it for", required=False)

    class Meta:
        model = Mailing
        fields = ("subject", "body", "starts_on", "hour", "every_days")

    def __init__(self, *args, parts: Iterable[Membership], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        body = self.fields["body"]
        body.widget = forms.Textarea(attrs={"rows": 18, "maxlength": MOST_CHARACTERS})
        body.max_length = MOST_CHARACTERS
        body.help_text = f"You can use {_listed(mail_words.FIELDS)}. What each becomes is explained below."
        self.fields["leader"].choices = [(str(part.pk), part.shown_name) for part in parts]
        if self.instance.purpose == Mailing.Purpose.INVITATION:
            del self.fields["every_days"]
        if not self.fields["leader"].choices:
            del self.fields["leader"]

    def clean_subject(self) -> str:
        text = " ".join(UNWANTED.sub(" ", self.cleaned_data["subject"]).split())
        misplaced = [name for name in mail_words.used(text) if name in mail_words.NOT_IN_A_SUBJECT]
        if misplaced:
            raise ValidationError(f"{_listed(misplaced)} does not fit into a subject. Use it in the text.")
        return _with_known_fields(text)

    def clean_body(self) -> str:
        text = UNWANTED.sub("", self.cleaned_data["body"].replace("\r\n", "\n").replace("\r", "\n")).strip()
        if len(text) > MOST_CHARACTERS:
            raise ValidationError(f"The text must be {MOST_CHARACTERS:,} characters or fewer.")
        missing = [name for name in mail_words.NEEDED_IN_A_TEXT if name not in mail_words.used(text)]
        if missing:
            raise ValidationError(f"Put {_listed(missing)} into the text: {_why(missing)}.")
        return _with_known_fields(text)


def _with_known_fields(text: str) -> str:
    unknown = mail_words.unknown(text)
    if unknown:
        one = "is no field" if len(unknown) == 1 else "are no fields"
        raise ValidationError(f"{_listed(unknown)} {one}. You can use {_listed(mail_words.FIELDS)}.")
    return text


def _listed(names: Iterable[str]) -> str:
    """The fields in braces: "{name}, {due} and {link}"."""
    words = [f"{{{name[:40]}}}" for name in names]
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _why(missing: Sequence[str]) -> str:
    reasons = {"tasks": "it lists what is asked of them", "link": "it is where they sign in"}
    return ", and ".join(reasons[name] for name in missing)


class HoldForm(RecordForm):
    """Why all mail of a programme is held."""

    class Meta:
        model = MailHold
        fields = ("reason",)
        labels = {"reason": "Why do you hold it?"}


class LiftForm(PortalForm):
    """By how many days the dates move when mail goes out again."""

    move_days = forms.IntegerField(
        label="By how many days do the dates move?",
        min_value=0,
        max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-3", "inputmode": "numeric"}),
        help_text="Enter 0 to leave them as they are.",
    )
