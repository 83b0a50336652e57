"""`make run`, stopped and killed in every way: what should run runs again, what should be gone is gone."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings

from hwe_portal import processes

# What names the web server, the worker, the sealing worker and the clock among processes.
PARTS = ("uvicorn", "--concurrency 2", "--queues sealing", "--quiet beat")


class Portal:
    def __init__(self, folder):
        self.port = processes.free_port()
        self.mark = f"RUN_OF_THIS_TEST={folder}"
        own = {"PORT": str(self.port), "DEMO": "no", "DATA_DIR": str(folder), "RUN_OF_THIS_TEST": str(folder)}
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        environment = kept | own | {"DJANGO_SETTINGS_MODULE": "hwe_portal.settings.development"}
        command = [sys.executable, "manage.py", "run"]
        self.supervisor = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True)

    def answers(self):
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as response:
                return response.status == 200
        except (URLError, OSError):
            return False

    def processes(self):
        """The command line of every process of this run, by process id."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark in (folder / "environ").read_text().split("\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
            except (OSError, UnicodeDecodeError):
                continue
        return {pid: command for pid, command in found.items() if command}

    def pids_of(self, part):
        return [pid for pid, command in self.processes().items() if part in command]

    def is_complete(self):
        return self.answers() and all(self.pids_of(part) for part in PARTS[1:])

    def is_gone(self):
        self.supervisor.poll()
        return not self.processes()


@pytest.fixture
def portal(tmp_path, wait_until):
    portal = Portal(tmp_path)
    try:
        wait_until(portal.is_complete, seconds=120)
        yield portal
    finally:
        for pid in portal.processes():
            os.kill(pid, signal.SIGKILL)
        portal.supervisor.wait()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_process(portal, wait_until, stop):
    os.killpg(portal.supervisor.pid, stop)
    wait_until(portal.is_gone, seconds=30)
    assert portal.supervisor.wait() == 0


def test_a_killed_supervisor_leaves_no_process(portal, wait_until):
    portal.supervisor.kill()
    wait_until(portal.is_gone, seconds=30)


@pytest.mark.parametrize("part", PARTS)
def test_what_is_killed_runs_again(portal, wait_until, part):
    killed = set(portal.pids_of(part))
    os.kill(min(killed), signal.SIGKILL)
    wait_until(lambda: portal.pids_of(part) and not killed & set(portal.processes()), seconds=60)
    wait_until(portal.answers, seconds=60)
