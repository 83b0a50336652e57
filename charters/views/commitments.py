"""Writing commitments directly, as the facilitator of the group: nobody's words are overwritten unseen."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from charters.forms.charter import CommitmentForm
from charters.models import Commitment, Proposal
from charters.selectors import grounds
from charters.selectors.conflicts import in_commitment
from charters.selectors.grounds import Offered
from charters.services import charter as services
from charters.services.charter import Conflict
from charters.views.fetching import fetch_charter, fetch_commitment
from programmes.access import Capability
from programmes.models import Programme
from programmes.selectors import history

CONFLICT = 409


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int) -> HttpResponse:
    found, mine = fetch_charter(request, programme, Capability.EDIT_CHARTER)
    offered = grounds.on_offer(found, request.user)
    first = {"section": request.GET.get("section", "")}
    form = CommitmentForm(request.POST or None, instance=Commitment(charter=mine), offered=offered, initial=first)
    if request.method == "POST" and form.is_valid():
        services.write(charter=mine, by=request.user, **_typed(form))
        return redirect("charters:charter", programme=found.pk)
    return render(request, "charters/commitment.html", {"programme": found, "form": form})


@require_http_methods(["GET", "POST"])
def commitment(request: HttpRequest, programme: int, commitment: int) -> HttpResponse:
    found, line = fetch_commitment(request, programme, commitment, Capability.EDIT_CHARTER)
    offered = grounds.on_offer(found, request.user)
    form = _form(line, request.POST or None, offered)
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, line, form)
    seen = form.cleaned_data["revision"] or 0
    try:
        services.edit(commitment=line, seen_revision=seen, by=request.user, **_typed(form))
    except Conflict as conflict:
        return _conflict(request, found, conflict.current, form, offered)
    return redirect("charters:charter", programme=found.pk)


@require_POST
def withdraw(request: HttpRequest, programme: int, commitment: int) -> HttpResponse:
    found, line = fetch_commitment(request, programme, commitment, Capability.EDIT_CHARTER)
    services.withdraw(commitment=line, by=request.user)
    messages.success(request, "The commitment is withdrawn. You can restore it below.")
    return redirect("charters:charter", programme=found.pk)


@require_POST
def restore(request: HttpRequest, programme: int, commitment: int) -> HttpResponse:
    found, line = fetch_commitment(request, programme, commitment, Capability.EDIT_CHARTER)
    services.restore(commitment=line, by=request.user)
    messages.success(request, "The commitment is restored.")
    return redirect("charters:charter", programme=found.pk)


def _form(line: Commitment, data: Any, offered: Sequence[Offered]) -> CommitmentForm:
    standing = line.behaviours.filter(withdrawn_at=None).values_list("text", flat=True)
    answers = list(line.grounds.all())
    first = {
        "behaviours": "\n".join(standing),
        "answers": [ground.record for ground in answers],
        "revision": line.revision,
    }
    return CommitmentForm(data, instance=line, offered=grounds.with_those(answers, offered), initial=first)


def _typed(form: CommitmentForm) -> dict[str, Any]:
    typed = {name: form.cleaned_data[name] for name in ("section", "text", "behaviours", "position")}
    return typed | {"grounds": form.grounds()}


def _conflict(
    request: HttpRequest, found: Programme, current: Commitment, form: CommitmentForm, offered: Sequence[Offered]
) -> HttpResponse:
    """The same words again, beside those that somebody else saved; saved now, they are saved knowingly."""
    clash = in_commitment(current, form.cleaned_data["text"], form.cleaned_data["behaviours"])
    data = request.POST.copy()
    data["revision"] = current.revision
    return _page(request, found, current, _form(current, data, offered), conflict=clash)


def _page(request: HttpRequest, found: Programme, line: Commitment, form: CommitmentForm, **more: Any) -> HttpResponse:
    about = line.proposals.standing().filter(state=Proposal.State.IN_ROUND)
    context = {"programme": found, "form": form, "commitment": line, "in_round": about}
    if more:
        return render(request, "charters/commitment.html", context | more, status=CONFLICT)
    return render(request, "charters/commitment.html", context | {"history": history(line)})
