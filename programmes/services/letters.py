"""The words of a mail, made when it goes out: a notice stores only what it is about."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from programmes.access import Role
from programmes.models import Membership, Notice, SystemMembership

# A mail with this header says by being there what nobody but its reader may know: no page that shows mail lists it.
UNLISTED = "X-Portal-Unlisted"
GONE = "They take no part in the programme any more."


class Needless(Exception):
    """By the time that a mail goes out there is no reason left to send it; says why in plain words."""


def write(notice: Notice) -> EmailMessage:
    """The words of a mail of accounts and invitations. Raises Needless."""
    return compose(notice, "programmes/mail", {"notice": notice, **_about(notice)})


def compose(notice: Notice, folder: str, context: dict) -> EmailMessage:
    """A mail in plain text from `<kind>.txt` and `<kind>_subject.txt` in a folder of templates.

    They get the context and, as `link`, the page to sign in. An answer goes to the person who caused the mail.
    """
    given = {"notice": notice, "link": sign_in_link(notice.address), **context}
    subject = render_to_string(f"{folder}/{notice.kind}_subject.txt", given)
    return envelope(notice, subject, render_to_string(f"{folder}/{notice.kind}.txt", given))


def envelope(notice: Notice, subject: str, body: str) -> EmailMessage:
    """A mail with these words, ready to go; a subject is one line, whatever was typed.

    Mail servers return it to MAIL_BOUNCES_TO, where that is set; its reader sees DEFAULT_FROM_EMAIL.
    """
    reply_to = [notice.by.email] if notice.by else None
    return EmailMessage(
        " ".join(subject.split()), body, to=[notice.address], reply_to=reply_to,
        from_email=settings.MAIL_BOUNCES_TO or settings.DEFAULT_FROM_EMAIL,
        headers={"From": settings.DEFAULT_FROM_EMAIL},
    )  # fmt: skip


def sign_in_link(address: str) -> str:
    """The page that sends a code, with the address filled in. It opens nothing by itself."""
    return f"{settings.PORTAL_URL.rstrip('/')}{reverse('account_request_login_code')}?{urlencode({'email': address})}"


def _about(notice: Notice) -> dict:
    """What the reader is asked to do: the roles in the programme, or what they run."""
    if notice.programme:
        parts = Membership.objects.standing().filter(programme=notice.programme, person=notice.person)
        roles = set(parts.exclude(ends_on__lt=timezone.localdate()).values_list("role", flat=True))
        if not roles:
            raise Needless(GONE)
        return {"programme": notice.programme, "roles": roles, "Role": Role}
    run = SystemMembership.objects.filter(person=notice.person, ends_on=None).select_related("system")
    user = notice.person.user if notice.person else None
    return {"systems": [row.system for row in run], "is_administrator": user is not None and user.is_administrator}
