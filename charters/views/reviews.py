"""Reviews of the charter: when the group looks at it again, the pulse before, and what came of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from charters.forms.keeping import BEHAVIOURS, COMMITMENTS, DueForm, HoldForm, PulseForm
from charters.models import Review
from charters.selectors import reviews as selectors
from charters.selectors import signatures, trends
from charters.services import pulse as pulses
from charters.services import reviews
from charters.services.pulse import Plan
from charters.services.reviews import Refused
from charters.views.fetching import fetch_charter
from charters.views.keeping_fetching import fetch_review
from programmes import access
from programmes.access import Capability

PLANNED = "The day is noted."
NOTED = "Noted. The next review follows from that day."
REMOVED = "The review is taken away."
SENT = (
    "The pulse is on its way: each leader gets a link of their own. The facilitators see how many answered, never who."
)
# Longer than this, and few would answer.
LONG = 5


@require_safe
def listing(request: HttpRequest, programme: int) -> HttpResponse:
    """The review under way, those held, and how the charter is lived."""
    found, charter = fetch_charter(request, programme)
    charter.programme = found
    all_reviews = list(charter.reviews.select_related("version", "wave"))
    under_way, held = selectors.listed(all_reviews)
    newest = signatures.newest(charter)
    context = {
        "programme": found,
        "charter": charter,
        "under_way": under_way,
        "held": held,
        "newest": newest,
        "next_due": selectors.next_due(charter, timezone.localdate(), version=newest),
        "trend": trends.trend(charter, request.user, all_reviews),
        "may_edit": access.may(request.user, Capability.EDIT_CHARTER, found),
    }
    return render(request, "charters/keeping/reviews.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int) -> HttpResponse:
    """Plan a review because the group asked for one."""
    found, charter = fetch_charter(request, programme, Capability.EDIT_CHARTER)
    form = DueForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = reviews.add(charter=charter, due_on=form.cleaned_data["due_on"], by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("charters:reviews", programme=found.pk)
        return redirect("charters:review", programme=found.pk, review=made.pk)
    return render(request, "charters/keeping/review_form.html", {"programme": found, "form": form})


@require_safe
def page(request: HttpRequest, programme: int, review: int) -> HttpResponse:
    """One review: its day, the pulse before it, what the pulses show, and what came of it."""
    found, shown = fetch_review(request, programme, review)
    context = {
        "programme": found,
        "review": shown,
        "pulse": selectors.pulse(shown, request.user),
        "trend": trends.trend(shown.charter, request.user),
        "newest": signatures.newest(shown.charter),
        "may_edit": access.may(request.user, Capability.EDIT_CHARTER, found),
    }
    return render(request, "charters/keeping/review.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, programme: int, review: int) -> HttpResponse:
    """Choose the day."""
    found, shown = fetch_review(request, programme, review, Capability.EDIT_CHARTER)
    form = DueForm(request.POST if request.method == "POST" else None, initial={"due_on": shown.due_on})
    if request.method == "POST" and form.is_valid():
        return _done(request, shown, reviews.plan, PLANNED, **form.cleaned_data)
    return render(request, "charters/keeping/review_form.html", {"programme": found, "review": shown, "form": form})


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, programme: int) -> HttpResponse:
    """Note a review that was held already, without having been planned here."""
    found, charter = fetch_charter(request, programme, Capability.EDIT_CHARTER)
    form = HoldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = reviews.note(charter=charter, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("held_on", str(refusal))
        else:
            messages.success(request, NOTED)
            return redirect("charters:review", programme=found.pk, review=made.pk)
    return render(request, "charters/keeping/review_held.html", {"programme": found, "form": form})


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, programme: int, review: int) -> HttpResponse:
    """Note when it was held and what came of it; later, correct that."""
    found, shown = fetch_review(request, programme, review, Capability.EDIT_CHARTER)
    initial = {"held_on": shown.held_on or "", "outcome": shown.outcome}
    form = HoldForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            reviews.hold(review=shown, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("held_on", str(refusal))
        else:
            messages.success(request, NOTED)
            return redirect("charters:review", programme=found.pk, review=shown.pk)
    return render(request, "charters/keeping/review_held.html", {"programme": found, "review": shown, "form": form})


@require_POST
def remove(request: HttpRequest, programme: int, review: int) -> HttpResponse:
    """Take away a review that was asked for by mistake."""
    found, shown = fetch_review(request, programme, review, Capability.EDIT_CHARTER)
    try:
        reviews.remove(review=shown, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("charters:review", programme=found.pk, review=shown.pk)
    messages.success(request, REMOVED)
    return redirect("charters:reviews", programme=found.pk)


@require_http_methods(["GET", "POST"])
def pulse(request: HttpRequest, programme: int, review: int) -> HttpResponse:
    """What the pulse asks, of whom, and how answers are held; posted, it is sent."""
    found, shown = fetch_review(request, programme, review, Capability.EDIT_CHARTER)
    if shown.held_on or shown.wave_id:
        messages.error(request, pulses.HELD if shown.held_on else pulses.ASKED)
        return redirect("charters:review", programme=found.pk, review=shown.pk)
    plans = _plans(shown)
    form = PulseForm(request.POST if request.method == "POST" else None, choices=_choices(plans))
    if request.method == "POST" and form.is_valid():
        by_commitment = form.cleaned_data["about"] == COMMITMENTS
        closes_on = form.cleaned_data["closes_on"]
        return _done(request, shown, pulses.begin, SENT, by_commitment=by_commitment, closes_on=closes_on)
    context = {"programme": found, "review": shown, "form": form, "plan": next(iter(plans.values()))}
    return render(request, "charters/keeping/pulse.html", context)


def _plans(review: Review) -> dict[str, Plan]:
    """What could be asked, the better choice first; one only where commitments have no behaviours."""
    behaviours, commitments = pulses.plan(review), pulses.plan(review, by_commitment=True)
    if behaviours.lines == commitments.lines:
        return {BEHAVIOURS: behaviours}
    found = {BEHAVIOURS: behaviours, COMMITMENTS: commitments}
    asked_before = commitments.again and not behaviours.again
    if asked_before or (behaviours.minutes > LONG and not behaviours.again):
        found = dict(reversed(found.items()))
    return found


def _choices(plans: dict[str, Plan]) -> list[tuple[str, str]]:
    what = {BEHAVIOURS: "Each behaviour", COMMITMENTS: "Each commitment"}
    return [
        (
            key,
            f"{what[key]}: {_many(len(each.lines), 'line')}, about {_many(each.minutes, 'minute')}"
            f"{' (as last time)' * bool(each.again)}",
        )
        for key, each in plans.items()
    ]


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _done(request: HttpRequest, review: Review, act: Any, said: str, **given: Any) -> HttpResponse:
    """Do it, or say why it cannot be done; back to the review either way."""
    try:
        act(review=review, by=request.user, **given)
    except (Refused, pulses.Refused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("charters:review", programme=review.charter.programme_id, review=review.pk)
