"""A published picture on the projector: the modes with their counts, and who agreed to stand beside them by name."""

from dataclasses import dataclass
from datetime import date

from diagnostics import scoring
from diagnostics.models import Release
from diagnostics.modes import Mode
from diagnostics.selectors import profiles as selectors
from diagnostics.selectors import releases as release_selectors


@dataclass(frozen=True)
class ModeInRoom:
    """One mode: how many put it first, as published, and the names that may be shown."""

    mode: str
    count: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Room:
    message: str
    modes: tuple[ModeInRoom, ...]
    questions: tuple[str, ...]
    has_names: bool


def gather(release: Release, *, at: date) -> Room:
    """What the wall shows on the day `at`: names on the day that the release says, and on no other."""
    profiles = release_selectors.named_in_the_room(release) if release.room_on == at else ()
    names = selectors.member_names(release.programme) if profiles else {}
    placed = [(names.get(each.person_id, each.person.name), scoring.order(each.result).first) for each in profiles]
    shown = release.figures["columns"]["first"]["shown"]
    modes = tuple(
        ModeInRoom(mode.value, _count(shown[mode]), tuple(sorted(name for name, first in placed if mode in first)))
        for mode in Mode
    )
    reading = release.figures["reading"]
    return Room(reading["title"], modes, tuple(reading["questions"]), has_names=bool(profiles))


def _count(shown: int | str) -> str:
    return "nobody" if shown == 0 else str(shown)
