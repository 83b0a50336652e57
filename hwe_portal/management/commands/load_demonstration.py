"""Two programmes to look at, and a sign-in for each role: for a machine of one's own, never for a portal in use."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hwe_portal.demonstration import accounts
from hwe_portal.demonstration.load import load
from programmes.models import System, User

IN_USE = "The portal has people or systems of its own, so the demonstration was not loaded."
NOT_HERE = "The demonstration has passwords that everybody knows. It is for development; --force loads it all the same."


class Command(BaseCommand):
    help = "Loads the demonstration programmes into an empty database and prints who can sign in."

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="Load it outside development too.")

    def handle(self, *, force=False, **options):
        if not (settings.DEMONSTRATION_ALLOWED or force):
            raise CommandError(NOT_HERE)
        if not (User.objects.exists() or System.objects.exists()):
            load()
        elif not User.objects.filter(email=accounts.FACILITATOR.address).exists():
            self.stderr.write(IN_USE)
            return
        self.stdout.write(accounts.table())
