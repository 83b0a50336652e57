"""The words of a mail, made when it goes out: a notice stores only what it is about."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from programmes.access import Role
from programmes.models import Membership, Notice, SystemMembership


def write(notice: Notice) -> EmailMessage:
    """The mail of a notice, in plain text; an answer to it goes to the person who caused it."""
    context = {"notice": notice, "link": sign_in_link(notice.address), **_about(notice)}
    folder = f"programmes/mail/{notice.kind}"
    subject = " ".join(render_to_string(f"{folder}_subject.txt", context).split())
    body = render_to_string(f"{folder}.txt", context)
    reply_to = [notice.by.email] if notice.by else None
    return EmailMessage(subject, body, to=[notice.address], reply_to=reply_to)


def sign_in_link(address: str) -> str:
    """The page that sends a code, with the address filled in. It opens nothing by itself."""
    return f"{settings.PORTAL_URL.rstrip('/')}{reverse('account_request_login_code')}?{urlencode({'email': address})}"


def _about(notice: Notice) -> dict:
    """What the reader is asked to do: the roles in the programme, or what they run."""
    if notice.programme:
        parts = Membership.objects.standing().filter(programme=notice.programme, person=notice.person)
        roles = set(parts.values_list("role", flat=True))
        return {"programme": notice.programme, "roles": roles, "Role": Role}
    run = SystemMembership.objects.filter(person=notice.person, ends_on=None).select_related("system")
    user = notice.person.user
    return {"systems": [row.system for row in run], "is_administrator": user is not None and user.is_administrator}
