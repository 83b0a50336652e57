"""Sorting a room's cards into clusters. Every act is one small change, so that two who sort at once lose nothing."""

from django.db import transaction

from diagnostics.services.locking import hold
from programmes.models import User
from programmes.services import audit, ordering, records
from workshops import room_changes
from workshops.models import Cluster, Exercise, Room, Statement

LONGEST_NAME = 120


class Changed(Exception):
    """Somebody else has merged, withdrawn or renamed it meanwhile; the words say what."""


@transaction.atomic
def make(*, exercise: Exercise, name: str, by: User | None, origin: Statement | None = None) -> Cluster:
    """A new cluster after the others; with `origin` that card is the first in it."""
    _hold(exercise)
    place = ordering.last_place(exercise.clusters.all())
    made = records.add(Cluster(exercise=exercise, name=name[:LONGEST_NAME], position=place), by=by)
    if origin is not None:
        _put(origin, made, by=by)
    show(exercise)
    return made


@transaction.atomic
def put(*, statement: Statement, into: Cluster | None, by: User | None) -> None:
    """Put a card into a cluster of its exercise, or back among the loose ones. Raises Changed."""
    _hold(statement.exercise)
    if into is not None:
        into = _standing(into)
    _put(statement, into, by=by)
    show(statement.exercise)


@transaction.atomic
def rename(*, cluster: Cluster, name: str, seen: str, by: User | None) -> None:
    """Call a cluster otherwise; `seen` is the name that whoever renames it has read. Raises Changed."""
    _hold(cluster.exercise)
    standing = _standing(cluster)
    if standing.name not in (seen, name):
        raise Changed(f"Somebody has called it “{standing.name}” meanwhile. Your words were: “{name}”.")
    standing.name = name
    records.correct(standing, by=by)
    show(cluster.exercise)


@transaction.atomic
def merge(*, cluster: Cluster, into: Cluster, by: User | None) -> None:
    """Put all cards of one cluster into another and withdraw the empty one. Raises Changed."""
    _hold(cluster.exercise)
    if cluster.pk == into.pk:
        raise Changed("A cluster cannot be merged into itself.")
    source, target = _standing(cluster), _standing(into)
    Statement.objects.filter(cluster=source).update(cluster=target)
    records.withdraw(source, by=by)
    audit.write(by=by, verb="merged", record=source, summary=f"{source} into {target}")
    show(cluster.exercise)


@transaction.atomic
def move(*, cluster: Cluster, up: bool, by: User | None) -> None:
    """Show it one place earlier or later."""
    _hold(cluster.exercise)
    ordering.move(cluster, among=cluster.exercise.clusters.standing(), up=up, by=by)
    show(cluster.exercise)


@transaction.atomic
def withdraw(*, cluster: Cluster, by: User | None) -> None:
    """Take a cluster apart: its cards are loose again, until it is restored or they are put elsewhere."""
    _hold(cluster.exercise)
    records.withdraw(_standing(cluster), by=by)
    show(cluster.exercise)


@transaction.atomic
def restore(*, cluster: Cluster, by: User | None) -> None:
    """Put a withdrawn cluster back, with those of its cards that nobody has put elsewhere."""
    _hold(cluster.exercise)
    records.restore(cluster, by=by)
    show(cluster.exercise)


@transaction.atomic
def correct_card(*, statement: Statement, by: User | None) -> None:
    """Store the corrected words of a card; where it was put meanwhile it stays."""
    held = Statement.objects.select_for_update().get(pk=statement.pk)
    held.text = statement.text
    records.correct(held, by=by)
    show(statement.exercise)


@transaction.atomic
def withdraw_card(*, statement: Statement, by: User | None) -> None:
    records.withdraw(statement, by=by)
    show(statement.exercise)


@transaction.atomic
def restore_card(*, statement: Statement, by: User | None) -> None:
    records.restore(statement, by=by)
    show(statement.exercise)


def _hold(exercise: Exercise) -> None:
    hold(f"clusters of exercise {exercise.pk}")


def _standing(cluster: Cluster) -> Cluster:
    """The cluster as it is now."""
    found = Cluster.objects.standing().filter(pk=cluster.pk, exercise=cluster.exercise_id).first()
    if found is None:
        raise Changed(
            f"“{cluster}” is not there any more: somebody has merged or withdrawn it. The cards are as below."
        )
    return found


def _put(statement: Statement, into: Cluster | None, *, by: User | None) -> None:
    before = Statement.objects.select_related("cluster").get(pk=statement.pk)
    if into == before.cluster:
        return
    Statement.objects.filter(pk=statement.pk).update(cluster=into)
    said = {"cluster": [str(before.cluster or ""), str(into or "")]}
    audit.write(by=by, verb="sorted", record=statement, changes=said)


def show(exercise: Exercise) -> None:
    """The wall and the desk follow, if they are on this exercise; phones show no piles, so they are left in peace."""
    room = Room.objects.filter(exercise=exercise, state=Room.State.OPEN).first()
    if room is not None:
        room_changes.tallied(room)
