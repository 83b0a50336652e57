"""What a programme holds about one person, as that person reads it and takes it away."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.fields.files import FieldFile


@dataclass(frozen=True)
class Section:
    """One kind of thing: its rows under their headings, and what is said where there are none.

    `note` is what is to be known of all of them, such as when they are deleted.
    """

    key: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    none: str
    note: str = ""

    @property
    def records(self) -> list[dict[str, str]]:
        """The rows, each cell under its heading."""
        return [dict(zip(self.headings, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class OwnFile:
    """A document of theirs that is kept beside the rows, under the name that it is given out."""

    name: str
    file: FieldFile


@dataclass(frozen=True)
class OwnProfile:
    """A conflict profile that is open to its owner: whether its PDF has been made yet."""

    pk: int
    title: str
    is_printed: bool


@dataclass(frozen=True)
class OwnData:
    """Everything about one person in one programme; `asked_of` are those who hold the notes of their conversations."""

    name: str
    programme: str
    system: str
    made_at: datetime
    sections: tuple[Section, ...]
    files: tuple[OwnFile, ...]
    profiles: tuple[OwnProfile, ...]
    has_profile: bool
    asked_of: tuple[str, ...]
