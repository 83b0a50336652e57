"""The folder of keys, which only the sealing worker uses: a file for each wave while it is open.

The folder stands outside the database and its backups. A file is named after its wave and its public key, which the
wave's row holds: so an opening that was cut off leaves a file that no row names, and nobody ever relied on it. A file
is written to a temporary name and then renamed; to destroy it is to overwrite it and to remove it.
"""

import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from diagnostics.surveys import sealing, tokens
from programmes.services.jobs import JobError

ENDING = ".key"
NO_FOLDER = "The sealing worker has no folder for keys. Your administrator has to set KEY_FOLDER. Nothing was changed."
MISSING = (
    "The key of this round is not where the sealing worker looks for it, or is damaged. Nothing was changed or "
    "deleted. Tell your administrator, who finds it in KEY_FOLDER or its copy."
)


class KeyMissing(JobError):
    """The key of a wave is not in the folder, or cannot be read."""


@dataclass(frozen=True)
class Key:
    """What the file of a wave holds: the pair that its ballots are sealed with, and the secret behind its links."""

    pair: sealing.Pair
    secret: bytes


def make(wave: int) -> Key:
    """A new key for a wave, written safely: another try makes another file. Raises KeyMissing without a folder."""
    key = Key(sealing.new_pair(), tokens.new_secret())
    held = {"private": key.pair.private, "public": key.pair.public, "secret": key.secret}
    _write(_path(wave, key.pair.public), json.dumps({name: b64encode(value).decode() for name, value in held.items()}))
    return key


def read(wave: int, public: bytes) -> Key:
    """The key of a wave whose row names this public key. Raises KeyMissing."""
    try:
        held = json.loads(_path(wave, public).read_text(encoding="ascii"))
        found = {name: b64decode(value) for name, value in held.items()}
        key = Key(sealing.Pair(found["private"], found["public"]), found["secret"])
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise KeyMissing(MISSING) from error
    if key.pair.public != bytes(public) or not sealing.belong_together(key.pair):
        raise KeyMissing(MISSING)
    return key


def stored() -> dict[Path, int]:
    """The files in the folder and the wave that each is of."""
    folder = settings.KEY_FOLDER
    found = sorted(Path(folder).glob(f"*-*{ENDING}")) if folder else []
    return {path: int(path.name.partition("-")[0]) for path in found if path.name.partition("-")[0].isdecimal()}


def is_of(path: Path, public: bytes | memoryview | None) -> bool:
    """Whether a file holds the key whose public half this is."""
    return public is not None and path.stem.partition("-")[2] == _fingerprint(bytes(public))


def destroy(path: Path) -> None:
    """Overwrite a file and remove it."""
    with path.open("r+b") as file:
        file.write(os.urandom(max(path.stat().st_size, 1)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    _sync(path.parent)


def sweep() -> None:
    """Destroy what writing left under a temporary name when it was cut off."""
    folder = settings.KEY_FOLDER
    for path in sorted(Path(folder).glob(f"*{ENDING}.new")) if folder else []:
        destroy(path)


def _path(wave: int, public: bytes) -> Path:
    if not settings.KEY_FOLDER:
        raise KeyMissing(NO_FOLDER)
    return Path(settings.KEY_FOLDER) / f"{wave}-{_fingerprint(bytes(public))}{ENDING}"


def _fingerprint(public: bytes) -> str:
    return sha256(public).hexdigest()[:32]


def _write(path: Path, text: str) -> None:
    """The whole file or none, readable by nobody else, and on the disk before this returns."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    temporary = path.with_name(path.name + ".new")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Have the folder's list of files on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
