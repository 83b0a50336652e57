"""The charter."""

from datetime import date

from charters.services.charter import adopt
from programmes.dates import FactDate
from tests.access.table import MEMBERS, form, reading, verb
from tests.charters.lines import write

ROWS = {
    "charters:charter": reading(MEMBERS),
    "charters:commitment-add": form("facilitator"),
    # Posted without its date, it shows the page again with what is wrong.
    "charters:adopt": verb("facilitator") | {"POST": form("facilitator")["POST"]},
    "charters:commitment": form("facilitator"),
    "charters:commitment-withdraw": verb("facilitator"),
    "charters:commitment-restore": verb("facilitator"),
    "charters:version": reading(MEMBERS),
}


def furnish(world):
    line = write(world.programme, "purpose", "We decide together")
    version = adopt(charter=line.charter, adopted_on=FactDate(date(2022, 1, 14)), by=world.facilitator)
    world.objects |= {"commitment": line.pk, "version": version.pk}
