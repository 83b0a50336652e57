"""`make administrator`: the way into an empty portal."""

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from programmes.models import User
from programmes.services import people


class Command(BaseCommand):
    help = "Makes an administrator, who can then invite everybody else."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", required=True)

    def handle(self, *, email, name, **options):
        _check(email, name)
        password = _ask_for_password() if sys.stdin.isatty() else None
        user = people.create_administrator(email=email, name=name, password=password)
        way = "with this password or with a code sent to that address" if password else "with a code sent to it"
        self.stdout.write(f"{name} is an administrator and signs in as {user.email}, {way}.")


def _check(email, name):
    if not name.strip():
        raise CommandError('Say who it is: make administrator EMAIL=you@example.org NAME="Your Name"')
    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise CommandError(f"“{email}” is not an e-mail address.") from error
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise CommandError(f"{email} has an account already.")


def _ask_for_password():
    """A password typed twice, or None: without one, they sign in with e-mailed codes."""
    password = getpass.getpass("Password of at least 12 characters (Enter for none): ")
    if not password:
        return None
    if getpass.getpass("The same again: ") != password:
        raise CommandError("The two are not the same. Nothing was changed.")
    try:
        validate_password(password)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return password
