import pytest
from django.core.management import CommandError, call_command

from programmes.models import AuditEvent, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_terminal(monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)


@pytest.fixture
def typed(monkeypatch):
    """A function that says what will be typed where a password is asked for."""

    def answers(*passwords):
        answers = iter(passwords)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))

    return answers


def make(email="first@example.org", name="First Administrator"):
    call_command("first_administrator", email, name=name)


def test_an_administrator_without_a_password_signs_in_by_code(no_terminal, capsys):
    make(" First@Example.org ")
    user = User.objects.get()
    assert (user.email, user.is_administrator, user.has_usable_password()) == ("first@example.org", True, False)
    assert str(user.person) == "First Administrator"
    assert capsys.readouterr().out == (
        "First Administrator is an administrator and signs in as first@example.org, with a code sent to it.\n"
    )
    assert AuditEvent.objects.filter(verb="made administrator").count() == 1


def test_a_typed_password_is_theirs(typed):
    typed("correct horse battery", "correct horse battery")
    make()
    assert User.objects.get().check_password("correct horse battery")


@pytest.mark.parametrize(
    ("passwords", "message"),
    [
        (("correct horse battery", "correct horse batteries"), "The two are not the same. Nothing was changed."),
        (("short", "short"), "This password is too short. It must contain at least 12 characters."),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(typed, passwords, message):
    typed(*passwords)
    with pytest.raises(CommandError, match=f"^{message}$"):
        make()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("email", "name", "message"),
    [
        ("nobody", "Somebody", "“nobody” is not an e-mail address."),
        ("", "Somebody", "“” is not an e-mail address."),
        ("first@example.org", " ", 'Say who it is: make administrator EMAIL=you@example.org NAME="Your Name"'),
    ],
)
def test_what_is_missing_is_said(no_terminal, email, name, message):
    with pytest.raises(CommandError) as caught:
        make(email, name)
    assert str(caught.value) == message


def test_nobody_is_made_twice(no_terminal):
    make()
    with pytest.raises(CommandError, match=r"^FIRST@example\.org has an account already\.$"):
        make("FIRST@example.org")
