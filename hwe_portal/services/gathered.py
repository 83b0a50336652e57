"""Keeping what a room gathered: a cluster becomes a proposal, a theme, an action, a decision or another record.

Each says by its `origin` which cluster it was made of. The same act done twice makes one record.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from charters.models import Proposal, Section
from charters.services.charter import charter_of
from charters.services.proposals import propose
from diagnostics.models import Theme
from diagnostics.services import codebook
from diagnostics.services.locking import hold
from hwe_portal.reports.gathered import RECORDS
from programmes.models import OutcomeTheme, Output, ProgrammeRecord, User
from programmes.services import records
from workshops.models import Action, Cluster, Decision
from workshops.services import actions, outcomes

PROPOSAL, THEME, ACTION, DECISION = "proposal", "theme", "action", "decision"
# What stands before everybody as soon as it is kept, and so may be worded first.
WORDED = (PROPOSAL, ACTION, DECISION, *RECORDS)
NO_CARD = "There is no card in this cluster, so it cannot be kept."
# What a section of the charter is proposed under where nobody chose one.
USUAL_SECTION = Section.Usual.PRINCIPLES
LONGEST_THEME = 80
LONGEST_REASON = 1000


class NotPossible(Exception):
    """There is nothing to keep it as; says why in plain words."""


@transaction.atomic
def keep(
    *,
    cluster: Cluster,
    what: str,
    section: int | None = None,
    kind: str = "",
    words: Mapping[str, Any] | None = None,
    by: User,
) -> tuple[Any, bool]:
    """Keep a cluster as `what`: one of MAKERS. Returns the record, and whether it was made just now.

    `section` (its id) is where a proposal goes, `kind` which kind of theme it is. `words` are what was typed for one of
    WORDED: "text" in place of the cluster's name, and of an action "owner", "owner_words" and "due_on". Raises
    NotPossible, among others for a cluster without cards, and KeyError for any other `what`.
    """
    hold(f"kept of cluster {cluster.pk}")
    made = kept(cluster, what)
    if made is not None:
        return made, False
    if is_empty(cluster):
        raise NotPossible(NO_CARD)
    said = {"text": cluster.name, "owner": None, **(words or {}), "section": section, "kind": kind}
    return MAKERS[what](cluster, by, said), True


def kept(cluster: Cluster, what: str) -> Any:
    """What was made of a cluster as `what` and stands; None for nothing."""
    return MODELS[what].objects.filter(origin=cluster.key, withdrawn_at__isnull=True).first()


def is_empty(cluster: Cluster) -> bool:
    """Whether no card stands in a cluster: then nobody in the room said what its name says."""
    return not cluster.statements.standing().exists()


def where_from(cluster: Cluster) -> str:
    """In words: "From the room, First workshop, 9 November 2021: What gets in our way?"."""
    return f"From the room, {cluster.exercise.event}: {cluster.exercise.prompt}"


def _proposal(cluster: Cluster, by: User, said: Mapping[str, Any]) -> Proposal:
    charter = charter_of(cluster.exercise.event.programme)
    sections = list(charter.sections.standing())
    if not sections:
        raise NotPossible("The charter has no section. Add one first.")
    usual = next((each for each in sections if each.key == USUAL_SECTION), sections[0])
    section = next((each for each in sections if each.pk == said["section"]), usual)
    grounds = ((cluster.key, cluster.name),)
    return propose(
        charter=charter, kind=Proposal.Kind.ADD, section=section, text=said["text"], reason=_reason(cluster),
        origin=cluster.key, grounds=grounds, by=by,
    )  # fmt: skip


def _reason(cluster: Cluster) -> str:
    """Where it comes from and what the cards said, as many as there is room for."""
    lines = [where_from(cluster)]
    for card in cluster.statements.standing():
        if sum(map(len, lines)) + len(lines) + len(card.text) < LONGEST_REASON:
            lines.append(card.text)
    return "\n".join(lines)


def _theme(cluster: Cluster, by: User, said: Mapping[str, Any]) -> Theme:
    programme = cluster.exercise.event.programme
    kind = said["kind"] if said["kind"] in Theme.Kind else Theme.Kind.ISSUE
    return codebook.add(
        programme=programme, name=cluster.name[:LONGEST_THEME], kind=kind, description=_cards(cluster),
        origin=cluster.key, by=by,
    )  # fmt: skip


def _action(cluster: Cluster, by: User, said: Mapping[str, Any]) -> Action:
    event, typed = cluster.exercise.event, {name: said[name] for name in actions.TYPED if name in said}
    return actions.add(programme=event.programme, event=event, **typed, origin=cluster.key, by=by)


def _decision(cluster: Cluster, by: User, said: Mapping[str, Any]) -> Decision:
    return outcomes.decide(event=cluster.exercise.event, text=said["text"], origin=cluster.key, by=by)


def _record(what: str) -> Callable[[Cluster, User, Mapping[str, Any]], ProgrammeRecord]:
    model, field = RECORDS[what]

    def make(cluster: Cluster, by: User, said: Mapping[str, Any]) -> ProgrammeRecord:
        programme = cluster.exercise.event.programme
        words = {field: said["text"][: LONGEST_THEME if model is OutcomeTheme else None]}
        if field != "text":
            words["text"] = _cards(cluster) or said["text"]
        if model is Output:
            words["kind"] = Output.Kind.OTHER
        after = model.objects.filter(programme=programme).standing().count()
        return records.add(model(programme=programme, position=after + 1, origin=cluster.key, **words), by=by)

    return make


def _cards(cluster: Cluster) -> str:
    return "\n".join(card.text for card in cluster.statements.standing())


MAKERS: dict[str, Callable[[Cluster, User, Mapping[str, Any]], Any]] = {
    PROPOSAL: _proposal,
    THEME: _theme,
    ACTION: _action,
    DECISION: _decision,
    **{what: _record(what) for what in RECORDS},
}
MODELS: dict[str, Any] = {
    PROPOSAL: Proposal,
    THEME: Theme,
    ACTION: Action,
    DECISION: Decision,
    **{what: model for what, (model, _) in RECORDS.items()},
}
