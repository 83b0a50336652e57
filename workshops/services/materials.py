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
    return _keep(material, File(file, name=f"{uuid4().hex}{ending}"), by=by)


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
    titles = [title] if len(taken) == 1 else [f"{title} ({number} of {len(taken)})" for number in _from_one(taken)]
    return [
        _photograph(
            Material(event=event, kind=Kind.PHOTOGRAPH, title=name, for_leaders=for_leaders, exercise=exercise),
            each,
            by=by,
        )
        for name, each in zip(titles, taken, strict=True)
    ]


def small_name(name: str) -> str:
    """Where the small picture beside a photograph is kept."""
    path = PurePath(name)
    return str(path.with_name(f"{path.stem}-small{path.suffix}"))


def _from_one(taken: list[Photograph]) -> range:
    return range(1, len(taken) + 1)


def _photograph(material: Material, taken: Photograph, *, by: User) -> Material:
    kept = _keep(material, ContentFile(taken.large, name=f"{uuid4().hex}{photographs.ENDING}"), by=by)
    with _no_file_left(kept):
        default_storage.save(small_name(kept.file.name or ""), ContentFile(taken.small))
    return kept


def _keep(material: Material, file: File, *, by: User) -> Material:
    material.file = file
    with _no_file_left(material):
        return records.add(material, by=by)


@contextmanager
def _no_file_left(material: Material) -> Iterator[None]:
    """What is not stored as a record leaves no file behind."""
    try:
        yield
    except BaseException:
        material.file.delete(save=False)
        raise
