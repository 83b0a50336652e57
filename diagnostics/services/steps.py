"""What a programme asks of its participants before the workshops."""

from django.db import transaction

from diagnostics.models import PreWorkStep
from programmes.models import Programme, User
from programmes.services import records


@transaction.atomic
def store(*, step: PreWorkStep, debrief: str, by: User | None) -> PreWorkStep:
    """Ask for a step, or correct what is asked, and set when leaders see their own profile.

    `debrief` is one of Programme.Debrief. Profiles already finished stay as open or closed as they are. Raises
    IntegrityError where the programme already asks for that step.
    """
    programme = Programme.objects.select_for_update().get(pk=step.programme_id)
    if programme.debrief != debrief:
        programme.debrief = debrief
        records.correct(programme, by=by)
    return records.correct(step, by=by) if step.pk else records.add(step, by=by)
