"""The charter's sections, and proposals to change it."""

from charters.services.charter import charter_of
from charters.services.proposals import comment
from tests.access.table import MEMBERS, form, reading, row, verb
from tests.charters.words import proposed

PROPOSES = "owner leader successor facilitator"
READS_ONLY = "interviewer"

ROWS = {
    "charters:sections": {"GET": form("facilitator")["GET"], "POST": reading("")["POST"]},
    "charters:section-add": form("facilitator"),
    "charters:section": form("facilitator"),
    "charters:section-move": verb("facilitator"),
    "charters:section-withdraw": verb("facilitator"),
    "charters:section-restore": verb("facilitator"),
    "charters:proposals": reading(MEMBERS),
    "charters:proposal-add": form(PROPOSES, READS_ONLY),
    "charters:proposal-change": form(PROPOSES, READS_ONLY),
    "charters:proposal-remove": form(PROPOSES, READS_ONLY),
    "charters:proposal": reading(MEMBERS),
    "charters:proposal-reword": form(PROPOSES, READS_ONLY),
    # Posted without a word, it shows the page again with what is wrong; opened, it leads there.
    "charters:proposal-comment": {
        "GET": row(ok=PROPOSES, status=302, refused=READS_ONLY),
        "POST": row(ok=PROPOSES, refused=READS_ONLY),
    },
    # Whoever made it may take it back, and the facilitator.
    "charters:proposal-withdraw": verb("owner facilitator", "leader successor interviewer"),
    "charters:proposal-restore": verb("owner facilitator", "leader successor interviewer"),
    "charters:proposal-comment-withdraw": verb("owner facilitator", "leader successor interviewer"),
}


def furnish(world):
    charter = charter_of(world.programme)
    made = proposed(world.programme, world.users["owner"])
    said = comment(proposal=made, text="It says what we mean.", by=world.users["owner"])
    section = charter.sections.get(key="vision").pk
    names = ("section", "section-move", "section-withdraw", "section-restore")
    world.objects |= {f"charters:{name}.section": section for name in names}
    world.objects |= {"proposal": made.pk, "charters:proposal-comment-withdraw.comment": said.pk}
