"""Which column of a file holds what: the portal's own words, the words that others use, and a guess."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from programmes.roster import words
from programmes.spreadsheets import Table


@dataclass(frozen=True)
class Column:
    """Something that a roster says of a person. `others` are headings that mean the same, letters and digits only."""

    key: str
    label: str
    hint: str
    others: frozenset[str]


def _column(key: str, label: str, hint: str, others: str) -> Column:
    return Column(key, label, hint, frozenset({plain(label), *others.split()}))


def plain(heading: str) -> str:
    """A heading as it is compared: no case, no punctuation, nothing in brackets."""
    outside = re.sub(r"\(.*?\)", "", heading) or heading
    return "".join(char for char in outside.casefold() if char.isalnum())


FIRST_NAMES = frozenset({"firstname", "forename", "givenname"})

COLUMNS = (
    _column(
        "name", "name", "The whole name, or the first name where the surname has a column of its own.",
        "fullname names personname leader leadername participant participantname delegate delegatename member person"
        " nameofparticipant nameofleader " + " ".join(sorted(FIRST_NAMES)),
    ),
    _column("surname", "surname", "Only where the surname has a column of its own.", "lastname familyname secondname"),
    _column(
        "email", "email", "Somebody whom the portal knows is recognised by it.",
        "emailaddress emails mail mailaddress workemail contactemail emailid eaddress",
    ),
    _column(
        "organisation", "organisation", "Where they hold their post.",
        "organization organisationname organizationname org trust nhstrust trustname employer company institution"
        " body provider partner partnerorganisation nameoforganisation",
    ),
    _column(
        "sector", "sector", "Needed only for an organisation that is new to the portal.",
        "organisationtype organizationtype typeoforganisation orgtype type sectortype",
    ),
    _column(
        "post", "post", "The title of the post that they hold.",
        "posttitle postheld jobtitle job jobrole position positionheld designation currentpost currentrole postname",
    ),
    _column(
        "role", "role", "Their part in the programme. Empty means leader.",
        "programmerole roleinprogramme roleintheprogramme part partinprogramme",
    ),
    _column(
        "from", "from", "Since when they hold the post. Empty means since the programme began.",
        "since startdate start started startedon inpostfrom inpostsince postfrom datefrom dateofappointment appointed"
        " appointedon appointmentdate datestarted datestartedinpost",
    ),
)  # fmt: skip
# Without these a roster is hardly one: their absence is asked about, never passed over.
EXPECTED = ("name", "email", "organisation", "sector", "post")
# What the template file holds: the headings, and rows that show how each is written.
EXAMPLE = (
    ("name", "email", "organisation", "sector", "post", "role", "from"),
    (
        "Alex Example",
        "alex.example@example.org",
        "Example Hospitals Trust",
        "Hospital",
        "Chief Executive",
        "",
        "1 April 2021",
    ),
    (
        "Sam Example",
        "sam.example@example.org",
        "Example County Council",
        "Council",
        "Director of Adult Social Care",
        "",
        "2019",
    ),
    ("Jo Example", "jo.example@example.org", "", "", "", "facilitator", ""),
)


def guess(table: Table) -> dict[str, str]:
    """The heading for each column that is recognised, by the column's key; no heading twice."""
    found = dict(_recognised(table.headings))
    if plain(found.get("name", "")) not in FIRST_NAMES:
        found.pop("surname", None)
    if "post" not in found and "role" in found and not _holds_roles(table, found["role"]):
        found["post"] = found.pop("role")
    return found


def _recognised(headings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for column in COLUMNS:
        exact = [heading for heading in headings if plain(heading) == column.key]
        alike = [heading for heading in headings if plain(heading) in column.others]
        if exact or alike:
            yield column.key, (exact or alike)[0]


def _holds_roles(table: Table, heading: str) -> bool:
    """Whether a column called "role" holds parts in a programme: in many a roster it holds the job."""
    index = table.headings.index(heading)
    said = {row.cells[index] for row in table.rows} - {""}
    return not said or any(words.role(text) for text in said)
