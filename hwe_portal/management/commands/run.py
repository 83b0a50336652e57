"""`make run`: prepares the database, then runs the web server, the worker and the clock together."""

import io
import os
import sys
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from hwe_portal import processes
from hwe_portal.celery import SEALING_QUEUE
from hwe_portal.supervisor import Service, StopsTooOften, Supervisor
from programmes.models import User

# In a container everything runs as root, and Celery says at length that it should not.
QUIET_AS_ROOT = "ignore:You're running the worker with superuser privileges"
NO_ADMINISTRATOR = """Nobody can sign in yet. Make the first administrator, in another terminal:

    make administrator EMAIL=you@example.org NAME="Your Name"
"""


class Command(BaseCommand):
    help = "Prepares the database and runs the web server, the worker and the clock until Ctrl-C."
    requires_system_checks = []  # they take half a second, and the worker runs them

    def handle(self, **options):
        port = _port()
        self._prepare()
        sign_ins = self._load_demonstration() if _wants_demonstration() else ""
        has_administrator = User.objects.filter(is_administrator=True, is_active=True).exists()
        connections.close_all()

        def welcome():
            self._say(_welcome(port, sign_ins, has_administrator))

        try:
            Supervisor(_services(port)).run(is_ready=lambda: _answers(port), on_ready=welcome)
        except StopsTooOften as error:
            raise CommandError(error) from error

    def _prepare(self):
        self._say("Preparing the database.")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)

    def _load_demonstration(self):
        """Load the demonstration programmes where there is nobody yet; returns the table of sign-ins."""
        if not User.objects.exists():
            self._say("Loading the demonstration programmes. This happens once and takes about half a minute.")
        table = io.StringIO()
        call_command("load_demonstration", stdout=table)
        return table.getvalue()

    def _say(self, sentence):
        self.stdout.write(sentence)
        self.stdout.flush()


def _port():
    """The port that PORT names. Raises CommandError when it is no port or taken."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise CommandError(f"PORT must be a number from 1 to 65535, not “{text}”.")
    if not processes.is_free(int(text)):
        raise CommandError(
            f"Port {text} is taken by another program, perhaps by the portal itself. "
            f"Stop that one, or choose another port: make run PORT={min(int(text) + 1, 65535)}"
        )
    return int(text)


def _wants_demonstration():
    return os.environ.get("DEMO", "yes").lower() not in {"no", "0", "false", "off"}


def _services(port):
    celery = [sys.executable, "-W", QUIET_AS_ROOT, "-m", "celery", "--app", "hwe_portal", "--quiet"]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    sealing = ["--queues", SEALING_QUEUE, "--concurrency", "1", "--hostname", "sealing@%h"]
    server = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning", "--timeout-graceful-shutdown", "3"]
    return [
        Service("web server", [sys.executable, "-m", "uvicorn", "hwe_portal.asgi:application", *server]),
        Service("worker", [*celery, "worker", "--loglevel", "WARNING", "--concurrency", "2", *alone]),
        Service("sealing worker", [*celery, "worker", "--loglevel", "WARNING", *sealing, *alone]),
        Service("clock", [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""]),
    ]


def _answers(port):
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
            return response.status == 200
    except (URLError, OSError):
        return False


def _welcome(port, sign_ins, has_administrator):
    address = f"http://localhost:{port}/"
    lines = ["", f"The portal is ready: {address}"]
    if settings.MAILBOX_PAGE:
        lines.append(f"Mail that it sends is kept at {address}mailbox/")
    who = sign_ins or ("" if has_administrator else NO_ADMINISTRATOR)
    lines += ["", who.rstrip()] if who else []
    return "\n".join([*lines, "", "Ctrl-C stops it."])
