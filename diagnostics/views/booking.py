"""Times that interviewers offer: a week of them, many at once, where they are, taken back and offered again."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.forms.booking import OfferForm, PlaceForm
from diagnostics.models import Slot
from diagnostics.selectors import arrangements
from diagnostics.selectors import conversations as selectors
from diagnostics.services import booking
from programmes import access
from programmes.access import Capability
from programmes.models import Membership, Programme
from programmes.views.fetching import fetch_programme

# Further away than this no week is shown.
FAR = timedelta(days=3660)


@require_http_methods(["GET"])
def week(request: HttpRequest, programme: int) -> HttpResponse:
    """One interviewer's times of one week; both in the address. A bare address shows the next time on offer."""
    found = fetch_programme(request, programme, Capability.HOLD_CONVERSATIONS)
    holders, now = _holders(request, found), timezone.now()
    people = [part.person for part in holders]
    ahead = None if request.GET else arrangements.next_offered(found, people, at=now)
    wanted = str(ahead.interviewer_id) if ahead else request.GET.get("with")
    chosen = next((part for part in holders if str(part.person_id) == wanted), holders[0])
    day = timezone.localdate(ahead.starts_at) if ahead else _day(request)
    shown = arrangements.week(found, chosen.person, of=day, at=now)
    context = {"programme": found, "week": shown, "chosen": chosen, "holders": holders}
    return render(request, "diagnostics/conversations/week.html", context)


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.HOLD_CONVERSATIONS)
    holders = _holders(request, found)
    begun = {"day": _day(request)} if "week" in request.GET else {}
    form = OfferForm(request.POST or None, holders=holders, at=timezone.now(), initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            offered = _offer(request, found, form)
        except booking.Overlapping as error:
            form.add_error("begins", _overlap(error.slots))
        else:
            messages.success(request, f"{len(offered)} {'time is' if len(offered) == 1 else 'times are'} on offer.")
            return redirect(_week_url(offered[0]))
    return render(request, "diagnostics/conversations/offer.html", {"programme": found, "form": form})


@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, programme: int, slot: int) -> HttpResponse:
    """Say where a time is; whoever booked it is told."""
    found, offered = _slot(request, programme, slot)
    form = PlaceForm(request.POST or None, instance=offered)
    if request.method == "POST" and form.is_valid():
        booking.correct_place(slot=offered, place=form.cleaned_data["place"], by=request.user)
        messages.success(request, "Saved.")
        return redirect(_week_url(offered))
    context = {"programme": found, "form": form, "slot": offered, "back_url": _week_url(offered)}
    return render(request, "diagnostics/conversations/place.html", context)


@require_POST
def withdraw(request: HttpRequest, programme: int, slot: int) -> HttpResponse:
    _, offered = _slot(request, programme, slot)
    try:
        booking.withdraw(slot=offered, by=request.user)
    except booking.NotFree as error:
        messages.error(request, str(error))
    return redirect(_week_url(offered))


@require_POST
def restore(request: HttpRequest, programme: int, slot: int) -> HttpResponse:
    _, offered = _slot(request, programme, slot)
    try:
        booking.restore(slot=offered, by=request.user)
    except booking.Overlapping as error:
        messages.error(request, _overlap(error.slots))
    return redirect(_week_url(offered))


def _offer(request: HttpRequest, programme: Programme, form: OfferForm) -> list[Slot]:
    given = form.cleaned_data
    return booking.offer(
        programme=programme,
        interviewer=given["interviewer"],
        starts=form.starts,
        minutes=given["minutes"],
        place=given["place"],
        by=request.user,
    )


def _holders(request: HttpRequest, programme: Programme) -> list[Membership]:
    """Whose times the user keeps: their own, and everybody's where they run the programme; their own come first."""
    parts = {part.person_id: part for part in selectors.holders(programme, at=timezone.localdate())}
    own = parts.pop(request.user.person.pk)
    return [own, *parts.values()] if access.may(request.user, Capability.RUN_PROGRAMME, programme) else [own]


def _slot(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, Slot]:
    """A time that the user keeps, or 404."""
    found = fetch_programme(request, programme, Capability.HOLD_CONVERSATIONS)
    kept = [part.person_id for part in _holders(request, found)]
    seen = Slot.objects.visible_to(request.user).filter(programme=found, interviewer__in=kept)
    return found, get_object_or_404(seen.select_related("programme", "interviewer"), pk=pk)


def _day(request: HttpRequest) -> date:
    """The day whose week is shown; today for none, and for what is no day."""
    today = timezone.localdate()
    try:
        day = parse_date(request.GET.get("week", "")) or today
    except ValueError:
        return today
    return day if abs(day - today) < FAR else today


def _week_url(slot: Slot) -> str:
    day = timezone.localdate(slot.starts_at)
    address = reverse("diagnostics:slots", kwargs={"programme": slot.programme_id})
    return f"{address}?week={day.isoformat()}&with={slot.interviewer_id}"


def _overlap(slots: list[Slot]) -> str:
    """What is offered already, kindly: the first of them, and how many more."""
    first = slots[0]
    when = date_format(timezone.localtime(first.starts_at), "l j F Y, H:i")
    more = f" and {len(slots) - 1} more" if len(slots) > 1 else ""
    return f"These overlap what is on offer already: {when} to {_clock(first)}{more}. Nothing was added."


def _clock(slot: Slot) -> str:
    return date_format(timezone.localtime(selectors.end_of(slot)), "H:i")
