"""Quotes on their way out of the notes, and what leaders are asked before something of theirs goes out."""

from collections.abc import Collection
from datetime import date

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.fields import BooleanField, CharField

from diagnostics.models import Agreement, Quote, ThemeAgreement
from diagnostics.selectors.tasks import Task
from programmes.models import Person, Programme

# Said in the same words of a quote and of a question: whoever looks over a shoulder learns nothing of what was said.
BEFORE_IT_GOES_OUT = ("Look at something before it goes out", "It comes from your conversation, so we ask you first.")
AGREEMENT = (
    "Say whether the next list of themes may include your change",
    "Only a few of you joined or changed since the last list, so we ask first.",
)
PICTURE = (
    "Say whether the next group picture may include your change",
    "Only a few of you joined or changed since the last picture, so we ask first.",
)
PAGES = {
    "quote": ("diagnostics:quote", BEFORE_IT_GOES_OUT),
    "question": ("diagnostics:theme-question", BEFORE_IT_GOES_OUT),
    "agreement": ("diagnostics:theme-release-agreement", AGREEMENT),
    "picture": ("diagnostics:snapshot-agreement", PICTURE),
}
# What the address calls the object, where that is not its kind.
KEYWORDS = {"picture": "agreement"}


def tasks_for(person: Person, programmes: Collection[Programme], *, at: date) -> dict[int, tuple[Task, ...]]:
    """What this leader is asked about going out, by programme id, until it has gone out; in one query."""
    found: dict[int, list[Task]] = {programme.pk: [] for programme in programmes}
    shown = Quote.objects.shown_first().filter(interview__person=person, release=None)
    asked = ThemeAgreement.objects.pending().filter(person=person)
    pending = Agreement.objects.of_themes().filter(person=person, release=None)
    pictures = Agreement.objects.of_pictures().filter(person=person, release=None)
    rows = [
        _rows("quote", shown, F("interview__programme"), answered=Q(answered_at__isnull=False)),
        _rows("question", asked, F("programme"), answered=~Q(answer="")),
        _rows("agreement", pending, F("programme"), answered=~Q(answer="")),
        _rows("picture", pictures, F("programme"), answered=~Q(answer="")),
    ]
    for kind, pk, programme, answered in rows[0].union(*rows[1:], all=True).order_by("what", "pk"):
        if programme in found:
            found[programme].append(_task(kind, pk, programme, answered=answered))
    return {programme: tuple(tasks) for programme, tasks in found.items()}


def _rows(kind: str, rows: QuerySet, programme: F, *, answered: Q) -> QuerySet:
    return (
        rows.order_by()
        .annotate(
            what=Value(kind, output_field=CharField()),
            within=programme,
            is_answered=Case(When(answered, then=True), default=False, output_field=BooleanField()),
        )
        .values_list("what", "pk", "within", "is_answered")
    )


def _task(kind: str, pk: int, programme: int, *, answered: bool) -> Task:
    url_name, (title, hint) = PAGES[kind]
    status, state = ("Answered", "done") if answered else ("Not answered", "open")
    return Task(title, hint, status, state, url_name, {"programme": programme, KEYWORDS.get(kind, kind): pk})
