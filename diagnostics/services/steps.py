"""What a programme asks of its participants before the workshops, and how far each is with what has no other record."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from diagnostics.models import PersonStep, PreWorkStep
from programmes.models import Person, Programme, User
from programmes.services import audit, ordering, records

# The least number of days that a newcomer has for a step.
LEAST_DAYS = 14


@transaction.atomic
def store(*, step: PreWorkStep, by: User | None, debrief: str = "") -> PreWorkStep:
    """Ask for a step, or correct what is asked; with `debrief`, also set when leaders see their own profile.

    `debrief` is one of Programme.Debrief, "" to leave it as it is. Profiles already finished stay as open or closed as
    they are. A new step comes last. Raises IntegrityError where the programme already asks for that step.
    """
    programme = _locked(step.programme_id)
    if debrief and programme.debrief != debrief:
        programme.debrief = debrief
        records.correct(programme, by=by)
    if step.pk:
        return records.correct(step, by=by)
    step.position = ordering.last_place(programme.steps.all())
    return records.add(step, by=by)


@transaction.atomic
def move(*, step: PreWorkStep, earlier: bool, by: User | None) -> None:
    """Let a step change places with the one before it, or after it; the first and the last stay where they are."""
    programme = _locked(step.programme_id)
    ordering.move(step, among=programme.steps.standing(), up=earlier, by=by)


def note_opened(*, step: PreWorkStep, person: Person, at: datetime) -> None:
    """Keep the first moment at which somebody opened a step's page themselves, signed in.

    Call it from that page, for the signed-in leader only. Of an anonymous survey nothing is kept. It leaves no audit
    row: reading one's own page is no act on a record.
    """
    if not step.is_tracked:
        return
    own, is_new = PersonStep.objects.get_or_create(step=step, person=person, defaults={"opened_at": at})
    if not is_new and own.opened_at is None:
        PersonStep.objects.filter(pk=own.pk, opened_at=None).update(opened_at=at)


@transaction.atomic
def mark_read(*, step: PreWorkStep, person: Person, at: datetime, by: User | None) -> PersonStep:
    """The leader says that they have read it. Saying so twice keeps the first moment."""
    own = _own(step, person)
    if own.done_at is None:
        own.done_at = at
        own.opened_at = own.opened_at or at
        own.save(update_fields=["done_at", "opened_at"])
        audit.write(by=by, verb="marked as read", record=own)
    return own


@transaction.atomic
def mark_unread(*, step: PreWorkStep, person: Person, by: User | None) -> PersonStep:
    """The leader takes that back."""
    own = _own(step, person)
    if own.done_at is not None:
        own.done_at = None
        own.save(update_fields=["done_at"])
        audit.write(by=by, verb="marked as not read", record=own)
    return own


@transaction.atomic
def give_own_date(*, step: PreWorkStep, person: Person, due_on: date | None, by: User | None) -> PersonStep:
    """Give one person a date of their own for a step; None goes back to everybody's."""
    return _change(_own(step, person), by, due_on=due_on)


@transaction.atomic
def leave_out(*, step: PreWorkStep, person: Person, by: User | None) -> PersonStep:
    """Do not ask this person for this step. What they gave stays theirs."""
    return _change(_own(step, person), by, is_left_out=True)


@transaction.atomic
def ask_again(*, step: PreWorkStep, person: Person, by: User | None) -> PersonStep:
    """Ask this person for this step after all."""
    return _change(_own(step, person), by, is_left_out=False)


@transaction.atomic
def welcome(*, person: Person, programme: Programme, at: date, by: User | None) -> tuple[PersonStep, ...]:
    """Give somebody who joins in mid-programme the steps that still make sense, with dates of their own.

    The rule. A survey whose date is past is over, because its answers are being read already: they are left out of it.
    Everything else serves the newcomer themselves and is asked: the conflict profile is theirs to read, and waits for
    later pictures of the group; the conversation is how they join; reading stays worth reading. Their date is the day
    `at` plus as many days as the others had, from the day on which the step was asked for, at least LEAST_DAYS. A step
    without a date, with a date that is later still, or asked for only later keeps the common date. A date or a decision
    that is there already stays, so that calling this twice changes nothing. Once the programme is over nothing is
    asked any more: they are left out of every step.

    Returns the rows made. The facilitator sees and changes each of them on the person's page.
    """
    own = {row.step_id: row for row in PersonStep.objects.filter(step__programme=programme, person=person)}
    made = []
    for step in programme.steps.standing().asked_by(at):
        if step.pk in own and (own[step.pk].due_on or own[step.pk].is_left_out):
            continue
        if _is_over(step, programme, at):
            made.append(leave_out(step=step, person=person, by=by))
        elif (due_on := _newcomers_date(step, at)) != step.due_on:
            made.append(give_own_date(step=step, person=person, due_on=due_on, by=by))
    return tuple(made)


def _is_over(step: PreWorkStep, programme: Programme, at: date) -> bool:
    if programme.ends_on and programme.ends_on.last_day < at:
        return True
    return step.kind == PreWorkStep.Kind.SURVEY and step.due_on is not None and step.due_on < at


def _newcomers_date(step: PreWorkStep, at: date) -> date | None:
    if step.due_on is None:
        return None
    asked_on = step.opens_on or timezone.localdate(step.created_at)
    days = max((step.due_on - asked_on).days, LEAST_DAYS)
    return max(step.due_on, at + timedelta(days=days))


def _locked(programme: int) -> Programme:
    return Programme.objects.select_for_update().get(pk=programme)


def _own(step: PreWorkStep, person: Person) -> PersonStep:
    """This person's row for the step, locked."""
    PersonStep.objects.get_or_create(step=step, person=person)
    return PersonStep.objects.select_for_update().select_related("step", "person").get(step=step, person=person)


def _change(own: PersonStep, by: User | None, **values: object) -> PersonStep:
    before = {name: audit.plain(getattr(own, name)) for name in values}
    for name, value in values.items():
        setattr(own, name, value)
    changes = audit.differences(before, {name: audit.plain(value) for name, value in values.items()})
    if changes:
        own.save(update_fields=list(values))
        audit.write(by=by, verb="corrected", record=own, changes=changes)
    return own
