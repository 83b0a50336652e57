"""Child processes that never outlive the one that started them."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress

PR_SET_PDEATHSIG = 1


def start(command, *, env=None, stop_signal=signal.SIGTERM, **options):
    """Start `command` in a process group of its own; on Linux it receives `stop_signal` when its parent dies."""
    prepare = _die_with_parent(stop_signal) if sys.platform == "linux" else None
    return subprocess.Popen(command, env=env, start_new_session=True, preexec_fn=prepare, **options)


def _die_with_parent(stop_signal):
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(PR_SET_PDEATHSIG, stop_signal)


def is_free(port):
    """Whether `port` can be listened on at the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def kill_group(process):
    """End `process` and everything that it started, at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
