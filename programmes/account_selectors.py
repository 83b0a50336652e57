"""Reads about accounts: the ways in that somebody has set up, and who must have a second factor."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from programmes.models import User

WAY_OF_TYPE = {"webauthn": "passkey", "totp": "authenticator", "recovery_codes": "recovery codes"}


def ways_in(user: User) -> frozenset[str]:
    """What the user has set up beyond the e-mailed code: "password", "passkey", "authenticator", "recovery codes",
    "work account"; empty for somebody who has set up nothing yet.
    """
    ways = {WAY_OF_TYPE[kind] for kind in Authenticator.objects.filter(user=user).values_list("type", flat=True)}
    if user.has_usable_password():
        ways.add("password")
    if SocialAccount.objects.filter(user=user).exists():
        ways.add("work account")
    return frozenset(ways)
