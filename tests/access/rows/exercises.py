"""Exercises of a meeting, the sorting of their cards, what is entered from paper, and what was gathered."""

from django.utils import timezone

from tests.access.table import NOT_ALLOWED, form, row, verb
from workshops.models import Cluster, Event, Exercise
from workshops.services import exercises as services
from workshops.services import paper

REFUSED = "owner leader successor interviewer assistant"
FORM = form("facilitator", REFUSED)
READING = {"GET": FORM["GET"], "POST": NOT_ALLOWED}
VERB = verb("facilitator", REFUSED)
READERS = "owner leader successor facilitator interviewer"

ROWS = {
    "workshops:exercises": READING,
    "workshops:exercises-copy": FORM,
    "workshops:exercise-add": FORM,
    "workshops:exercise": FORM,
    "workshops:exercise-move": VERB,
    "workshops:exercise-again": VERB,
    "workshops:exercise-withdraw": VERB,
    "workshops:exercise-restore": VERB,
    "workshops:exercise-paper": FORM,
    "workshops:exercise-photographs": FORM,
    "workshops:clusters": READING,
    "workshops:cluster-add": VERB,
    "workshops:cluster-rename": VERB,
    "workshops:cluster-merge": VERB,
    "workshops:cluster-move": VERB,
    "workshops:cluster-withdraw": VERB,
    "workshops:cluster-restore": VERB,
    "workshops:room-card": FORM,
    "workshops:room-card-put": VERB,
    "workshops:room-card-withdraw": VERB,
    "workshops:room-card-restore": VERB,
    "gathered": {"GET": row(ok=READERS, refused="assistant"), "POST": NOT_ALLOWED},
    "gathered-keep": VERB,
    "gathered-as": FORM,
    "gathered-place": {"GET": row(ok=READERS, status=302), "POST": NOT_ALLOWED},
}


def furnish(world):
    event = Event.objects.get(pk=world.objects["event"])
    exercise = Exercise(event=event, kind=Exercise.Kind.CARDS, prompt="What gets in our way?")
    services.add(exercise=exercise, by=world.facilitator)
    lines = ["Too many meetings", "Nobody decides", "Trust takes time"]
    paper.enter_cards(exercise=exercise, lines=lines, people=6, by=world.facilitator)
    cards = list(exercise.statements.all())
    clusters = [Cluster.objects.create(exercise=exercise, name=name) for name in ("Deciding", "Meetings", "Trust")]
    withdrawn = [Cluster.objects.create(exercise=exercise, name=f"Gone {n}", withdrawn_at=timezone.now()) for n in "ab"]
    cards[0].cluster = clusters[0]
    cards[0].save()
    world.objects |= {
        "exercise": exercise.pk,
        "workshops:exercise-add.kind": "dots",
        "workshops:exercise-withdraw.exercise": services.add(
            exercise=Exercise(event=event, kind=Exercise.Kind.TIMER, prompt="In pairs"), by=world.facilitator
        ).pk,
        "workshops:cluster-rename.cluster": clusters[0].pk,
        "workshops:cluster-merge.cluster": clusters[1].pk,
        "workshops:cluster-move.cluster": clusters[1].pk,
        "workshops:cluster-withdraw.cluster": clusters[2].pk,
        "workshops:cluster-restore.cluster": withdrawn[0].pk,
        "workshops:room-card.card": cards[0].pk,
        "workshops:room-card-put.card": cards[1].pk,
        "workshops:room-card-withdraw.card": cards[2].pk,
        "workshops:room-card-restore.card": cards[2].pk,
        "gathered-keep.cluster": clusters[0].pk,
        "gathered-as.cluster": clusters[0].pk,
        "gathered-as.what": "decision",
        "gathered-place.what": "cluster",
        "gathered-place.pk": clusters[0].pk,
    }
