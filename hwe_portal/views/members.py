"""Somebody joins a programme, or their part in it is corrected or ends: what follows from it lies in several apps."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hwe_portal.services import arrivals, departures
from programmes import selectors
from programmes.access import Capability
from programmes.forms.people import JoinForm, MembershipForm
from programmes.models import Membership, Person
from programmes.views.fetching import fetch_programme


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    form = JoinForm(request.POST or None, programme=found)
    if request.method == "POST" and form.is_valid():
        came_to = arrivals.join(programme=found, by=request.user, at=timezone.localdate(), **form.cleaned_data)
        messages.success(request, f"{came_to.part.shown_name} is in the programme.")
        if came_to.welcome is None:
            return redirect("programmes:people", programme=found.pk)
        if came_to.welcome.refused:
            messages.warning(request, f"No mail went out to {came_to.welcome.refused}")
        return redirect("induction-of", programme=found.pk, membership=came_to.part.pk)
    return render(request, "programmes/people/join.html", {"programme": found, "form": form})


@require_http_methods(["GET", "POST"])
def membership(request: HttpRequest, programme: int, membership: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    parts = Membership.objects.visible_to(request.user).of_owner(found)
    part = get_object_or_404(parts.select_related("person", "programme__system"), pk=membership)
    form = MembershipForm(request.POST or None, instance=part, user=request.user)
    if request.method == "POST" and form.is_valid():
        came_to = departures.correct_part(
            form.instance, offer_them=form.offers_what_is_theirs, by=request.user, at=timezone.localdate()
        )
        if came_to.refused:
            messages.warning(request, f"No mail went out to {came_to.refused}")
        messages.success(request, f"Saved: {part.shown_name}.")
        return redirect("programmes:people", programme=found.pk)
    may_correct = Person.objects.editable_by(request.user).filter(pk=part.person_id).exists()
    context = {
        "programme": found,
        "part": part,
        "form": form,
        "history": selectors.history(part),
        "may_correct": may_correct,
    }
    return render(request, "programmes/people/membership.html", context)
