"""What people said they would do: the list that follows them from meeting to meeting."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from programmes import access
from programmes import selectors as programme_selectors
from programmes.access import Capability
from programmes.models import Programme
from programmes.services import records
from programmes.views.fetching import fetch_programme, filter_of, number_in
from workshops.forms.actions import ActionForm, ReasonForm, owners_of
from workshops.models import Action, Event
from workshops.selectors import actions as selectors
from workshops.services import actions as services
from workshops.views.fetching import fetch_event, to_page


@require_http_methods(["GET"])
def actions(request: HttpRequest, programme: int) -> HttpResponse:
    """The actions of a programme: what is to be done first, then what was done and what was dropped."""
    found = _programme(request, programme, Capability.SEE_OUTCOMES)
    owner, at = filter_of(request, "owner"), timezone.localdate()
    listed = selectors.actions(found, user=request.user, owner=owner, at=at)
    may_edit = access.may(request.user, Capability.EDIT_EVENTS, found)
    context = {"programme": found, "actions": listed, "owner": owner, "may_edit": may_edit}
    context["settled"] = next((line for line in listed.done if str(line.action.pk) == filter_of(request, "done")), None)
    if may_edit:
        mine = Action.objects.visible_to(request.user).of_owner(found)
        context["withdrawn"] = mine.filter(withdrawn_at__isnull=False)
    return render(request, "workshops/actions/list.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int) -> HttpResponse:
    """An action that was agreed between meetings."""
    found = _programme(request, programme, Capability.EDIT_EVENTS)
    return _add(request, found, None, reverse("workshops:actions", args=[found.pk]))


@require_http_methods(["GET", "POST"])
def add_in_meeting(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event)
    return _add(request, found, meeting, f"{reverse('workshops:outcomes', args=[found.pk, meeting.pk])}#actions")


def _add(request: HttpRequest, programme: Programme, event: Event | None, back: str) -> HttpResponse:
    owners = owners_of(programme, request.user, now=timezone.localdate())
    fresh = Action(programme=programme, event=event)
    form = ActionForm(request.POST or None, prefix="action", owners=owners, instance=fresh)
    if request.method == "POST" and form.is_valid():
        made = services.add(programme=programme, event=event, **form.said(), by=request.user)
        messages.success(request, f"Noted: {made}{_past(made)}")
        return redirect(back)
    return render(request, "workshops/actions/form.html", {"programme": programme, "event": event, "form": form})


@require_http_methods(["GET"])
def action(request: HttpRequest, programme: int, action: int) -> HttpResponse:
    found, row = _action(request, programme, action, Capability.SEE_OUTCOMES)
    (line,) = selectors.lines([row], user=request.user, at=timezone.localdate())
    context = {"programme": found, "line": line}
    if access.may(request.user, Capability.EDIT_EVENTS, found):
        context |= {"may_edit": True, "history": programme_selectors.history(row)}
    return render(request, "workshops/actions/action.html", context)


@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, programme: int, action: int) -> HttpResponse:
    found, row = _action(request, programme, action)
    owners = owners_of(found, request.user, now=timezone.localdate(), kept=row.owner_id)
    form = ActionForm(request.POST or None, prefix="action", owners=owners, instance=row)
    if request.method == "POST" and form.is_valid():
        services.correct(form.instance, by=request.user)
        messages.success(request, f"Saved: {row}{_past(row)}")
        return redirect("workshops:action", programme=found.pk, action=row.pk)
    return render(request, "workshops/actions/form.html", {"programme": found, "form": form, "action": row})


@require_POST
def mark_done(request: HttpRequest, programme: int, action: int) -> HttpResponse:
    """One press. The list that it leads back to offers the way back."""
    found, row = _own_action(request, programme, action)
    try:
        services.mark_done(action=row, on=timezone.localdate(), by=request.user)
    except services.NotOpen as error:
        messages.error(request, str(error))
    return _back(request, found, row, done=row.pk)


@require_POST
def open_again(request: HttpRequest, programme: int, action: int) -> HttpResponse:
    found, row = _own_action(request, programme, action)
    services.open_again(action=row, by=request.user)
    messages.success(request, f"Still to do: {row}")
    return _back(request, found, row)


@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, programme: int, action: int) -> HttpResponse:
    found, row = _action(request, programme, action)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.drop(action=row, reason=form.cleaned_data["reason"], by=request.user)
        except services.NotOpen as error:
            messages.error(request, str(error))
        return redirect("workshops:action", programme=found.pk, action=row.pk)
    return render(request, "workshops/actions/drop.html", {"programme": found, "form": form, "action": row})


@require_POST
def hand_on(request: HttpRequest, programme: int, action: int) -> HttpResponse:
    found, row = _action(request, programme, action)
    try:
        handed = services.hand_on(action=row, by=request.user)
    except (services.NotOpen, services.NoSuccessor) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{handed.owner.shown_name} has it now: {row}")
    return _back(request, found, row)


@require_POST
def withdraw(request: HttpRequest, programme: int, action: int) -> HttpResponse:
    found, row = _action(request, programme, action)
    records.withdraw(row, by=request.user)
    messages.success(request, "The action is withdrawn. You can restore it at the foot of this page.")
    return redirect("workshops:actions", programme=found.pk)


@require_POST
def restore(request: HttpRequest, programme: int, action: int) -> HttpResponse:
    found, row = _action(request, programme, action)
    records.restore(row, by=request.user)
    messages.success(request, f"Restored: {row}")
    return redirect("workshops:actions", programme=found.pk)


def _past(row: Action) -> str:
    """A word on a day that lies in the past: mostly it was meant so, sometimes it is a slip."""
    today = timezone.localdate()
    if row.state != Action.State.OPEN or row.due_on is None or row.due_on >= today:
        return ""
    return f". It {selectors.due_in_words(row, at=today)}: correct the day if that is a slip."


def _programme(request: HttpRequest, pk: int, capability: Capability) -> Programme:
    return fetch_programme(request, pk, capability, seen_with=Capability.SEE_EVENTS)


def _action(
    request: HttpRequest, programme: int, pk: int, capability: Capability = Capability.EDIT_EVENTS
) -> tuple[Programme, Action]:
    """The programme and its action. One that is withdrawn is there only for who keeps the list."""
    found = _programme(request, programme, capability)
    seen = Action.objects.visible_to(request.user).of_owner(found)
    if not access.may(request.user, Capability.EDIT_EVENTS, found):
        seen = seen.standing()
    return found, get_object_or_404(seen.select_related(*selectors.JOINED), pk=pk)


def _own_action(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, Action]:
    """An action that the user may settle: their own while they take part, anybody's for who keeps the list."""
    found, row = _action(request, programme, pk, Capability.SEE_OUTCOMES)
    mine = Action.objects.visible_to(request.user).owned_by(request.user)
    if not (access.may(request.user, Capability.EDIT_EVENTS, found) or mine.filter(pk=row.pk).exists()):
        raise PermissionDenied
    return found, row


def _back(request: HttpRequest, programme: Programme, row: Action, **said: Any) -> HttpResponse:
    """The page on which the press was made: a meeting's outcomes, or the list as it was narrowed."""
    mine = Event.objects.visible_to(request.user).of_owner(programme)
    if event := mine.filter(pk=number_in(request.POST.get("event", ""))).first():
        return to_page(event, "workshops:outcomes", f"action-{row.pk}")
    owner = request.POST.get("owner", "").replace("\0", "")
    query = urlencode({"owner": owner, **said} if owner else said)
    return redirect(f"{reverse('workshops:actions', args=[programme.pk])}{f'?{query}' if query else ''}")
