"""What rooms do together: planned, or entered from flipcharts afterwards, sorted, and kept as proposals."""

from collections.abc import Mapping

from charters.models import Proposal
from charters.services.charter import charter_of
from diagnostics.models import Card
from hwe_portal.demonstration.meeting import Exercise, Flipcharts
from hwe_portal.demonstration.typing_in import accepted
from hwe_portal.services import gathered
from programmes.models import User
from workshops import models
from workshops.forms.exercises import ClusterNameForm, ExerciseForm
from workshops.forms.paper import CardsForm, CountsForm
from workshops.models import Cluster, Event
from workshops.services import clusters, exercises, paper


def plan(event: Event, exercise: Exercise, *, by: User) -> models.Exercise:
    """Prepare an exercise."""
    typed = dict(exercise.typed)
    if exercise.taken_from:
        typed["taken_from"] = models.Exercise.objects.get(event=event, prompt=exercise.taken_from.prompt).pk
    if exercise.card:
        cards = Card.objects.filter(deck__programme=event.programme, title__startswith=exercise.card)
        typed["card"] = cards.order_by("pk")[0].pk
    form = accepted(ExerciseForm(typed, instance=models.Exercise(event=event, kind=exercise.kind)))
    return exercises.add(exercise=form.instance, options=form.choices() or (), by=by)


def count(event: Event, exercise: Exercise, *, by: User) -> None:
    """Enter what was counted on paper."""
    made = plan(event, exercise, by=by)
    choices = paper.choices_of(made)
    typed = {f"count-{key}": number for (key, _), number in zip(choices, exercise.counts, strict=True)}
    form = accepted(CountsForm(typed | {"people": exercise.people}, exercise=made, choices=choices))
    paper.enter_counts(exercise=made, counts=form.counts(), people=form.cleaned_data["people"], by=by)


def hang_up(event: Event, exercise: Exercise, charts: Flipcharts, *, by: User) -> list[Cluster]:
    """Enter the cards of an exercise from their flipcharts, and hang them up in their clusters."""
    made = plan(event, exercise, by=by)
    lines = "\n".join(text for cards in charts.values() for text in cards)
    said = accepted(CardsForm({"lines": lines, "people": exercise.people}, exercise=made)).cleaned_data
    paper.enter_cards(exercise=made, by=by, **said)
    found = {card.text: card for card in made.statements.select_related("exercise")}
    return [_cluster(made, name, [found[text] for text in cards], by=by) for name, cards in charts.items() if name]


def _cluster(exercise: models.Exercise, name: str, cards: list[models.Statement], *, by: User) -> Cluster:
    said = accepted(ClusterNameForm({"name": name})).cleaned_data["name"]
    made = clusters.make(exercise=exercise, name=said, origin=cards[0], by=by)
    for card in cards[1:]:
        clusters.put(statement=card, into=made, by=by)
    return made


def promise(event: Event, exercise: Exercise, promised: Mapping[str, Flipcharts], *, by: User) -> list[Proposal]:
    """Hang up cards, then keep each cluster as a proposal for its section of the charter."""
    charts = {name: cards for section in promised.values() for name, cards in section.items()}
    section_of = {name: section for section, each in promised.items() for name in each}
    sections = dict(charter_of(event.programme).sections.values_list("key", "pk"))
    made = hang_up(event, exercise, charts, by=by)
    kept = (
        gathered.keep(cluster=each, what=gathered.PROPOSAL, section=sections[section_of[each.name]], by=by)
        for each in made
    )
    return [proposal for proposal, _ in kept]
