"""The facilitator's passages, and the two case studies issued to sponsors."""

from collections.abc import Iterable

from django.utils import timezone

from hwe_portal.demonstration import development, working
from hwe_portal.demonstration.typing_in import accepted
from hwe_portal.reports.case_study.content import DOCUMENT
from hwe_portal.reports.case_study.fields import unknown
from hwe_portal.reports.case_study.gather import fields_of
from hwe_portal.services import case_study
from programmes.forms.reports import PassageForm
from programmes.models import NextStep, Passage, Programme, User
from programmes.services import passages

Words = tuple[str, bool, str]


def write_passages(programme: Programme, written: Iterable[Words], *, by: User) -> None:
    fields = fields_of(programme, at=timezone.localdate())
    for chapter, is_view, text in written:
        fresh = Passage(programme=programme, document=DOCUMENT, chapter=chapter)
        typed = {"text": _with_next_step(programme, text), "is_view": "on" if is_view else ""}
        form = PassageForm(typed, instance=fresh, unknown_fields=lambda text: unknown(text, fields))
        passages.add_passage(accepted(form).instance, by=by)


def _with_next_step(programme: Programme, text: str) -> str:
    """The field of a single record carries the record's number, which only the database knows."""
    step = NextStep.objects.filter(programme=programme, text=development.RESTART).first()
    return text.replace("{next-step.date}", f"{{next-step-{step.pk}.date}}") if step else text


def issue(programme: Programme, title: str, *, by: User) -> None:
    """Issue the case study to sponsors."""
    job = case_study.request_issue(programme=programme, title=title, to_sponsors=True, by=by)
    working.finish(job, case_study.prepare)
