"""Materials of a meeting: links, files and photographs of flipcharts, kept under names that say nothing."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import IO
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from programmes.models import User
from programmes.services import records
from workshops import photographs
from workshops.models import Event, Exercise, Material
from workshops.photographs import Photograph

Kind = Material.Kind
SCHEMES = ("http://", "https://")


def add_link(*, event: Event, title: str, link: str, for_leaders: bool, by: User) -> Material:
    """A page elsewhere. Raises ValueError for an address that is not on the web."""
    if not link.lower().startswith(SCHEMES):
        raise ValueError(link)
    return records.add(Material(event=event, kind=Kind.LINK, title=title, link=link, for_leaders=for_leaders), by=by)


def add_file(*, event: Event, title: str, file: IO[bytes], ending: str, for_leaders: bool, by: User) -> Material:
    """A file as it came in; `ending` is what `material_files.ending_of` found."""
    material = Material(event=event, kind=Kind.FILE, title=title, for_leaders=for_leaders)
    material.file = File(file, name=f"{uuid4().hex}{ending}")
    with _no_file_left([material]):
        return records.add(material, by=by)


@transaction.atomic
def add_photographs(
    *,
    event: Event,
    title: str,
    taken: Iterable[Photograph],
    for_leaders: bool,
    exercise: Exercise | None = None,
    by: User,
) -> list[Material]:
    """Photographs under one title, numbered where there are several; of an exercise's flipcharts where one is named."""
    taken = list(taken)
    made = [
        Material(event=event, kind=Kind.PHOTOGRAPH, title=each, for_leaders=for_leaders, exercise=exercise)
        for each in _numbered(title, len(taken))
    ]
    with _no_file_left(made):
        for material, each in zip(made, taken, strict=True):
            _keep(material, each, by=by)
    return made


def small_name(name: str) -> str:
    """Where the small picture beside a photograph is kept."""
    path = PurePath(name)
    return str(path.with_name(f"{path.stem}-small{path.suffix}"))


def _numbered(title: str, count: int) -> list[str]:
    return [title] if count == 1 else [f"{title} ({number} of {count})" for number in range(1, count + 1)]


def _keep(material: Material, taken: Photograph, *, by: User) -> None:
    material.file = ContentFile(taken.large, name=f"{uuid4().hex}{photographs.ENDING}")
    records.add(material, by=by)
    default_storage.save(small_name(material.file.name or ""), ContentFile(taken.small))


@contextmanager
def _no_file_left(materials: Iterable[Material]) -> Iterator[None]:
    """What is not stored as records leaves no file behind, neither of the one that failed nor of those before it."""
    try:
        yield
    except BaseException:
        for material in materials:
            if material.file:
                default_storage.delete(small_name(material.file.name or ""))
                material.file.delete(save=False)
        raise
