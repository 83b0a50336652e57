"""What the portal needs from the machine beside Python. Run before anything is installed: standard library only.

    python hwe_portal/setup/machine.py pango chromium

Each thing that is missing is installed where that may be done (root, with apt-get); otherwise the one command that
installs it is printed and the exit status is 1.
"""

import os
import shutil
import subprocess
import sys
from typing import NamedTuple

MACOS_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def find_chromium():
    """The path of a Chromium or Chrome, or None: one that was named, one without windows, or whatever there is."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", MACOS_CHROME)
    return find_windowless_chromium() or next(filter(None, map(shutil.which, names)), None)


def find_windowless_chromium():
    """The path of the Chromium that CHROMIUM names, or of one made to run without windows, or None.

    It shows the same pages for a third of the CPU: a whole Chromium draws its own toolbars even where nobody looks.
    """
    return os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell")


def find_redis_server():
    """The path of a Redis or Valkey server, or None."""
    return shutil.which("redis-server") or shutil.which("valkey-server")


def find_pango():
    """Whether WeasyPrint finds the libraries that it draws text with."""
    command = [sys.executable, "-c", "import weasyprint.text.ffi"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


class Need(NamedTuple):
    """`otherwise` finds what serves as well where what `find` looks for cannot be installed."""

    why: str
    find: object
    packages: dict[str, str]
    otherwise: object = None


NEEDS = {
    "pango": Need(
        "Pango, with which the portal makes its PDF documents",
        find_pango,
        {
            "apt-get": "libpangoft2-1.0-0 libharfbuzz-subset0",
            "dnf": "pango",
            "zypper": "libpango-1_0-0",
            "pacman": "pango",
            "apk": "pango",
            "brew": "pango",
        },
    ),
    "chromium": Need(
        "Chromium, in which the browser journeys run (CHROMIUM names one in an unusual place)",
        find_windowless_chromium,
        {
            "apt-get": "chromium-headless-shell",
            "dnf": "chromium",
            "zypper": "chromium",
            "pacman": "chromium",
            "apk": "chromium",
            "brew": "--cask chromium",
        },
        otherwise=find_chromium,
    ),
    "redis": Need(
        "Redis, against which the tests run (TEST_REDIS_URL names one that runs already)",
        find_redis_server,
        {
            "apt-get": "redis-server",
            "dnf": "redis",
            "zypper": "redis",
            "pacman": "valkey",
            "apk": "redis",
            "brew": "redis",
        },
    ),
}
VERBS = {"apt-get": "install", "dnf": "install", "zypper": "install", "pacman": "-S", "apk": "add", "brew": "install"}


def install(packages):
    """Install Debian packages as root; the lists of packages are fetched only when the first try fails."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages.split()]
    quiet = {"env": environment, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "check": False}
    if subprocess.run(command, stderr=subprocess.DEVNULL, **quiet).returncode:
        subprocess.run(["apt-get", "update"], **quiet)
        subprocess.run(command, **quiet)


def command_for(packages):
    """The command with which a person installs `packages` here, or None where no package manager is known."""
    manager = next(filter(shutil.which, VERBS), None)
    if manager is None:
        return None
    sudo = "" if manager == "brew" or os.geteuid() == 0 else "sudo "
    return f"{sudo}{manager} {VERBS[manager]} {packages[manager]}"


def provide(need):
    """Whether the machine has `need`, after trying to install it."""
    if not need.find() and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {need.why}.", flush=True)
        install(need.packages["apt-get"])
    return bool(need.find() or (need.otherwise and need.otherwise()))


def explain(need):
    command = command_for(need.packages)
    advice = f"Install it with:\n\n    {command}\n" if command else "Install it with this machine's package manager."
    print(f"\nThis machine has no {need.why}.\n{advice}", file=sys.stderr)


def main(names):
    missing = [need for need in map(NEEDS.get, names) if not provide(need)]
    for need in missing:
        explain(need)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
