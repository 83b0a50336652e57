"""The materials of a meeting as its page shows them."""

from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import urlsplit

from programmes.models import User
from workshops.models import Event, Material

KINDS = {"pdf": "PDF", "txt": "Text", "csv": "Table", "docx": "Word", "pptx": "PowerPoint", "xlsx": "Excel"}


@dataclass(frozen=True)
class Shown:
    """A link or file; `about` says where it leads or what kind of file it is."""

    material: Material
    about: str


@dataclass(frozen=True)
class Materials:
    """What the user may see of a meeting's materials, in the order in which they came; `withdrawn` is the planner's."""

    papers: tuple[Shown, ...]
    photographs: tuple[Material, ...]
    withdrawn: tuple[Material, ...]


def materials_of(event: Event, user: User) -> Materials:
    """In one query."""
    found = list(Material.objects.visible_to(user).filter(event=event))
    standing = [each for each in found if each.withdrawn_at is None]
    is_photograph = Material.Kind.PHOTOGRAPH
    return Materials(
        papers=tuple(Shown(each, _about(each)) for each in standing if each.kind != is_photograph),
        photographs=tuple(each for each in standing if each.kind == is_photograph),
        withdrawn=tuple(each for each in found if each.withdrawn_at),
    )


def _about(material: Material) -> str:
    if material.link:
        return urlsplit(material.link).hostname or material.link
    ending = PurePath(material.file.name or "").suffix.lstrip(".")
    return KINDS.get(ending, ending.upper())
