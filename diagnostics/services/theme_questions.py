"""Themes of which three or four spoke: asking exactly those whether it may go out as a question, without a count.

Whoever asks learns "asked", and later "may go out" or "not yet": never who was asked, who agreed or who declined.
"""

from django.db import transaction
from django.utils import timezone

from diagnostics import naming
from diagnostics.models import Theme, ThemeAgreement
from diagnostics.selectors import theme_releases as selectors
from diagnostics.services import ledgering, locking
from diagnostics.services.theme_releases import draft
from programmes.models import User
from programmes.services import audit

NOT_NOW = "Only a theme that few spoke of can become a question, once there are enough conversations."
SUMMARY = "Whether a theme may become a question"


class Refused(Exception):
    """It cannot be asked; says why in plain words."""


@transaction.atomic
def ask(*, theme: Theme, question: str, by: User) -> None:
    """Ask everybody counted who spoke of a theme; whoever was asked before is asked anew where the words changed.

    Whoever was asked once must have agreed, counted or not: who asks again learns nothing by leaving somebody out.
    Raises Refused.
    """
    locking.hold(ledgering.LOCK)
    question = " ".join(question.split())
    if found := naming.found_in(question, selectors.roster(theme.programme)):
        raise Refused(f"It names {', '.join(found)}. Leave that out.")
    ready = draft(programme=theme.programme)
    if not ready.may_be_asked(theme):
        raise Refused(NOT_NOW)
    asked = ThemeAgreement.objects.filter(theme=theme)
    asked.exclude(question=question).update(question=question, answer="", asked_at=timezone.now())
    ThemeAgreement.objects.bulk_create(
        [
            ThemeAgreement(programme=theme.programme, theme=theme, person_id=person, question=question)
            for person in sorted(ready.speakers(theme))
        ],
        ignore_conflicts=True,
    )
    audit.write(by=by, verb="asked", record=theme, summary=SUMMARY)


@transaction.atomic
def answer(*, asked: ThemeAgreement, choice: str, by: User) -> bool:
    """Store "yes" or "no" until the question goes out. False where it has, or is asked in other words meanwhile.

    The audit row says that the person answered, never what.
    """
    locking.hold(ledgering.LOCK)
    pending = ThemeAgreement.objects.pending().filter(pk=asked.pk, question=asked.question)
    if not pending.update(answer=choice):
        return False
    audit.write(by=by, verb="answered", record=asked, summary=SUMMARY)
    return True
