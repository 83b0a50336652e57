import sys
import time
from pathlib import Path

import pytest

from hwe_portal import processes


@pytest.fixture
def wait_until():
    """A function that waits until a condition holds, and fails with its last answer when it never does."""

    def wait(condition, *, seconds):
        deadline = time.monotonic() + seconds
        while not (answer := condition()):
            assert time.monotonic() < deadline, f"Not within {seconds} seconds."
            time.sleep(0.05)
        return answer

    return wait


@pytest.fixture
def clock(process_environment):
    """Celery's beat, which rings for the jobs that nobody heard."""
    command = [sys.executable, "-m", "celery", "--app", "hwe_portal", "--quiet", "beat", "--pidfile", ""]
    process = processes.start(command, env=process_environment)
    yield process
    processes.kill_group(process)


@pytest.fixture
def children_of():
    """A function that lists the process ids of a process's own children (Linux)."""

    def children(parent):
        stats = [path.read_text() for path in Path("/proc").glob("[0-9]*/stat") if path.exists()]
        fields = [(stat.split(" ", 1)[0], stat.rpartition(")")[2].split()[1]) for stat in stats]
        return [int(pid) for pid, ppid in fields if int(ppid) == parent]

    return children
