"""The account pages in the portal's look: in a real browser, wide and narrow, with and without a script."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import UserFactory

PASSWORD = "four words nobody guesses"
WIDTHS = [320, 1280]
OUTSIDE = [
    "account_login",
    "account_request_login_code",
    "account_signup",
    "account_inactive",
    "account_reset_password",
]
INSIDE = [
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "account_email",
    "account_change_password",
    "account_logout",
]


@pytest.fixture
def user(transactional_db):
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in_by_password(page, user):
    page.goto(reverse("account_login"))
    page.get_by_text("Sign in with a password").click()
    page.locator("#id_login").fill(user.email)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"/$"))


def confirm_by_password(page):
    """What changes how one signs in asks first, even just after signing in."""
    page.goto(reverse("mfa_add_webauthn"))
    assert page.title().startswith("Confirm that it is you")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("heading", name="Add a passkey").wait_for()


def too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def expect_sound(page, axe, name):
    page.goto(reverse(name))
    assert (name, page.title().endswith("Systems leadership portal"), axe(page), too_wide(page)) == (
        name,
        True,
        [],
        False,
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_before_signing_in_are_accessible(transactional_db, new_page, axe, width):
    page = new_page(width=width)
    for name in OUTSIDE:
        expect_sound(page, axe, name)


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_an_account_are_accessible(new_page, axe, user, width):
    page = new_page(width=width)
    sign_in_by_password(page, user)
    expect_sound(page, axe, "account_reauthenticate")
    confirm_by_password(page)
    for name in INSIDE:
        expect_sound(page, axe, name)


def test_an_emailed_code_signs_in_on_a_phone_without_a_script(new_page, user):
    page = new_page(width=390, javascript=False)
    page.goto(reverse("account_login"))
    page.get_by_label("Email address").first.fill(user.email)
    page.get_by_role("button", name="Send me a code").click()

    message = mail.outbox[-1]
    assert message.subject == "Your code to sign in"
    page.get_by_label("Code").fill(re.search(r"^    (\S+)$", message.body, re.MULTILINE)[1])
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile(r"/$"))

    page.locator("summary.app-header__summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()


def test_a_wrong_code_says_so_at_the_top_and_at_the_field(new_page, axe, user):
    page = new_page(width=390)
    page.goto(reverse("account_login"))
    page.get_by_label("Email address").first.fill(user.email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill("WRONG")
    page.get_by_role("button", name="Continue").click()

    expect(page).to_have_title(re.compile("^Error: "))
    page.locator(".nhsuk-error-summary a").click()
    assert page.evaluate("document.activeElement.name") == "code"
    assert axe(page) == []


def test_the_account_menu_closes_by_keyboard(new_page, user):
    page = new_page()
    sign_in_by_password(page, user)
    menu = page.locator("details.app-account")
    menu.locator("summary").press("Enter")
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None


def test_a_passkey_signs_in(new_page, user):
    page = new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in_by_password(page, user)
    confirm_by_password(page)

    page.get_by_role("button", name="Add this device").click()
    page.get_by_text("Your passkey is added.").wait_for()
    page.locator("summary.app-header__summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.wait_for_url(re.compile(r"/$"))
    assert "A passkey was added" in [message.subject for message in mail.outbox]


def test_a_device_without_a_passkey_is_told_in_plain_words(transactional_db, new_page):
    page = new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    page.goto(reverse("account_login"))
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {"protocol": "ctap2", "transport": "internal"}})
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_text("That did not work: your device offered no passkey").wait_for()
