"""Where allauth asks the portal: who may have an account, whose word about an address counts, how secrets are kept.

docs/adr/0004-accounts.md gives the reasons.
"""

import base64
import hashlib
import logging
from contextlib import suppress
from smtplib import SMTPException

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend as AccountBackend
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import Provider
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.shortcuts import render

log = logging.getLogger(__name__)

# How Microsoft Entra spells "yes" in an optional claim.
YES = (True, 1, "1", "true", "True")


class AuthenticationBackend(AccountBackend):
    def get_user(self, user_id: int) -> AbstractBaseUser | None:
        """The account read together with its person, whose name stands on every page."""
        user = get_user_model()._default_manager.select_related("person").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: accounts are made by invitation."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """A mail server that does not answer is a page that says so, not an error."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            log.warning("A mail for signing in could not be sent: %s", type(error).__name__)
            page = render(self.request, "programmes/accounts/mail_down.html", status=503)
            raise ImmediateHttpResponse(page) from error

    def send_notification_mail(self, *args, **kwargs) -> None:
        """Word of a change that is made already: without a mail server the change stands."""
        with suppress(ImmediateHttpResponse):
            super().send_notification_mail(*args, **kwargs)


class WorkAccountProvider(OpenIDConnectProvider):
    """The listed issuer. Somebody is who they are there by issuer and subject; an address only ever links once."""

    def extract_uid(self, data: dict) -> str:
        claims = _claims(data)
        return f"{claims['iss']} {claims['sub']}"

    def extract_extra_data(self, data: dict) -> dict:
        """Nothing that the token says about somebody is kept."""
        return {}

    def extract_email_addresses(self, data: dict) -> list[EmailAddress]:
        return [EmailAddress(email=address, verified=True) for address in vouched_addresses(_claims(data))]

    def extract_common_fields(self, data: dict) -> dict:
        return {}


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Provider:
        found = super().get_provider(request, provider, client_id)
        return WorkAccountProvider(request, app=found.app)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The first time, link by address to the account that was invited; whoever was not invited reads why not."""
        sociallogin.state["process"] = "login"  # a work account is never joined by hand
        if sociallogin.is_existing:
            return
        address = _invited(sociallogin)
        if address is None:
            page = render(request, "programmes/accounts/work_account_unknown.html", status=403)
            raise ImmediateHttpResponse(page)
        address.verified = True
        address.save(update_fields=["verified"])
        sociallogin.connect(request, address.user)


class MFAAdapter(DefaultMFAAdapter):
    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def vouched_addresses(claims: dict) -> list[str]:
    """The addresses, in lower case, that the issuer itself answers for; the order is the order to try them in.

    Microsoft Entra ("tid" is there) fills `email` with whatever somebody typed unless `xms_edov` says that the domain's
    owner verified it; `preferred_username` is the sign-in name that the tenant gave. A guest's name is another tenant's
    word, so guests are not linked. Any other issuer says `email_verified`.
    """
    if "tid" in claims:
        is_guest = claims.get("idp", claims["iss"]) != claims["iss"] or claims.get("acct") in YES
        email = claims.get("email") if claims.get("xms_edov") in YES else None
        found = [] if is_guest else [email, claims.get("preferred_username")]
    else:
        found = [claims.get("email")] if claims.get("email_verified") is True else []
    return [address.strip().lower() for address in found if address and "@" in address]


def _claims(data: dict) -> dict:
    """The claims of the listed issuer's own token. Raises OAuth2Error for any other's, or none."""
    claims = data.get("id_token") or {}
    listed = settings.OIDC_ISSUER.rstrip("/")
    is_listed = str(claims.get("iss", "")).rstrip("/") == listed and claims.get("tid", "") in ["", *listed.split("/")]
    if not is_listed or not claims.get("sub"):
        raise OAuth2Error("The token is not the listed issuer's.")
    return claims


def _invited(sociallogin: SocialLogin) -> EmailAddress | None:
    """The address of the one open account that the issuer vouches for, if nobody there is linked to it yet."""
    issuer = sociallogin.account.uid.split()[0]
    linked = SocialAccount.objects.filter(provider=sociallogin.account.provider, uid__startswith=f"{issuer} ")
    vouched = [address.email for address in sociallogin.email_addresses]
    rows = EmailAddress.objects.filter(email__in=vouched, user__is_active=True).select_related("user")
    accounts = {row.user_id: row for row in rows.exclude(user__in=linked.values("user"))}
    return accounts.popitem()[1] if len(accounts) == 1 else None


def _cipher() -> MultiFernet:
    """The first secret of FIELD_KEY encrypts; each of them decrypts."""
    secrets = (settings.FIELD_KEY or settings.SECRET_KEY).split(",")
    digests = [hashlib.sha256(secret.strip().encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
