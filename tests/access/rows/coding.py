"""Coding notes and the codebook: for those who hold conversations, and words only of those open to them."""

from tests.access.table import NOT_ALLOWED, row
from tests.diagnostics import codes, talks

LEADS = "owner leader successor"
CODES = "facilitator interviewer"


def page():
    return {"GET": row(ok=CODES, refused=LEADS), "POST": NOT_ALLOWED}


def form():
    return {"GET": row(ok=CODES, refused=LEADS), "POST": row(ok=CODES, refused=LEADS)}


def verb(status=302):
    return {"GET": NOT_ALLOWED, "POST": row(ok=CODES, status=status, refused=LEADS)}


ROWS = {
    "diagnostics:coding": form(),
    "diagnostics:coding-act": verb(400),
    "diagnostics:coding-passage": {"GET": page()["GET"], "POST": verb()["POST"]},
    "diagnostics:coding-next": {"GET": row(ok=CODES, status=302, refused=LEADS), "POST": NOT_ALLOWED},
    "diagnostics:codebook": page(),
    "diagnostics:codebook-add": form(),
    "diagnostics:codebook-theme": form(),
    "diagnostics:codebook-merge": verb(),
    "diagnostics:codebook-split": verb(),
    "diagnostics:codebook-withdraw": verb(),
    "diagnostics:codebook-restore": verb(),
    "diagnostics:themes": page(),
    "diagnostics:theme": page(),
}


def furnish(world):
    interview = talks.of_world(world)
    note = talks.note(interview, "We meet often. We decide little.", talks.guide(world.programme, "And besides?")[0])
    theme = codes.theme(world.programme, "Deciding")
    excerpt = codes.coded(note, "We decide little.", theme)
    codes.coded(note, "We meet often. We decide little.", codes.theme(world.programme, "Time", kind="barrier"))
    world.objects["excerpt"] = excerpt.pk
    for name in (name for name in ROWS if name.startswith(("diagnostics:codebook-", "diagnostics:theme"))):
        world.objects[f"{name}.theme"] = theme.pk
