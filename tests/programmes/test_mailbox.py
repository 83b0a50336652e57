"""Mail in development: where the default address leads, what the mailbox page shows, and that production has none."""

import runpy

import pytest
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse

from programmes.services.letters import UNLISTED

FILES = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, str(tmp_path / "mail")
    return tmp_path / "mail"


def _settings(monkeypatch, **environment):
    for name in ("EMAIL_URL", "PORT", "PORTAL_URL", "DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path("hwe_portal/settings/base.py")


def test_by_default_mail_is_kept_in_a_folder_of_the_data(monkeypatch, tmp_path):
    found = _settings(monkeypatch, DATA_DIR=str(tmp_path))
    assert (found["EMAIL_BACKEND"], found["EMAIL_FILE_PATH"]) == (FILES, str(tmp_path / "mail"))


def test_a_folder_may_be_named(monkeypatch):
    assert _settings(monkeypatch, EMAIL_URL="filemail:///srv/mail")["EMAIL_FILE_PATH"] == "/srv/mail"


def test_a_server_may_be_named(monkeypatch):
    found = _settings(monkeypatch, EMAIL_URL="smtp+tls://portal:s%40crt@mail.example:587")
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_FILE_PATH")
    assert [found[name] for name in names] == ["mail.example", 587, "portal", "s@crt", True, ""]


def test_links_in_mails_lead_to_the_port_or_the_address_named(monkeypatch):
    assert _settings(monkeypatch)["PORTAL_URL"] == "http://localhost:8000"
    assert _settings(monkeypatch, PORT="8123")["PORTAL_URL"] == "http://localhost:8123"
    assert _settings(monkeypatch, PORTAL_URL="https://portal.example")["PORTAL_URL"] == "https://portal.example"


@pytest.mark.django_db
def test_the_newest_mail_comes_first_with_its_links(client, folder):
    with get_connection() as connection:
        for subject in ("First", "Second"):
            mail = EmailMessage(subject, "Go to http://localhost:8000/x?a=1&b=2\n\nZoë <b>", to=["ada@example.org"])
            mail.connection = connection
            mail.send()
    page = client.get(reverse("mailbox"))
    assert [(mail.subject, mail.to) for mail in page.context["mails"]] == [
        ("Second", "ada@example.org"),
        ("First", "ada@example.org"),
    ]
    shown = page.content.decode()
    assert '<a href="http://localhost:8000/x?a=1&amp;b=2" rel="nofollow">' in shown
    assert "Zoë &lt;b&gt;" in shown


@pytest.mark.django_db
def test_a_mail_that_says_something_by_being_there_is_not_listed(client, folder):
    for subject, headers in (("Shown", {}), ("Hidden", {UNLISTED: "yes"})):
        EmailMessage(subject, "Words", to=["ada@example.org"], headers=headers).send()
    assert [mail.subject for mail in client.get(reverse("mailbox")).context["mails"]] == ["Shown"]


@pytest.mark.django_db
def test_an_empty_mailbox_says_what_to_do(client, folder):
    assert "No mail yet." in client.get(reverse("mailbox")).content.decode()


@pytest.mark.django_db
def test_where_mail_goes_to_a_server_the_page_says_which(client, settings):
    settings.EMAIL_FILE_PATH, settings.EMAIL_HOST, settings.EMAIL_PORT = "", "mail.example", 25
    assert "Mail goes to mail.example:25" in client.get(reverse("mailbox")).content.decode()
