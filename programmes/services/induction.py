"""A newcomer's own induction list: made from the programme's, edited for them, ticked off by them."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from programmes.models import InductionTask, Membership, User
from programmes.models.induction import Place
from programmes.services import audit, ordering, records

# By when a newcomer should be through, counted from their first day, or from the day the list is made if that is later.
WITHIN = timedelta(days=28)

# What we suggest where a programme has written down nothing of its own.
DEFAULTS: tuple[tuple[str, str], ...] = (
    ("Read the charter that the group made", Place.CHARTER),
    ("Look at the pictures of the group that are published", Place.SNAPSHOT),
    ("See who takes part, and in which posts", Place.PEOPLE),
    ("Book a conversation, so that your view is heard too", Place.CONVERSATION),
    ("Meet your buddy, a leader who has been here for longer", Place.BUDDY),
)


@transaction.atomic
def start(*, membership: Membership, by: User, at: date) -> list[InductionTask]:
    """Give a newcomer a list of their own; [] where they have had one, whatever became of its lines."""
    held = Membership.objects.select_for_update().get(pk=membership.pk)
    if held.induction.exists():
        return []
    due_on = max(at, held.starts_on) + WITHIN
    tasks = [
        InductionTask(
            programme_id=held.programme_id, membership=held, text=text, points_at=place, due_on=due_on, position=number
        )
        for number, (text, place) in enumerate(_lines(held))
    ]
    InductionTask.objects.bulk_create(tasks)
    audit.write(by=by, verb="started induction", record=held, summary=f"{held.shown_name}: {len(tasks)} lines")
    return tasks


def _lines(membership: Membership) -> tuple[tuple[str, str], ...]:
    """What the programme gives its newcomers, in its order; our suggestions where it has written down nothing."""
    items = membership.programme.inductionitems.standing()
    return tuple(items.values_list("text", "points_at")) or DEFAULTS


@transaction.atomic
def add(task: InductionTask, *, by: User) -> InductionTask:
    """Store a new line as the last of the newcomer's list."""
    task.position = ordering.last_place(_beside(task))
    return records.add(task, by=by)


def move(task: InductionTask, *, up: bool, by: User) -> None:
    """Change places with the line above (or below); nothing happens at the end of the list."""
    ordering.move(task, among=_beside(task), up=up, by=by)


@transaction.atomic
def tick(task: InductionTask, *, done: bool, by: User, at: datetime) -> None:
    """Tick a line off, or take the tick back; a second time changes nothing."""
    held = InductionTask.objects.select_for_update().get(pk=task.pk)
    if done == (held.done_at is not None):
        return
    held.done_at = at if done else None
    held.save(update_fields=["done_at"])
    audit.write(by=by, verb="ticked off" if done else "took the tick back", record=held)


def _beside(task: InductionTask) -> QuerySet[InductionTask]:
    return InductionTask.objects.of_part(task.membership).standing()
