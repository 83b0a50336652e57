from django import forms

from programmes.forms.base import PortalForm
from workshops.lines import plain
from workshops.models import Seat

UNNAMED = "Enter the name by which the facilitator may know you."


class CodeForm(PortalForm):
    """The code of a room, as somebody reads it from the wall: in any letters, with or without spaces."""

    code = forms.CharField(
        label="Code", max_length=20, help_text="Six letters and digits. It is on the wall.",
        error_messages={"required": "Enter the code that is on the wall."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip

    def clean_code(self) -> str:
        return "".join(letter for letter in self.cleaned_data["code"].upper() if letter.isalnum())


class GuestForm(PortalForm):
    """The name under which a guest is in the room."""

    name = forms.CharField(
        label="Your name", max_length=Seat._meta.get_field("guest_name").max_length,
        help_text="The facilitator sees it. The wall does not show it. We delete it 30 days after the room has closed.",
        error_messages={"required": UNNAMED},
    )  # fmt: skip

    def clean_name(self) -> str:
        """On one line, and with something in it that one can read."""
        name = plain(self.cleaned_data["name"])
        if not any(letter.isalnum() for letter in name):
            raise forms.ValidationError(UNNAMED)
        return name
