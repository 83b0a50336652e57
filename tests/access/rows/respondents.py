"""Who is asked, and the rounds of a survey: for those who run it, and nobody else."""

from diagnostics.models import PreWorkStep, Respondent, Survey
from tests.access.table import NOT_ALLOWED, form, row, verb
from tests.diagnostics import asked, waves

FORM = form("facilitator")
ACT = verb("facilitator")
PAGE = {"GET": FORM["GET"], "POST": NOT_ALLOWED}
DONE_AT_ONCE = {"GET": FORM["GET"], "POST": ACT["POST"]}

ROWS = {
    "diagnostics:respondents": PAGE,
    "diagnostics:respondent-add": FORM,
    "diagnostics:respondent-everybody": DONE_AT_ONCE,
    "diagnostics:respondent-file": FORM,
    "diagnostics:respondent-file-confirm": ACT,
    "diagnostics:respondent-example": PAGE,
    "diagnostics:respondent-export": PAGE,
    "diagnostics:respondent": FORM,
    "diagnostics:respondent-withdraw": ACT,
    "diagnostics:respondent-restore": ACT,
    "diagnostics:waves": PAGE,
    "diagnostics:wave-plan": FORM,
    "diagnostics:wave": PAGE,
    "diagnostics:wave-correct": FORM,
    "diagnostics:wave-remove": ACT,
    "diagnostics:wave-open": DONE_AT_ONCE,
    "diagnostics:wave-close": DONE_AT_ONCE,
    "diagnostics:wave-extend": FORM,
    "diagnostics:wave-remind": ACT,
    "diagnostics:wave-late": ACT,
    "diagnostics:wave-link": FORM,
    "diagnostics:wave-again": ACT,
    # Whoever has no link of an open round gets none: for them it is not there.
    "diagnostics:own-step-link": {
        "GET": NOT_ALLOWED,
        "POST": row(ok="owner", status=302, refused="facilitator interviewer"),
    },
}
OF_THE_OPEN_ONE = ("wave", "wave-close", "wave-extend", "wave-remind", "wave-late", "wave-link", "wave-again")
OF_THE_PLANNED_ONE = ("wave-correct", "wave-remove", "wave-open")


def furnish(world):
    """A list with somebody on it; the open round that everybody shares; a round of another survey, planned."""
    wave = waves.of_world(world)
    survey = asked.survey(world.programme, Survey.Kind.NAMED, kinds=("scale",), title="Planned, not open")
    somebody = asked.people(survey, 1)[0]
    planned = waves.plan(survey, world.facilitator)
    world.objects["diagnostics:own-step-link.step"] = _asked_of_the_owner(world).pk
    for name in ROWS:
        world.objects[f"{name}.survey"] = survey.pk
        world.objects[f"{name}.ending"] = "csv"
        world.objects[f"{name}.respondent"] = somebody.pk
    for name in OF_THE_OPEN_ONE:
        world.objects[f"diagnostics:{name}.survey"] = wave.survey_id
        world.objects[f"diagnostics:{name}.wave"] = wave.pk
    for name in OF_THE_PLANNED_ONE:
        world.objects[f"diagnostics:{name}.wave"] = planned.pk


def _asked_of_the_owner(world):
    """A step that is a survey of ours, open, with the owner alone on its list."""
    survey = asked.survey(world.programme, kinds=("scale",), title="Asked of the owner")
    Respondent.objects.create(survey=survey, person=world.owner, name=world.owner.name, email="owner@example.org")
    waves.opened(survey, world.facilitator)
    return PreWorkStep.objects.create(
        programme=world.programme, kind=PreWorkStep.Kind.SURVEY, survey=survey, title="A survey of ours", position=7
    )
