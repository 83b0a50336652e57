"""Proposals: made, read word by word, commented on, reworded by many at once, and taken back."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from charters.forms.proposals import CommentForm, ProposalForm
from charters.models import Charter, Comment, Commitment, Proposal
from charters.selectors import conflicts, grounds, round_pages
from charters.selectors import proposals as selectors
from charters.selectors.grounds import Offered
from charters.services import proposals as services
from charters.services.proposals import Conflict, NotFree
from charters.views.fetching import fetch_charter, fetch_commitment, fetch_proposal, fetch_words
from programmes import access
from programmes.access import Capability
from programmes.models import Programme
from programmes.services import records

CONFLICT = 409
Kind = Proposal.Kind


@require_http_methods(["GET"])
def proposals(request: HttpRequest, programme: int) -> HttpResponse:
    found, _ = fetch_charter(request, programme)
    rows = Proposal.objects.visible_to(request.user).of_owner(found)
    context = {"programme": found, "groups": selectors.groups(rows), "may_propose": _may_propose(request, found)}
    return render(request, "charters/proposals.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int) -> HttpResponse:
    """Propose a new commitment."""
    found, mine = fetch_charter(request, programme, Capability.PROPOSE_CHARTER)
    first = {"section": request.GET.get("section", "")}
    return _propose(request, found, mine, Kind.ADD, None, first)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, programme: int, commitment: int) -> HttpResponse:
    """Propose other words for a commitment."""
    found, line = _standing(request, programme, commitment)
    below = "\n".join(line.behaviours.filter(withdrawn_at=None).values_list("text", flat=True))
    first = {"text": line.text, "behaviours": below, "seen": line.revision}
    return _propose(request, found, line.charter, Kind.CHANGE, line, first)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, programme: int, commitment: int) -> HttpResponse:
    """Propose to do without a commitment."""
    found, line = _standing(request, programme, commitment)
    return _propose(request, found, line.charter, Kind.REMOVE, line, {"seen": line.revision})


@require_http_methods(["GET"])
def proposal(request: HttpRequest, programme: int, proposal: int) -> HttpResponse:
    found, row = fetch_proposal(request, programme, proposal)
    return _page(request, found, row, CommentForm())


@require_http_methods(["GET", "POST"])
def comment(request: HttpRequest, programme: int, proposal: int) -> HttpResponse:
    """Comment on a proposal. A form with errors comes back under this address: opened again, it leads to the page."""
    found, row = fetch_proposal(request, programme, proposal, Capability.PROPOSE_CHARTER)
    if request.method == "GET":
        return _to_page(found, row)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, row, form)
    said = services.comment(proposal=row, text=form.cleaned_data["text"], by=request.user)
    return redirect(f"{_to_page(found, row).url}#comment-{said.pk}")


@require_POST
def comment_withdraw(request: HttpRequest, programme: int, proposal: int, comment: int) -> HttpResponse:
    """Take a comment back; one's own, or as the facilitator."""
    found, row = fetch_proposal(request, programme, proposal, Capability.PROPOSE_CHARTER)
    said = get_object_or_404(Comment.objects.visible_to(request.user).filter(proposal=row), pk=comment)
    _require_maker(request, found, said.by_id)
    records.withdraw(said, by=request.user)
    messages.success(request, "The comment is taken back.")
    return _to_page(found, row)


@require_http_methods(["GET", "POST"])
def reword(request: HttpRequest, programme: int, proposal: int) -> HttpResponse:
    """Better the words; whoever else did so meanwhile is not overwritten."""
    found, row = fetch_words(request, programme, proposal)
    offered = grounds.on_offer(found, request.user)
    form = _reword_form(row, request.POST or None, offered)
    if request.method != "POST" or not form.is_valid():
        return _reword_page(request, found, row, form)
    try:
        services.reword(proposal=row, seen_revision=form.cleaned_data["revision"] or 0, by=request.user, **form.words())
    except Conflict as conflict:
        return _reword_conflict(request, found, conflict.current, form, offered)
    except NotFree as refusal:
        form.add_error(None, str(refusal))
        return _reword_page(request, found, row, form, status=CONFLICT)
    return _to_page(found, row)


@require_POST
def withdraw(request: HttpRequest, programme: int, proposal: int) -> HttpResponse:
    """Take a proposal back; whoever made it may, and the facilitator."""
    found, row = fetch_proposal(request, programme, proposal, Capability.PROPOSE_CHARTER)
    _require_maker(request, found, row.by_id)
    try:
        services.withdraw(proposal=row, by=request.user)
    except NotFree as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The proposal is withdrawn.")
    return _to_page(found, row)


@require_POST
def restore(request: HttpRequest, programme: int, proposal: int) -> HttpResponse:
    found, row = fetch_proposal(request, programme, proposal, Capability.PROPOSE_CHARTER)
    _require_maker(request, found, row.by_id)
    services.restore(proposal=row, by=request.user)
    messages.success(request, "The proposal is open again.")
    return _to_page(found, row)


