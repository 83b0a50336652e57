"""Work accounts: linked once by an address that the listed issuer vouches for, then by issuer and subject."""

import runpy
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from programmes.adapters import vouched_addresses
from programmes.models import User
from programmes.services import accounts
from tests.factories import administrator
from tests.programmes import issuer as issuers
from tests.programmes.entering import PASSWORD, enter_by_code, enter_by_password, invited

pytestmark = pytest.mark.django_db

TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"


def _list(settings, issuer):
    settings.OIDC_ISSUER = issuer.issuer
    app = {
        "provider_id": "work",
        "name": "Northshire",
        "client_id": issuers.CLIENT,
        "secret": issuers.SECRET,
        "settings": {"server_url": issuer.issuer, "fetch_userinfo": False},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


@pytest.fixture
def issuer(settings):
    with issuers.running() as running:
        _list(settings, running)
        yield running


@pytest.fixture
def entra(settings):
    with issuers.running(f"/{TENANT}/v2.0") as running:
        _list(settings, running)
        yield running


def _come_in(client, issuer, *, then="", **claims):
    """Press the button, sign in there with these claims, come back; returns the portal's answer."""
    page = client.post(
        reverse("openid_connect_login", kwargs={"provider_id": "work"}) + (f"?next={then}" if then else "")
    )
    there = urlsplit(page.context["address"])
    asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    assert f"{there.scheme}://{there.netloc}{there.path}" == f"{issuer.issuer}/authorize"
    code = issuer.authorize(asked["code_challenge"], **({"sub": "subject-1"} | claims))
    return client.get(urlsplit(asked["redirect_uri"]).path, {"code": code, "state": asked["state"]})


def _who(client):
    return int(client.session.get("_auth_user_id", 0))


def _verified(address):
    return {"email": address, "email_verified": True}


def test_the_first_time_links_by_address_later_ones_by_subject(client, issuer):
    user = invited("Ada Field", "ada@trust.example", "ada@system.example")
    first = _come_in(client, issuer, **_verified("Ada@System.example"))
    assert (first.status_code, first["Location"], _who(client)) == (302, "/", user.pk)
    assert SocialAccount.objects.get().uid == f"{issuer.issuer} subject-1"
    assert EmailAddress.objects.get(email="ada@system.example").verified
    later = Client()
    _come_in(later, issuer, **_verified("ada.married@elsewhere.example"))
    assert _who(later) == user.pk


def test_it_leads_on_to_where_one_was_going_and_is_strong(client, issuer):
    invited("Ada Field")
    answer = _come_in(client, issuer, then="/privacy/", **_verified("ada.field@example.org"))
    assert answer["Location"] == "/privacy/"
    assert client.get("/accounts/strong/").status_code == 302


def test_a_weak_session_becomes_strong_with_the_work_account(client, issuer):
    user = invited("Ada Field")
    _come_in(Client(), issuer, **_verified(user.email))
    enter_by_code(client, user.email)
    page = client.get("/accounts/strong/?next=/privacy/")
    assert "/accounts/work-account/?next=/privacy/" in page.content.decode()
    assert _come_in(client, issuer, then="/privacy/", **_verified(user.email))["Location"] == "/privacy/"
    assert client.get("/accounts/strong/").status_code == 302


def test_an_address_nobody_invited_gets_a_page_and_no_account(client, issuer):
    answer = _come_in(client, issuer, **_verified("new@example.org"))
    assert (answer.status_code, _who(client)) == (403, 0)
    assert "Your work account has no invitation here" in answer.content.decode()
    assert (User.objects.count(), SocialAccount.objects.count()) == (0, 0)


def test_an_address_that_the_issuer_did_not_verify_links_nothing(client, issuer):
    invited("Ada Field")
    for claims in ({"email": "ada.field@example.org"}, {"email": "ada.field@example.org", "email_verified": "false"}):
        assert _come_in(client, issuer, **claims).status_code == 403
    assert _who(client) == 0


def test_an_address_given_to_somebody_else_there_does_not_open_the_account(client, issuer):
    user = invited("Ada Field")
    _come_in(Client(), issuer, **_verified(user.email))
    answer = _come_in(client, issuer, sub="subject-2", **_verified(user.email))
    assert (answer.status_code, _who(client)) == (403, 0)


def test_a_link_of_an_issuer_listed_before_does_not_bind(client, issuer):
    user = invited("Ada Field")
    SocialAccount.objects.create(user=user, provider="work", uid="https://old.example subject-1")
    _come_in(client, issuer, **_verified(user.email))
    assert _who(client) == user.pk


def test_a_closed_account_stays_closed(client, issuer):
    user = invited("Ada Field")
    _come_in(Client(), issuer, **_verified(user.email))
    accounts.close(user, by=administrator())
    answer = _come_in(client, issuer, **_verified(user.email))
    assert (answer["Location"], _who(client)) == (reverse("account_inactive"), 0)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "another portal"},
        {"exp": int(time.time()) - 60},
        {"sub": ""},
    ],
)
def test_a_token_that_is_not_for_us_is_refused(claims, client, issuer):
    invited("Ada Field")
    answer = _come_in(client, issuer, **(_verified("ada.field@example.org") | claims))
    assert (answer.status_code, _who(client), SocialAccount.objects.count()) == (401, 0, 0)
    assert "work account" in answer.content.decode()


def test_coming_back_without_having_gone_there_is_refused(client, issuer):
    invited("Ada Field")
    code = issuer.authorize("", sub="subject-1", **_verified("ada.field@example.org"))
    client.get(reverse("openid_connect_callback", kwargs={"provider_id": "work"}), {"code": code, "state": "made up"})
    assert _who(client) == 0


