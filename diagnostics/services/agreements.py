"""Asking those few who could be told apart whether the next release may move with them all the same."""

from django.db import transaction

from diagnostics.models import Agreement, Instrument
from diagnostics.services.ledgering import Draft
from programmes.models import User
from programmes.services import audit


@transaction.atomic
def ask(*, draft: Draft, by: User) -> None:
    """Ask everybody whose agreement could bring more into the drafted release, each once.

    Whoever asks learns neither whom nor how many.
    """
    programme, instrument = draft.programme, draft.circle.source
    asked = [Agreement(programme=programme, instrument=instrument, person_id=pk) for pk in sorted(draft.to_ask)]
    Agreement.objects.bulk_create(asked, ignore_conflicts=True)
    audit.write(by=by, verb="asked", record=programme, summary=_summary(instrument))


@transaction.atomic
def answer(*, agreement: Agreement, choice: str, by: User) -> bool:
    """Store "yes" or "no" until the next release is published. False where it is published already.

    The audit row says that the person answered, never what.
    """
    pending = Agreement.objects.filter(pk=agreement.pk, release__isnull=True)
    if not pending.update(answer=choice):
        return False
    audit.write(by=by, verb="answered", record=agreement, summary=_summary(agreement.instrument))
    return True


def _summary(instrument: str) -> str:
    what = "list of themes" if instrument == Instrument.CONVERSATIONS else "team snapshot"
    return f"Agreement to the next {what}"
