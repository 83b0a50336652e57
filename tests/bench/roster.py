"""A roster of 1,000 rows uploaded, previewed and imported, beside only parsing the same file."""

import csv
import io
from collections.abc import Callable
from itertools import count

import openpyxl
from django.utils import timezone

from programmes.access import Role
from programmes.models import Programme, RosterUpload, User
from programmes.services import roster
from programmes.spreadsheets import read_table
from tests.bench.figures import Figure, cpu, middle
from tests.factories import ProgrammeFactory, member
from tests.programmes import rosters
from tests.programmes.workbooks import workbook

ROWS = 1_000
LIMIT = 2.0  # seconds of CPU, from the file to the imported rows
TIMES = 3

numbers = count()


def figures() -> list[Figure]:
    return [_figure("csv", "the csv module", _parse_csv), _figure("xlsx", "openpyxl", _parse_xlsx)]


def _figure(ending: str, parser: str, parse: Callable[[bytes], list]) -> Figure:
    measured = [_measured(ending, parse) for _ in range(TIMES + 1)]
    ours, bare = middle(measured[1:])
    name = f"roster of {ROWS:,} rows imported from .{ending}, beside {parser} alone"
    return Figure(name, ours, "s CPU", bare, f"under {LIMIT:.0f} s CPU", holds=ours < LIMIT, of_machine=True)


def _measured(ending: str, parse: Callable[[bytes], list]) -> tuple[float, float]:
    """CPU seconds of the import into a new programme, and of only parsing the file."""
    rows = _rows()
    file = rosters.csv(*rows) if ending == "csv" else workbook(rosters.HEADINGS, *rows)
    programme = ProgrammeFactory()
    by = member(programme, Role.FACILITATOR)
    spent = cpu(lambda: _bring_in(programme, by, file, ending)), cpu(lambda: parse(file))
    if programme.memberships.participants().count() != ROWS:
        raise RuntimeError("The import did not bring in every row")
    return spent


def _rows() -> list[tuple[str, ...]]:
    """New people each time; every third has no address."""
    return [
        (
            f"Person {n}",
            f"person{n}@example.org" if n % 3 else "",
            f"Organisation {n % 20}",
            "hospital",
            f"Director {n}",
        )
        for n in (next(numbers) for _ in range(ROWS))
    ]


def _bring_in(programme: Programme, by: User, file: bytes, ending: str) -> RosterUpload:
    """What the three pages do: read and hold the file, show what it would do, do it."""
    name = f"roster.{ending}"
    held = roster.hold(programme=programme, table=read_table(io.BytesIO(file), name), file_name=name, by=by)
    seal = roster.preview(held, at=timezone.localdate()).seal
    return roster.confirm(held, seal=seal, by=by)


def _parse_csv(file: bytes) -> list:
    return list(csv.reader(io.StringIO(file.decode("utf-8"))))


def _parse_xlsx(file: bytes) -> list:
    return list(openpyxl.load_workbook(io.BytesIO(file), read_only=True).active.iter_rows(values_only=True))
