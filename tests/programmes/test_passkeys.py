"""Passkeys in a real browser with a pretended fingerprint reader: set up after a code, sign in alone, confirm."""

import pytest
from django.core import mail
from playwright.sync_api import expect

from tests.programmes.entering import code_sent, invited

pytestmark = pytest.mark.django_db(transaction=True)

READER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def _give_a_fingerprint_reader(page):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": READER})


def _come_in_by_code(page, address):
    page.goto("/accounts/login/")
    page.get_by_label("Email address").first.fill(address)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(code_sent())
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("You are signed in, and nothing is open to you")).to_be_visible()


def test_a_passkey_from_the_first_set_up_to_signing_in_with_it_alone(new_page, axe):
    user = invited("Ada Field")
    page = new_page(width=390)
    _give_a_fingerprint_reader(page)
    _come_in_by_code(page, user.email)

    page.goto("/accounts/strong/?next=/privacy/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your own way in first")
    assert axe(page) == []
    page.get_by_role("link", name="Set up a passkey").click()
    assert axe(page) == []
    page.get_by_role("button", name="Add this device").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    page.get_by_role("button", name="Continue to where you were going").click()
    expect(page).to_have_url("/privacy/")
    assert user.authenticator_set.get(type="webauthn").wrap().is_passwordless
    assert mail.outbox[-1].to == [user.email]

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/accounts/email/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url("/accounts/email/")

    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_label("Email address").first.fill(user.email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(code_sent())
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    assert axe(page) == []
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_text("You are signed in, and nothing is open to you")).to_be_visible()
