"""The charter: proposals bettered and agreed in the room, names put to it, and what is before the group now."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from django.utils import timezone

from charters import letters
from charters.forms import keeping as keeping_forms
from charters.forms import rounds as round_forms
from charters.forms.proposals import CommentForm, ProposalForm
from charters.models import CharterVersion, Commitment, Proposal, Round, Stance
from charters.selectors import round_pages
from charters.selectors.grounds import on_offer
from charters.services import paper_rounds, proposals, rounds, signatures, stances
from charters.services.charter import charter_of
from hwe_portal.demonstration import coming, met_development, working
from hwe_portal.demonstration.people import person
from hwe_portal.demonstration.typing_in import Typed, accepted
from programmes.models import Job, Programme, User
from programmes.services import notices
from workshops.models import Event
from workshops.selectors.registers import register


def better(proposal: Proposal, behaviours: str, why: str, *, by: User) -> None:
    """Add to a proposal what others can see of somebody who keeps it."""
    answers = list(proposal.grounds.values_list("record", flat=True))
    typed = {"text": proposal.text, "behaviours": behaviours, "reason": why, "answers": answers}
    offered = on_offer(proposal.charter.programme, by)
    form = ProposalForm(typed, charter=proposal.charter, kind=proposal.kind, is_new=False, offered=offered)
    words = accepted(form).words()
    proposals.reword(proposal=proposal, seen_revision=proposal.revision, by=by, **words)


def agree_in_room(event: Event, *, by: User) -> CharterVersion:
    """Enter that the room agreed every proposal, with what was asked first and how it was answered."""
    told, charter = met_development, charter_of(event.programme)
    ready = round_pages.ready(charter)
    typed = {f"agreed_{each.pk}": "on" for each in ready}
    typed |= {f"live_{each.pk}": told.LIVED_WITH.get(each.text, 0) for each in ready}
    typed |= {f"resolved_{each.pk}": told.ANSWERED.get(each.text, "") for each in ready}
    form = round_forms.PaperForm(typed, ready=ready, there=len(paper_rounds.there(event)))
    return paper_rounds.agreed_in_room(charter=charter, event=event, agreed=accepted(form).agreed(), by=by)


def sign_in_room(version: CharterVersion, event: Event, *, by: User) -> None:
    """Enter who signed the sheet of paper in a meeting: everybody who was there in person."""
    lines = register(event)
    blank = keeping_forms.PaperForm(event=event, lines=lines)
    typed = {"people": blank["people"].initial, "signed_on": str(event.starts_on)}
    form = keeping_forms.PaperForm(typed, event=event, lines=lines)
    people = accepted(form).cleaned_data["people"]
    parts = event.programme.memberships.filter(pk__in=people)
    signatures.sign_on_paper(version=version, memberships=parts, signed_on=form.cleaned_data["signed_on"], by=by)


def sign(programme: Programme, name: str, days_ago: int) -> None:
    """A leader puts their own name to the charter."""
    version, part = signatures.selectors.newest(programme.charter), programme.memberships.get(person__name=name)
    at = timezone.now() - timedelta(days=days_ago)
    signatures.sign(version=version, membership=part, by=part.person.user, at=at)


def go_on(programme: Programme, *, by: User) -> None:
    """What the group has before it now: words open for comments, and two lines to decide."""
    charter = charter_of(programme)
    changed = charter.commitments.get(text=coming.CHANGED)
    change = propose(programme, coming.CHANGE_BY, coming.CHANGE, kind=Proposal.Kind.CHANGE, commitment=changed)
    said = accepted(CommentForm({"text": coming.COMMENT})).cleaned_data
    proposals.comment(proposal=change, by=person(coming.COMMENT_BY).user, **said)
    proposed = [propose(programme, name, typed, kind=Proposal.Kind.ADD) for name, typed in coming.PROPOSED]
    take_stances(_open(programme, proposed, by=by), coming.STANCES, at=timezone.now())


def propose(
    programme: Programme, name: str, typed: Typed, *, kind: str, commitment: Commitment | None = None
) -> Proposal:
    """A leader proposes something through the form."""
    charter, by = charter_of(programme), person(name).user
    sections = {each.key: each for each in charter.sections.standing()}
    chosen = sections.get(typed.get("section", ""))
    form = ProposalForm({**typed, "section": chosen and chosen.pk}, charter=charter, kind=kind, is_new=True)
    said = accepted(form).words()
    return proposals.propose(charter=charter, kind=kind, section=chosen, commitment=commitment, by=by, **said)


def _open(programme: Programme, proposed: Iterable[Proposal], *, by: User) -> Round:
    day = timezone.localdate() + timedelta(days=coming.OPEN_FOR)
    closes_at = timezone.make_aware(datetime.combine(day, time(17)))
    opened = rounds.open_round(charter=charter_of(programme), proposals=proposed, closes_at=closes_at, by=by)
    send_letters()
    return opened


def send_letters() -> None:
    """Send the mails about the charter that wait, as far as there is a reason left to send them."""
    for job in Job.objects.filter(task=letters.TASK, state=Job.State.WAITING):
        working.finish(job, lambda job: notices.deliver(job, letters.write))


def take_stances(opened: Round, taken: Mapping[str, tuple[str, ...]], *, at: datetime) -> None:
    """Where some stand on each proposal: "agree", "live", or why not yet."""
    items = list(opened.items.select_related("round"))
    for name, said in taken.items():
        member = opened.members.get(membership__person__name=name)
        for item, words in zip(items, said, strict=True):
            known = words in (Stance.Choice.AGREE, Stance.Choice.LIVE)
            typed = {"choice": words} if known else {"choice": Stance.Choice.NOT_YET, "reason": words}
            form = accepted(round_forms.StanceForm(typed, mine=None))
            stances.take(item=item, member=member, at=at, **form.cleaned_data)
