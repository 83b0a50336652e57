#!/bin/sh
# Makes .venv with a Python of this machine that the locks were tried with. PYTHON names another one.
set -eu

for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3.14 python3 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "${python:-}" ]; then
    echo "The portal needs Python 3.11 or newer, and this machine has none on its path. PYTHON=/path/to/python3 make run names one." >&2
    exit 1
fi

# Debian and Ubuntu keep this part of Python in a package of its own.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $package."
        apt-get install --yes "$package" >/dev/null 2>&1 ||
            { apt-get update >/dev/null && apt-get install --yes "$package" >/dev/null; }
    else
        echo "This Python cannot make virtual environments. Install what it lacks with: sudo apt-get install $package" >&2
        exit 1
    fi
fi

rm -rf .venv
"$python" -m venv .venv
echo "Made .venv with $(.venv/bin/python --version)."
