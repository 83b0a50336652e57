"""Keeps the portal's processes together: starts them, starts again what stops, leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from contextlib import suppress

from hwe_portal import processes

LOOK_EVERY = 0.2  # seconds
GRACE = 8  # seconds for a process to end by itself: a request or a task that is nearly done
RESTARTS = 5  # within RESTART_WINDOW; a process that stops more often cannot work here
RESTART_WINDOW = 60  # seconds
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopsTooOften(Exception):
    """A process stopped again and again."""


class Service:
    """One command that is kept running."""

    def __init__(self, name, command):
        self.name = name
        self.command = command
        self.starts = deque(maxlen=RESTARTS + 1)
        self.process = None

    def start(self):
        self.starts.append(time.monotonic())
        self.process = processes.start(self.command, stdin=subprocess.DEVNULL)

    def keep_running(self):
        """Start again if it stopped, after ending what it left behind. Raises StopsTooOften."""
        if self.process.poll() is None:
            return
        processes.kill_group(self.process)
        if len(self.starts) > RESTARTS and time.monotonic() - self.starts[0] < RESTART_WINDOW:
            raise StopsTooOften(f"The {self.name} stopped {len(self.starts)} times within a minute; see above why.")
        print(f"The {self.name} stopped. Starting it again.", file=sys.stderr, flush=True)
        self.start()

    def ask_to_stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)

    def stop_by(self, deadline):
        """Wait until `deadline` for it to end, then end it and everything that it started."""
        if not self.process:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=max(0, deadline - time.monotonic()))
        processes.kill_group(self.process)


class Supervisor:
    """Runs services until a signal comes or `make`, which started it, is gone."""

    def __init__(self, services):
        self.services = services
        self.maker = os.getppid() if "MAKELEVEL" in os.environ else None

    def run(self, *, is_ready, on_ready):
        """Start all, call `on_ready` once `is_ready()`, then keep them running. Ends in SystemExit, StopsTooOften."""
        for number in STOP_SIGNALS:
            signal.signal(number, _leave)
        try:
            for service in self.services:
                service.start()
            self._watch(until=is_ready)
            on_ready()
            self._watch(until=lambda: False)
        finally:
            self._stop()

    def _watch(self, *, until):
        while not until():
            for service in self.services:
                service.keep_running()
            if self.maker and os.getppid() != self.maker:
                _leave()
            time.sleep(LOOK_EVERY)

    def _stop(self):
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        for service in self.services:
            service.ask_to_stop()
        deadline = time.monotonic() + GRACE
        for service in self.services:
            service.stop_by(deadline)


def _leave(*_):
    raise SystemExit(0)
