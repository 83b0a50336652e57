"""A roster of 1,000 rows from the file to the records, beside the same file merely parsed."""

import csv
import io

import openpyxl
from django.utils import timezone

from programmes.access import Role
from programmes.models import Person, PersonAddress, Programme, User
from programmes.services import roster
from programmes.spreadsheets import read_table, write_csv, write_xlsx
from tests.bench.figures import Figure, cpu, middle
from tests.factories import ProgrammeFactory, member

ROWS = 1_000
ORGANISATIONS = 40
LIMIT = 2.0
TIMES = 3
HEADINGS = ("name", "email", "organisation", "sector", "post", "role", "from")


def figures() -> list[Figure]:
    """All of them new people, which is the most that a roster can ask for."""
    rows = [HEADINGS, *(_row(number) for number in range(ROWS))]
    return [_figure("csv", write_csv(rows)), _figure("xlsx", write_xlsx(rows, title="Roster"))]


def _row(number: int) -> tuple[str, ...]:
    organisation = f"Organisation {number % ORGANISATIONS}"
    return f"Leader {number}", f"new{number}@example.org", organisation, "Hospital", f"Director {number}", "", "2020"


def _figure(ending: str, data: bytes) -> Figure:
    measured = [(_cpu_of_import(ending, data), cpu(lambda: _parse(ending, data))) for _ in range(TIMES)]
    ours, parsed = middle(iter(measured))
    name = f"{ROWS:,} rows of {ending.upper()} read, previewed and imported, beside the file parsed"
    return Figure(name, ours, "s CPU", beside=parsed, hold=f"{LIMIT:.0f} s", holds=ours <= LIMIT, of_machine=True)


def _cpu_of_import(ending: str, data: bytes) -> float:
    """Each time into a system of its own, where nobody of the file is known."""
    programme = ProgrammeFactory()
    facilitator = member(programme, Role.FACILITATOR)
    spent = cpu(lambda: _import(programme, facilitator, ending, data))
    if programme.memberships.participants().count() != ROWS:
        raise RuntimeError("the roster was not imported")
    PersonAddress.objects.filter(address__startswith="new").delete()
    Person.objects.filter(memberships__programme=programme, user=None).delete()
    return spent


def _import(programme: Programme, facilitator: User, ending: str, data: bytes) -> None:
    table = read_table(io.BytesIO(data), f"roster.{ending}")
    held = roster.hold(programme=programme, table=table, file_name="roster", by=facilitator)
    seal = roster.preview(held, at=timezone.localdate()).seal
    roster.confirm(held, seal=seal, by=facilitator)


def _parse(ending: str, data: bytes) -> list:
    if ending == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    return list(openpyxl.load_workbook(io.BytesIO(data), read_only=True).active.iter_rows(values_only=True))
