"""Development only: the mails that the portal sent, read from the folder in which the mail backend keeps them."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from programmes.services.letters import UNLISTED

SHOWN = 50
# What Django's file backend writes after each message.
BETWEEN = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True)
class Mail:
    sent: datetime | None
    to: str
    subject: str
    body: str
    is_unlisted: bool = False


@login_not_required
@require_http_methods(["GET"])
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest mails; where mail goes to a server instead, says which."""
    context = {"mails": newest(), "server": "" if settings.EMAIL_FILE_PATH else _server()}
    return render(request, "programmes/accounts/mailbox.html", context)


def newest() -> list[Mail]:
    """At most 50 mails, newest first; not those that say by being there what only their reader may know."""
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), reverse=True) if settings.EMAIL_FILE_PATH else []
    mails = [mail for file in files[:SHOWN] for mail in _mails(file) if not mail.is_unlisted]
    return sorted(mails, key=lambda mail: mail.sent.timestamp() if mail.sent else 0, reverse=True)[:SHOWN]


def _mails(file: Path) -> list[Mail]:
    """The mails of one file, which holds what was sent over one connection; the last first."""
    raw = file.read_bytes().split(BETWEEN)
    return [_mail(one) for one in reversed(raw) if one.strip()]


def _mail(raw: bytes) -> Mail:
    message = message_from_bytes(raw.lstrip(), policy=policy.default)
    body = message.get_body(("plain",))
    date = message["Date"]
    return Mail(
        sent=date.datetime if date else None,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        body=body.get_content() if body else "",
        is_unlisted=UNLISTED in message,
    )


def _server() -> str:
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}" if settings.EMAIL_HOST else settings.EMAIL_BACKEND
