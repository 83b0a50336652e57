"""Notes of conversations: opened by those named."""

from collections.abc import Iterable

from django.db import transaction

from diagnostics.models import Interview
from programmes.models import User
from programmes.services import audit


@transaction.atomic
def note_opening(interviews: Iterable[Interview], *, by: User, what: str) -> None:
    """Write down, for each conversation, that its words were opened; `what` names the page ("Notes", "Coding").

    Its leader reads these rows. The number of queries does not grow with the conversations.
    """
    audit.write_all([audit.Entry("opened", interview, what) for interview in interviews], by=by)
