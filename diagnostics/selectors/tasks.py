"""One line of a leader's task list, whoever asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Task:
    """One line of a leader's task list: `state` is "open", "waiting" or "done"; no `url_name` while nothing opens.

    `hint` says how long it takes and by when, or what happens next; `reason` why it is asked.
    """

    title: str
    hint: str
    status: str
    state: str
    url_name: str
    url_kwargs: Mapping[str, Any]
    reason: str = ""
