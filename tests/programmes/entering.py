"""Coming in through the real pages, as people do."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.urls import reverse

from programmes.models import User
from programmes.services import people

PASSWORD = "seven green kettles"


def invited(name="Ada Field", *addresses, password=None) -> User:
    """Somebody with an account and these addresses, who has set up nothing beyond the code (or a password)."""
    addresses = addresses or (f"{name.lower().replace(' ', '.')}@example.org",)
    person = people.add_person(name=name, addresses=addresses, by=None)
    return people.open_account(person, address=addresses[0], by=None, password=password)


def code_sent() -> str:
    """The code in the newest mail."""
    return re.search(r"^\s+([A-Z]{4}-[A-Z]{4})$", mail.outbox[-1].body, re.MULTILINE).group(1)


def ask_for_code(client, address, **more):
    return client.post(reverse("account_request_login_code"), {"email": address, **more})


def enter_by_code(client, address, *, then=""):
    """Sign in with an e-mailed code; returns the answer to the code."""
    ask_for_code(client, address, **({"next": then} if then else {}))
    return client.post(reverse("account_confirm_login_code"), {"code": code_sent(), **({"next": then} if then else {})})


def enter_by_password(client, address, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": address, "password": password})


def set_up_authenticator(client) -> str:
    """Set up an authenticator app through its page; returns its secret."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": authenticator_code(secret)})
    assert answer.status_code == 302, answer.context["form"].errors
    return secret


def authenticator_code(secret, *, steps=0) -> str:
    """What the app shows now, or `steps` half-minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))
