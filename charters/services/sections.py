"""The sections of a charter: their headings, their order, and leaving out those that nothing stands in."""

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from charters.models import Charter, Proposal, Section
from charters.services.charter import NotFree, lock
from programmes.models import User
from programmes.services import audit, records

IN_USE = (
    "Something still stands in this section, or is proposed for it. Move or withdraw that first, then leave the "
    "section out."
)


@transaction.atomic
def add(*, charter: Charter, title: str, introduction: str = "", by: User) -> Section:
    """A new section, after the others. Its key comes from its heading and stays."""
    locked = lock(charter)
    last = locked.sections.aggregate(last=Max("position"))["last"] or 0
    key = _free_key(locked, title)
    section = Section(charter=locked, key=key, title=title, introduction=introduction, position=last + 1)
    return records.add(section, by=by)


@transaction.atomic
def move(*, section: Section, up: bool, by: User) -> None:
    """One place up or down among the standing sections; at the end of the list, or left out, it stays where it is."""
    lock(section.charter)
    order = list(section.charter.sections.standing())
    if section not in order:
        return
    place = order.index(section)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for position, one in enumerate(order, start=1):
        one.position = position
    Section.objects.bulk_update(order, ["position"])
    audit.write(by=by, verb="moved up" if up else "moved down", record=section)


@transaction.atomic
def withdraw(*, section: Section, by: User) -> None:
    """Leave a section out. Raises NotFree while a commitment stands in it or a proposal for it waits."""
    lock(section.charter)
    waiting = section.proposals.standing().exclude(state=Proposal.State.AGREED)
    if section.commitments.standing().exists() or waiting.exists():
        raise NotFree(IN_USE)
    records.withdraw(section, by=by)


def _free_key(charter: Charter, title: str) -> str:
    """A key that no section of the charter has, standing or withdrawn."""
    wanted = slugify(title)[:16] or "section"
    taken = set(charter.sections.values_list("key", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(key for key in numbered if key not in taken)
