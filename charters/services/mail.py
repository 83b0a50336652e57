"""Mail to members of a charter's group: stored for each who can be reached, and put on its way in one job."""

from collections.abc import Sequence

from charters.letters import TASK
from programmes import account_selectors
from programmes.models import Membership, Notice, Programme, User
from programmes.services import notices
from programmes.services.invitations import reach


def write_to(
    parts: Sequence[Membership], *, kind: Notice.Kind, programme: Programme, about: dict, by: User, back: str
) -> list[Notice]:
    """Write one mail each to these members, whose persons and users are at hand; to nobody who has no address.

    To be called in a transaction. While mail of the programme is held, the mails are stored and stay.
    """
    barred = account_selectors.unreachable([part.person for part in parts])
    reached = [part for part in parts if not barred.get(part.person_id)]
    drafts = [
        notices.draft(
            kind=kind,
            person=part.person,
            address=part.person.user.email if part.person.user else reach(part.person, by=by),
            by=by,
            programme=programme,
            about=about,
            task=TASK,
        )
        for part in reached
    ]
    state = Notice.State.HELD if notices.held(programme) else Notice.State.WAITING
    for draft in drafts:
        draft.state = state
    written = Notice.objects.bulk_create(drafts)
    notices.send(written, by=by, back=back, programme=programme)
    return written
