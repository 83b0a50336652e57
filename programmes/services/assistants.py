"""Assistants: they look after a leader's dates under an address of their own, and go when their leader goes."""

from datetime import date, timedelta

from django.db import transaction

from programmes.access import Role
from programmes.models import Membership, User
from programmes.services import invitations, members, records
from programmes.services.invitations import Round


@transaction.atomic
def name(*, part: Membership, name: str, address: str, by: User, at: date) -> tuple[Membership, Round]:
    """The leader whose `part` it is names somebody, who is invited at that address; with what became of the mail.

    Raises IntegrityError when that person assists them in the programme already.
    """
    assistant = members.join(
        programme=part.programme,
        name=name,
        address=address,
        role=Role.ASSISTANT,
        post=None,
        starts_on=at,
        assists=part.person,
        by=by,
    )
    return assistant, invitations.invite_members([assistant], programme=part.programme, by=by)


@transaction.atomic
def end(*, assistant: Membership, by: User, at: date) -> None:
    """They see and book nothing from this moment on; whoever was named only today is taken out again."""
    if assistant.starts_on < at:
        assistant.ends_on = at - timedelta(days=1)
        records.correct(assistant, by=by)
    else:
        records.withdraw(assistant, by=by)