def _propose(
    request: HttpRequest, found: Programme, mine: Charter, kind: Kind, line: Commitment | None, first: dict[str, Any]
) -> HttpResponse:
    form = _new_form(request, found, mine, kind, request.POST or None, first)
    context = {"programme": found, "form": form, "kind": kind, "commitment": line}
    if request.method != "POST" or not form.is_valid():
        return render(request, "charters/propose.html", context)
    section = form.cleaned_data.get("section")
    try:
        made = services.propose(
            charter=mine, kind=kind, section=section, commitment=line, by=request.user, **form.words()
        )
    except Conflict as conflict:
        return _propose_conflict(request, context, mine, conflict.current)
    except NotFree as refusal:
        form.add_error(None, str(refusal))
        return render(request, "charters/propose.html", context, status=CONFLICT)
    messages.success(request, "Your proposal is made. Everybody in the programme can read it and comment on it.")
    return _to_page(found, made)


def _propose_conflict(
    request: HttpRequest, context: dict[str, Any], mine: Charter, current: Commitment
) -> HttpResponse:
    """The commitment changed while somebody wrote: their words again, beside what it says now."""
    typed, data = context["form"].cleaned_data, request.POST.copy()
    data["seen"] = current.revision
    again = _new_form(request, context["programme"], mine, context["kind"], data, {})
    is_removal = context["kind"] == Kind.REMOVE
    text, behaviours = ("", "") if is_removal else (typed["text"], typed["behaviours"])
    clash = conflicts.in_commitment(current, text, behaviours)
    changed = {"form": again, "commitment": current, "conflict": clash}
    return render(request, "charters/propose.html", context | changed, status=CONFLICT)


def _new_form(
    request: HttpRequest, found: Programme, mine: Charter, kind: Kind, data: Any, first: dict[str, Any]
) -> ProposalForm:
    offered = grounds.on_offer(found, request.user)
    return ProposalForm(data, charter=mine, kind=kind, is_new=True, offered=offered, initial=first)


def _reword_form(row: Proposal, data: Any, offered: Sequence[Offered]) -> ProposalForm:
    answers = list(row.grounds.all())
    first = {
        "text": row.text,
        "behaviours": row.behaviours,
        "reason": row.reason,
        "answers": [ground.record for ground in answers],
        "revision": row.revision,
        "seen": row.commitment.revision if row.commitment else None,
    }
    offered = grounds.with_those(answers, offered)
    return ProposalForm(data, charter=row.charter, kind=row.kind, is_new=False, offered=offered, initial=first)


def _reword_page(
    request: HttpRequest, found: Programme, row: Proposal, form: ProposalForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"programme": found, "proposal": row, "form": form}
    context["moved"] = selectors.moved(row)
    return render(request, "charters/reword.html", context | more, status=status)


def _reword_conflict(
    request: HttpRequest, found: Programme, current: Proposal, form: ProposalForm, offered: Sequence[Offered]
) -> HttpResponse:
    """The same words again, beside those that somebody else saved; saved now, they are saved knowingly."""
    data, typed = request.POST.copy(), form.words()
    data["revision"] = current.revision
    again = _reword_form(current, data, offered)
    clash = conflicts.in_proposal(current, typed["text"], typed["behaviours"], typed["reason"])
    return _reword_page(request, found, current, again, status=CONFLICT, conflict=clash)


def _page(request: HttpRequest, found: Programme, row: Proposal, form: CommentForm) -> HttpResponse:
    may_propose, is_free = _may_propose(request, found), row.state == Proposal.State.OPEN
    is_makers = _is_maker(request, found, row.by_id)
    said = round_pages.said_of(row)
    context = {
        "programme": found,
        "shown": selectors.proposal_shown(row, found, request.user),
        "said": said,
        "entered_later": selectors.entered_later(row, said.agreed_on),
        "form": form,
        "may_propose": may_propose,
        "may_edit": access.may(request.user, Capability.EDIT_CHARTER, found),
        "may_reword": may_propose and is_free and not row.withdrawn_at,
        "may_withdraw": may_propose and is_free and is_makers,
    }
    return render(request, "charters/proposal.html", context)


def _standing(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, Commitment]:
    return fetch_commitment(request, programme, pk, Capability.PROPOSE_CHARTER)


def _may_propose(request: HttpRequest, found: Programme) -> bool:
    return access.may(request.user, Capability.PROPOSE_CHARTER, found)


def _is_maker(request: HttpRequest, found: Programme, by: int) -> bool:
    return by == request.user.pk or access.may(request.user, Capability.EDIT_CHARTER, found)


def _require_maker(request: HttpRequest, found: Programme, by: int) -> None:
    if not _is_maker(request, found, by):
        raise PermissionDenied


def _to_page(found: Programme, row: Proposal) -> HttpResponse:
    return redirect("charters:proposal", programme=found.pk, proposal=row.pk)
