"""What leaders say about being counted in the group picture."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from diagnostics.selectors import CONSENT_SUBJECT
from programmes.models import Consent, Person, Programme, User
from programmes.services import audit


@transaction.atomic
def give(*, person: Person, programme: Programme, choice: str, by: User | None, at: datetime | None = None) -> Consent:
    """Store how a person wants to be counted ("count", "name" or "out"); each change is a row, the newest counts.

    Pictures published before keep what they showed. The audit row says that the person answered, never what.
    """
    newest = Consent.objects.filter(person=person, programme=programme, subject=CONSENT_SUBJECT).last()
    if newest and newest.choice == choice:
        return newest
    given = Consent.objects.create(
        person=person, programme=programme, subject=CONSENT_SUBJECT, choice=choice, given_at=at or timezone.now()
    )
    audit.write(by=by, verb="answered", record=given, summary="How the group picture may count them")
    return given
