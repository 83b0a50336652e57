"""Building surveys: for those who run them."""

from datetime import timedelta

from django.utils import timezone

from tests.access.table import NOT_ALLOWED, form, verb
from tests.diagnostics import asked

BUILDS = "facilitator"
FORM = form(BUILDS)
PAGE = {"GET": FORM["GET"], "POST": NOT_ALLOWED}
VERB = verb(BUILDS)

ROWS = {
    "diagnostics:surveys": PAGE,
    "diagnostics:survey-add": FORM,
    "diagnostics:survey-add-empty": FORM,
    "diagnostics:survey-add-copy": FORM,
    "diagnostics:survey-add-file": FORM,
    "diagnostics:survey": PAGE,
    "diagnostics:survey-settings": FORM,
    "diagnostics:survey-mail": FORM,
    "diagnostics:survey-copy": VERB,
    "diagnostics:survey-file": PAGE,
    "diagnostics:survey-withdraw": VERB,
    "diagnostics:survey-restore": VERB,
    "diagnostics:survey-preview": PAGE,
    "diagnostics:survey-preview-page": FORM,
    "diagnostics:section-add": FORM,
    "diagnostics:section-change": FORM,
    "diagnostics:section-move": VERB,
    "diagnostics:section-withdraw": VERB,
    "diagnostics:section-restore": VERB,
    "diagnostics:question-add": FORM,
    "diagnostics:question-add-kind": FORM,
    "diagnostics:question-change": FORM,
    "diagnostics:question-condition": FORM,
    "diagnostics:question-copy": VERB,
    "diagnostics:question-move": VERB,
    "diagnostics:question-withdraw": VERB,
    "diagnostics:question-restore": VERB,
}


def furnish(world):
    """A survey that is not fixed, one that was withdrawn, and a question and a section that were."""
    survey = asked.survey(world.programme, title="A survey to build")
    section = survey.sections.get()
    at = timezone.now() - timedelta(days=1)
    gone = survey.sections.create(title="Withdrawn", position=1, withdrawn_at=at)
    asked.question(section, "short", position=20, withdrawn_at=at)
    world.objects.setdefault("survey", survey.pk)
    keys = {"survey": survey.pk, "section": section.pk, "question": section.questions.last().pk, "kind": "ranking"}
    for name in ROWS:
        world.objects |= {f"{name}.{key}": pk for key, pk in keys.items()}
    world.objects["diagnostics:section-restore.section"] = gone.pk
    for name in ("question-change", "question-condition", "question-copy"):
        world.objects[f"diagnostics:{name}.question"] = section.questions.get(kind="ranking").pk
    withdrawn = asked.survey(world.programme, title="A survey that was withdrawn", withdrawn_at=at)
    world.objects["diagnostics:survey-restore.survey"] = withdrawn.pk
