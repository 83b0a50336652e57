"""Where somebody stands: a leader's pages in a round, one proposal each, and the answer to a "not yet"."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from charters.forms.rounds import AnswerForm, StanceForm
from charters.models import Round, Stance
from charters.selectors import round_pages
from charters.selectors import rounds as selectors
from charters.selectors.round_pages import ItemRow, RoundPage
from charters.services import stances
from charters.views.rounds import fetch_round
from programmes.access import Capability
from programmes.models import Programme
from programmes.views.fetching import require
from programmes.views.strong import strong_sign_in

NOTED = "Noted as answered in the room."
SENT = "They are told that there is an answer, by mail if one reaches them, and say whether it answers them."


@require_http_methods(["GET", "POST"])
@strong_sign_in
def item(request: HttpRequest, programme: int, round: int, item: int) -> HttpResponse:
    """One proposal, and where one stands on it; who is not asked reads it."""
    found, one = fetch_round(request, programme, round)
    page = round_pages.page(one, request.user, at=timezone.now())
    row = page.row(item)
    if row is None:
        raise Http404
    if request.method == "POST":
        return _take(request, found, page, row)
    form = StanceForm(mine=row.mine) if page.may_answer else None
    return _show(request, found, page, row, form=form)


def _take(request: HttpRequest, found: Programme, page: RoundPage, row: ItemRow) -> HttpResponse:
    require(request, Capability.TAKE_STANCE, found)
    if page.me is None:
        raise PermissionDenied
    form = StanceForm(request.POST, mine=row.mine)
    if not form.is_valid():
        return _show(request, found, page, row, form=form)
    try:
        stances.take(item=row.item, member=page.me, at=timezone.now(), **form.cleaned_data)
    except stances.TooLate as late:
        return _show(request, found, page, row, late=str(late), unsent=form.cleaned_data["reason"], status=409)
    except stances.Refused as refused:
        messages.error(request, str(refused))
        return redirect("charters:round", found.pk, page.round.pk)
    return _on(request, found, page.round, row)


def _on(request: HttpRequest, found: Programme, one: Round, row: ItemRow) -> HttpResponse:
    """To the next proposal that waits for them, or to what they have said."""
    after = round_pages.page(one, request.user, at=timezone.now()).after(row.item.pk)
    if after:
        return redirect("charters:round-item", found.pk, one.pk, after.item.pk)
    return redirect("charters:round-check", found.pk, one.pk)


def _show(
    request: HttpRequest, found: Programme, page: RoundPage, row: ItemRow, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"programme": found, "page": page, "row": row}
    return render(request, "charters/rounds/item.html", context, status=status)


@require_safe
@strong_sign_in
def check(request: HttpRequest, programme: int, round: int) -> HttpResponse:
    """Everything that one has said in a round, each to change until it closes."""
    found, one = fetch_round(request, programme, round)
    require(request, Capability.TAKE_STANCE, found)
    page = round_pages.page(one, request.user, at=timezone.now())
    return render(request, "charters/rounds/check.html", {"programme": found, "page": page})


@require_http_methods(["GET", "POST"])
@strong_sign_in
def answer(request: HttpRequest, programme: int, round: int, stance: int) -> HttpResponse:
    """Answer a "not yet", in writing or as it was answered in the room."""
    found, one = fetch_round(request, programme, round, Capability.EDIT_CHARTER)
    seen = Stance.objects.visible_to(request.user).filter(item__round=one)
    related = seen.select_related("item__proposal__section", "item__round__by", "member__membership__person")
    said = get_object_or_404(related, pk=stance)
    if request.method == "GET" and said.choice != Stance.Choice.NOT_YET:
        messages.error(request, stances.CHANGED)
        return redirect("charters:round-stances", found.pk, one.pk)
    name = said.member.membership.shown_name
    is_there = one.event_id is not None and selectors.is_there(one.event_id, said.member.membership_id)
    form = AnswerForm(request.POST or None, stance=said, is_there=is_there)
    if request.method == "POST" and form.is_valid() and _answered(request, form, said):
        return redirect("charters:round-stances", found.pk, one.pk)
    context = {"programme": found, "round": one, "stance": said, "name": name, "words": round_pages.words_of(said.item)}
    context["is_elsewhere"] = one.event_id is not None and not is_there
    context["rule"] = selectors.rule_of(one, at=timezone.localdate())
    return render(request, "charters/rounds/answer.html", {**context, "form": form})


def _answered(request: HttpRequest, form: AnswerForm, said: Stance) -> bool:
    given = {"stance": said, "seen": form.cleaned_data["seen"], "text": form.cleaned_data["text"]}
    given |= {"at": timezone.now(), "by": request.user}
    try:
        if form.choice:
            stances.answered_in_room(choice=form.choice, **given)
        else:
            stances.answer(**given)
    except (stances.TooLate, stances.Refused) as reason:
        form.add_error(None, str(reason))
        return False
    messages.success(request, NOTED if form.choice else SENT)
    return True
