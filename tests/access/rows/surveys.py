"""Building surveys: for those who run them."""

from tests.access.table import NOT_ALLOWED, form
from tests.diagnostics import asked

BUILDS = "facilitator"
FORM = form(BUILDS)
PAGE = {"GET": FORM["GET"], "POST": NOT_ALLOWED}

ROWS = {
    "diagnostics:surveys": PAGE,
    "diagnostics:survey": PAGE,
}


def furnish(world):
    """A survey that is not fixed: the pages of others that need one of their own say so under their names."""
    survey = asked.survey(world.programme, title="A survey to build")
    world.objects.setdefault("survey", survey.pk)
    for name in ROWS:
        world.objects[f"{name}.survey"] = survey.pk
