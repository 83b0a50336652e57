from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from diagnostics.models import Invitation, Wave
from diagnostics.selectors.waves import invitation_of
from hwe_portal.rendering.dates import DayMonthYearField
from programmes.forms.base import PortalForm, RecordForm

NO_LINK = "Nobody with this address has a link of this round. Look them up under People, and invite whoever is new."
PAST = "That day is over. Choose today or a later one."


class _LastDay(forms.Form):
    """What the forms with a last day share: it is not over."""

    def clean_closes_on(self) -> date:
        day: date = self.cleaned_data["closes_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(PAST)
        return day


class WaveForm(_LastDay, RecordForm):
    """A round that is planned: its name, its last day, reminders, whether anybody may answer by a link."""

    closes_on = DayMonthYearField(label="Last day to answer", help_text="Links work until midnight.")
    reminds_every = forms.IntegerField(
        label="Remind those who have not answered every so many days",
        required=False,
        min_value=1,
        max_value=60,
        help_text="On working days, until the last day. Leave it empty to send reminders by hand only.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-2", "inputmode": "numeric"}),
    )

    class Meta:
        model = Wave
        fields = ("title", "closes_on", "reminds_every", "has_open_link")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label = "Name of this round"
        self.fields["has_open_link"].label = "Also let anybody answer who has a link to pass on"
        self.fields["has_open_link"].help_text = "It cannot stop a second answer by the same person."


class ExtendForm(_LastDay, PortalForm):
    """Another last day of an open round."""

    closes_on = DayMonthYearField(label="New last day to answer", help_text="Links work until midnight.")


class NewLinkForm(PortalForm):
    """Whose link is to be sent anew, by the address under which they stand on the list; `invitation` is theirs."""

    label_is_heading = True
    invitation: Invitation

    email = forms.EmailField(
        label="Who needs a new link?",
        help_text="Their email address, as it stands on the list of this survey.",
        error_messages={"required": "Enter their email address"},
    )

    def __init__(self, *args: Any, wave: Wave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wave = wave

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        found = invitation_of(self.wave, email)
        if found is None:
            raise forms.ValidationError(NO_LINK)
        self.invitation = found
        return email
