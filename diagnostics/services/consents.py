"""What leaders say about being counted in the group picture."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from diagnostics.selectors.profiles import CONSENT_SUBJECT
from programmes.models import Consent, Person, Programme, User
from programmes.services import audit

SUMMARY = "How the group picture may count them"


@transaction.atomic
def give(*, person: Person, programme: Programme, choice: str, by: User | None, at: datetime | None = None) -> Consent:
    """Store how a person wants to be counted ("count", "name" or "out"); each change is a row, the newest counts.

    Pictures published before keep what they showed. The audit row says that the person answered, never what.
    """
    newest = Consent.objects.filter(person=person, programme=programme, subject=CONSENT_SUBJECT).last()
    if newest and newest.choice == choice and newest.told_to_id is None:
        return newest
    given = Consent.objects.create(
        person=person, programme=programme, subject=CONSENT_SUBJECT, choice=choice, given_at=at or timezone.now()
    )
    audit.write(by=by, verb="answered", record=given, summary=SUMMARY)
    return given


@transaction.atomic
def note_as_told(*, person: Person, programme: Programme, choice: str, by: User) -> Consent | None:
    """Write down what a leader told the facilitator: "count" or "out". Returns None, and changes nothing, where the
    leader has answered here: nobody speaks for them then. Raises ValueError for "name", which only they can say.
    """
    if choice == Consent.Choice.NAME:
        raise ValueError("Only the leader can agree to be shown by name.")
    newest = Consent.objects.filter(person=person, programme=programme, subject=CONSENT_SUBJECT).last()
    if newest and (newest.told_to_id is None or newest.choice == choice):
        return None
    noted = Consent.objects.create(
        person=person, programme=programme, subject=CONSENT_SUBJECT, choice=choice, told_to=by
    )
    audit.write(by=by, verb="noted", record=noted, summary=SUMMARY)
    return noted
