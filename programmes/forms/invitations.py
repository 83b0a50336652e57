from typing import Any

from django import forms

from programmes.forms.base import PortalForm
from programmes.models import System


class InviteForm(PortalForm):
    """An administrator invites somebody to the portal itself; programmes invite their own members."""

    mark_optional = False

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Enter their name"})
    address = forms.EmailField(
        label="Email address",
        help_text="The invitation and the codes to sign in go to it.",
        error_messages={"required": "Enter their email address"},
    )
    systems = forms.ModelMultipleChoiceField(
        label="Systems that they run",
        queryset=System.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Whoever runs a system corrects its organisations and posts, and sets up programmes in it.",
    )
    is_administrator = forms.BooleanField(
        label="They are an administrator of the portal",
        required=False,
        help_text="Accounts and systems, never answers.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["systems"].queryset = System.objects.standing()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("systems") and not cleaned.get("is_administrator"):
            self.add_error("systems", "Choose at least one system, or make them an administrator.")
        return cleaned


class AppointForm(PortalForm):
    """One more system that somebody runs."""

    system = forms.ModelChoiceField(
        label="One more system", queryset=System.objects.none(), empty_label="Choose a system"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["system"].queryset = System.objects.standing()


class AddressForm(PortalForm):
    address = forms.EmailField(
        label="One more address", help_text="Codes to sign in can go there too. We tell them by mail."
    )
