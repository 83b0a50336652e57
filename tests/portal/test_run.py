"""`manage.py run` says plainly why it cannot start; what it keeps running is attacked in tests/attacks/test_run.py."""

import socket
import sys

import pytest
from django.core.management import CommandError, call_command

from hwe_portal import processes
from hwe_portal.supervisor import RESTARTS, Service, StopsTooOften, Supervisor


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1"])
def test_a_port_must_be_a_number(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(CommandError, match=f"^PORT must be a number from 1 to 65535, not “{port}”.$"):
        call_command("run")


def test_a_port_that_is_taken_is_named_with_the_next_one(monkeypatch):
    with socket.socket() as another:
        another.bind(("127.0.0.1", 0))
        another.listen()
        port = another.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(CommandError, match=f"Port {port} is taken .* make run PORT={port + 1}$"):
            call_command("run")


def test_a_free_port_is_free():
    assert processes.is_free(processes.free_port())


def test_a_service_that_stops_at_once_again_and_again_ends_the_run(capfd):
    service = Service("worker", [sys.executable, "-c", "raise SystemExit('no such table')"])
    service.start()
    for _ in range(RESTARTS):
        service.process.wait()
        service.keep_running()
    service.process.wait()
    with pytest.raises(StopsTooOften, match=r"^The worker stopped 6 times within a minute; see above why\.$"):
        service.keep_running()
    assert capfd.readouterr().err.count("no such table\n") == RESTARTS + 1


def test_nothing_is_left_when_starting_fails():
    alive = Service("web server", [sys.executable, "-c", "input()"])
    supervisor = Supervisor([alive, Service("worker", ["/no/such/program"])])
    with pytest.raises(FileNotFoundError):
        supervisor.run(is_ready=lambda: True, on_ready=lambda: None)
    assert alive.process.poll() is not None