def test_a_work_account_is_not_joined_by_hand(client, issuer):
    """Somebody who reads the leader's mailbox cannot join a work account of their own to the leader's account."""
    leader, assistant = invited("Ada Field"), invited("Sam Clerk")
    enter_by_code(client, leader.email)
    page = client.post("/accounts/work-account/?process=connect&next=/privacy/")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(page.context["address"]).query).items()}
    code = issuer.authorize(asked["code_challenge"], sub="subject-9", **_verified(assistant.email))
    client.get("/accounts/work-account/back/", {"code": code, "state": asked["state"]})
    assert (_who(client), SocialAccount.objects.get().user) == (assistant.pk, assistant)


def test_an_authenticator_is_asked_for_after_the_work_account_too(client, issuer):
    user = invited("Ada Field", password=PASSWORD)
    user.authenticator_set.create(type="totp", data={"secret": ""})
    assert _come_in(client, issuer, **_verified(user.email))["Location"] == reverse("mfa_authenticate")


def test_a_browser_leaves_from_a_page_of_ours(client, issuer):
    """The policy lets forms go to this site alone, and a redirect after a form is held to it."""
    page = client.post("/accounts/work-account/")
    assert page.status_code == 200
    assert '<meta http-equiv="refresh"' in page.content.decode()
    assert "form-action 'self'" in page["Content-Security-Policy"]


def test_the_sign_in_page_offers_it_by_name(client, issuer):
    assert "Sign in with Northshire" in client.get("/accounts/login/").content.decode()


def test_an_entra_sign_in_name_links(client, entra):
    user = invited("Ada Field", "ada@trust.example")
    _come_in(client, entra, tid=TENANT, preferred_username="Ada@trust.example", email="made.up@example.org")
    assert _who(client) == user.pk


def test_an_entra_email_links_only_where_its_domain_was_verified(client, entra):
    user = invited("Ada Field", "ada@trust.example")
    claims = {"tid": TENANT, "preferred_username": "af01@trust.example", "email": "ada@trust.example"}
    assert _come_in(client, entra, **claims).status_code == 403
    _come_in(client, entra, **claims, xms_edov=True)
    assert _who(client) == user.pk


def test_another_tenant_and_a_guest_are_refused(client, entra):
    invited("Ada Field", "ada@trust.example")
    claims = {"preferred_username": "ada@trust.example"}
    assert _come_in(client, entra, tid="another-tenant", **claims).status_code == 401
    assert _come_in(client, entra, tid=TENANT, idp="https://sts.windows.net/other/", **claims).status_code == 403
    assert _come_in(client, entra, tid=TENANT, acct=1, **claims).status_code == 403
    assert (_who(client), SocialAccount.objects.count()) == (0, 0)


def test_two_vouched_addresses_of_two_people_link_neither(client, entra):
    invited("Ada Field", "ada@trust.example")
    invited("Bo Lane", "bo@trust.example")
    claims = {"preferred_username": "ada@trust.example", "email": "bo@trust.example", "xms_edov": "1"}
    assert _come_in(client, entra, tid=TENANT, **claims).status_code == 403


@pytest.mark.parametrize(
    ("claims", "addresses"),
    [
        ({}, []),
        ({"email": "A@x.example", "email_verified": True}, ["a@x.example"]),
        ({"email": "a@x.example", "email_verified": "true"}, []),
        ({"email": "a@x.example", "preferred_username": "a@x.example"}, []),
        ({"tid": "t", "preferred_username": "a@x.example"}, ["a@x.example"]),
        ({"tid": "t", "preferred_username": "no address"}, []),
        ({"tid": "t", "email": "b@x.example", "email_verified": True}, []),
        (
            {"tid": "t", "email": "b@x.example", "xms_edov": "1", "preferred_username": "a@x.example"},
            ["b@x.example", "a@x.example"],
        ),
        ({"tid": "t", "idp": "i", "preferred_username": "a@x.example"}, ["a@x.example"]),
        ({"tid": "t", "idp": "other", "preferred_username": "a@x.example"}, []),
    ],
)
def test_whose_word_counts(claims, addresses):
    assert vouched_addresses({"iss": "i", **claims}) == addresses


def test_the_environment_lists_the_issuer(monkeypatch):
    monkeypatch.setenv("OIDC_ISSUER", "https://login.microsoftonline.com/tenant/v2.0")
    monkeypatch.setenv("OIDC_CLIENT_ID", "portal")
    monkeypatch.setenv("OIDC_CLIENT_SECRET", "secret")
    monkeypatch.setenv("OIDC_NAME", "NHS Northshire")
    app = runpy.run_path("hwe_portal/settings/base.py")["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"]
    assert app == [
        {
            "provider_id": "work",
            "name": "NHS Northshire",
            "client_id": "portal",
            "secret": "secret",
            "settings": {"server_url": "https://login.microsoftonline.com/tenant/v2.0", "fetch_userinfo": False},
        }
    ]


def test_without_an_issuer_there_is_no_work_account(client):
    assert "Sign in with" not in client.get("/accounts/login/").content.decode().replace("Sign in with a pass", "")
    assert client.post("/accounts/work-account/").status_code == 404


def test_a_password_beside_a_work_account_still_works(client, issuer):
    user = invited("Ada Field", password=PASSWORD)
    _come_in(Client(), issuer, **_verified(user.email))
    enter_by_password(client, user.email)
    assert _who(client) == user.pk
