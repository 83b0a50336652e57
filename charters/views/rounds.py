"""Rounds, as the group meets them and as who runs them opens, watches and closes them."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from charters.forms.rounds import ExtendForm, OpenForm, RoomForm
from charters.models import CharterVersion, Round
from charters.selectors import round_pages
from charters.selectors import rounds as selectors
from charters.selectors.signatures import newest
from charters.services import round_mail, rounds
from charters.services.charter import charter_of
from programmes import access
from programmes.access import Capability
from programmes.models import Programme
from programmes.views.fetching import fetch_programme
from programmes.views.strong import strong_sign_in
from workshops.models import Event, Room
from workshops.models.event import not_over

REMINDED = "Reminders are on their way to {number} {people}."
CLOSED = "The round is closed."
EXTENDED = "The round has more time. Those who have not answered are told by mail."
WHICH = "Choose the meeting in which the round is run."
IN_THE_ROOM = "Phones in the room of “{event}” are led to the round."


@require_safe
def listing(request: HttpRequest, programme: int) -> HttpResponse:
    """All rounds of the charter, the newest first."""
    found = fetch_programme(request, programme, Capability.SEE_CHARTER)
    return _page(request, "list.html", found, rounds=round_pages.listed(charter_of(found)), wide=True)


@require_http_methods(["GET", "POST"])
def open_round(request: HttpRequest, programme: int) -> HttpResponse:
    """Choose what the group decides, until when, and how many must answer."""
    found = fetch_programme(request, programme, Capability.EDIT_CHARTER)
    charter = charter_of(found)
    asked = selectors.leaders(found, at=timezone.localdate())
    ready = round_pages.ready(charter)
    form = OpenForm(request.POST or None, ready=ready, asked=len(asked), meetings=live_meetings(request, found))
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("closes_at", "quorum", "event")}
        try:
            opened = rounds.open_round(charter=charter, proposals=form.chosen(), by=request.user, **given)
        except rounds.Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("charters:round", found.pk, opened.pk)
    context = {"ready": ready, "asked": asked, "already": round_pages.open_round(charter)}
    return _page(request, "open.html", found, form=form, **context)


@require_safe
def page(request: HttpRequest, programme: int, round: int) -> HttpResponse:
    """The round: its rule, its proposals and, once it has closed, what came of them."""
    found, one = fetch_round(request, programme, round)
    shown = round_pages.page(one, request.user, at=timezone.now())
    version = None if one.is_open else CharterVersion.objects.visible_to(request.user).filter(agreed_in=one).first()
    stands = version is not None and version == newest(one.charter)
    return _page(request, "round.html", found, page=shown, version=version, stands=stands)


@require_safe
@strong_sign_in
def desk(request: HttpRequest, programme: int, round: int) -> HttpResponse:
    """For who runs the round: who has not answered, who said what and why."""
    found, one = fetch_round(request, programme, round, Capability.EDIT_CHARTER)
    shown = round_pages.desk(one, at=timezone.now())
    return _page(request, "desk.html", found, desk=shown, wide=True, meetings=live_meetings(request, found, one))


@require_POST
def remind(request: HttpRequest, programme: int, round: int) -> HttpResponse:
    """Remind those who have not answered."""
    found, one = fetch_round(request, programme, round, Capability.EDIT_CHARTER)
    try:
        number = round_mail.remind(round=one, by=request.user)
    except round_mail.NotNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, REMINDED.format(number=number, people="person" if number == 1 else "people"))
    return redirect("charters:round-stances", found.pk, one.pk)


@require_http_methods(["GET", "POST"])
@strong_sign_in
def close(request: HttpRequest, programme: int, round: int) -> HttpResponse:
    """What would come of it now, and that closing cannot be undone; posted, the round closes."""
    found, one = fetch_round(request, programme, round, Capability.EDIT_CHARTER)
    if request.method == "POST":
        rounds.close(round=one, at=timezone.now(), by=request.user)
        messages.success(request, CLOSED)
        return redirect("charters:round", found.pk, one.pk)
    if not one.is_open:
        return redirect("charters:round", found.pk, one.pk)
    return _page(request, "close.html", found, desk=round_pages.desk(one, at=timezone.now()))


@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, programme: int, round: int) -> HttpResponse:
    """Give an open round more time; those who have not answered are told."""
    found, one = fetch_round(request, programme, round, Capability.EDIT_CHARTER)
    if not one.is_open:
        return redirect("charters:round", found.pk, one.pk)
    form = ExtendForm(request.POST or None, round=one)
    if request.method == "POST" and form.is_valid():
        try:
            rounds.extend(round=one, closes_at=form.cleaned_data["closes_at"], by=request.user)
        except rounds.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, EXTENDED)
            return redirect("charters:round-stances", found.pk, one.pk)
    rule = selectors.rule_of(one, at=timezone.localdate())
    return _page(request, "extend.html", found, form=form, round=one, rule=rule)


@require_POST
def in_the_room(request: HttpRequest, programme: int, round: int) -> HttpResponse:
    """Lead the phones in the room of a meeting to the round."""
    found, one = fetch_round(request, programme, round, Capability.EDIT_CHARTER)
    form = RoomForm(request.POST, meetings=live_meetings(request, found, one))
    if not form.is_valid():
        messages.error(request, WHICH)
        return redirect("charters:round-stances", found.pk, one.pk)
    event = form.cleaned_data["event"]
    try:
        rounds.run_in_room(round=one, event=event, by=request.user)
    except rounds.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, IN_THE_ROOM.format(event=event.title))
    return redirect("charters:round-stances", found.pk, one.pk)


@require_safe
def wall(request: HttpRequest, programme: int, round: int) -> HttpResponse:
    """The round on the wall: the words, how many have answered and, once it has closed, what came of it."""
    found, one = fetch_round(request, programme, round, Capability.EDIT_CHARTER)
    shown = round_pages.page(one, request.user, at=timezone.now())
    return _page(request, "_wall.html" if request.htmx else "wall.html", found, page=shown)


def on_room_wall(request: HttpRequest, programme: int, round: int) -> SafeString | None:
    """The round as the wall of a live room shows it: what its own wall shows, and when a proposal is agreed."""
    seen = Round.objects.visible_to(request.user).select_related("charter__programme")
    one = seen.filter(pk=round, charter__programme=programme).first()
    if one is None or not access.may(request.user, Capability.EDIT_CHARTER, one.charter.programme):
        return None
    shown = round_pages.page(one, request.user, at=timezone.now())
    context = {"programme": one.charter.programme, "page": shown}
    return render_to_string("charters/rounds/_on_room_wall.html", context, request)


def meetings(request: HttpRequest, programme: Programme) -> Any:
    """The meetings in which a group can agree, the newest first; individual coaching is none."""
    mine = Event.objects.editable_by(request.user).standing().of_owner(programme)
    return mine.exclude(kind=Event.Kind.INDIVIDUAL_COACHING).order_by("-starts_on", "-pk")


def live_meetings(request: HttpRequest, programme: Programme, one: Round | None = None) -> Any:
    """Those in which a round can be run live: not over before yesterday, with an open room, or the round's own."""
    lately = not_over(timezone.localdate() - timedelta(days=1))
    own = Q(pk=one.event_id if one else None)
    return meetings(request, programme).filter(lately | Q(room__state=Room.State.OPEN) | own)


def fetch_round(
    request: HttpRequest, programme: int, round: int, capability: Capability = Capability.SEE_CHARTER
) -> tuple[Programme, Round]:
    """The programme and a round of its charter (else 404), if the user holds the capability in it (else 403)."""
    found = fetch_programme(request, programme, capability)
    seen = Round.objects.visible_to(request.user).filter(charter__programme=found)
    return found, get_object_or_404(seen.select_related("charter", "event", "by"), pk=round)


def _page(request: HttpRequest, template: str, found: Programme, **context: Any) -> HttpResponse:
    may_run = access.may(request.user, Capability.EDIT_CHARTER, found)
    return render(request, f"charters/rounds/{template}", {"programme": found, "may_run": may_run, **context})
