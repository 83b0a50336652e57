"""allauth's forms in the portal's words."""

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkeys
from django import forms

WORDS = {
    "login": "Email address",
    "email": "Email address",
    "oldpassword": "Your password now",
    "password": "Password",
    "password1": "New password",
    "password2": "New password again",
    "code": "Code",
    "name": "Name of the device",
    "passwordless": "Use it to sign in without a code",
}
HINTS = {
    "password1": "12 characters or more. Three or four words that nobody would guess make a good one.",
    "password": "",
    "oldpassword": "",
    "name": "So that you can tell your devices apart.",
    "passwordless": "The device then asks for your fingerprint, your face or its code each time.",
}


class PlainWords(forms.Form):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = WORDS.get(name, field.label)
            field.help_text = HINTS.get(name, field.help_text)


class LoginForm(PlainWords, account.LoginForm):
    pass


class AddEmailForm(PlainWords, account.AddEmailForm):
    pass


class ChangePasswordForm(PlainWords, account.ChangePasswordForm):
    pass


class SetPasswordForm(PlainWords, account.SetPasswordForm):
    pass


class ReauthenticateForm(PlainWords, account.ReauthenticateForm):
    pass


class RequestLoginCodeForm(PlainWords, account.RequestLoginCodeForm):
    pass


class SecondStepForm(PlainWords, second_factor.AuthenticateForm):
    pass


class SecondStepAgainForm(PlainWords, second_factor.ReauthenticateForm):
    pass


class SetUpAuthenticatorForm(PlainWords, ActivateTOTPForm):
    pass


class AddPasskeyForm(PlainWords, passkeys.AddWebAuthnForm):
    mark_optional = False

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs | {"initial": {"name": "My device"}})
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(PlainWords, passkeys.EditWebAuthnForm):
    pass
