"""A sealing worker that dies: `celery worker --include tests.attacks.mortal_sealing`.

It kills itself as `kill -9` would, once, when its work comes to the function that DIES_AT names.
"""

import os
import signal
from datetime import timedelta
from functools import wraps
from pathlib import Path
from pkgutil import resolve_name

from programmes.services import jobs

jobs.LEASE = timedelta(seconds=4)  # a job that was cut off is due again after seconds
HAS_DIED = Path(os.environ["HAS_DIED"])


def once(function):
    """The function, which ends the process instead when it is called for the first time."""

    @wraps(function)
    def dies(*args, **kwargs):
        if not HAS_DIED.exists():
            HAS_DIED.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)

    return dies


owner, name = os.environ["DIES_AT"].split(":")
place = resolve_name(owner)
setattr(place, name, once(getattr(place, name)))
