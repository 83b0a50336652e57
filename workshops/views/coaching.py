"""Coaching sets: leaders who are coached together."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from programmes.access import Capability
from programmes.models import Membership, Programme
from programmes.services import records
from programmes.views.fetching import fetch_programme
from workshops.forms.coaching import CoachingSetForm
from workshops.models import CoachingSet
from workshops.selectors import coaching as selectors


@require_http_methods(["GET"])
def sets(request: HttpRequest, programme: int) -> HttpResponse:
    found = _programme(request, programme)
    gone = CoachingSet.objects.visible_to(request.user).of_owner(found).filter(withdrawn_at__isnull=False)
    context = {"programme": found, "sets": selectors.sets(found, at=timezone.localdate()), "withdrawn": gone}
    return render(request, "workshops/coaching_sets.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int) -> HttpResponse:
    found = _programme(request, programme)
    fresh = CoachingSet(programme=found)
    form = CoachingSetForm(request.POST or None, instance=fresh, parts=_leaders(request, found))
    if request.method == "POST" and form.is_valid():
        records.add(form.instance, by=request.user, links=form.links())
        return _saved(request, form)
    return render(request, "workshops/coaching_set_form.html", {"programme": found, "form": form})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, programme: int, coaching_set: int) -> HttpResponse:
    found, record = _set(request, programme, coaching_set)
    parts = _leaders(request, found, also=record)
    form = CoachingSetForm(request.POST or None, instance=record, parts=parts)
    if request.method == "POST" and form.is_valid():
        records.correct(form.instance, by=request.user, links=form.links())
        return _saved(request, form)
    return render(request, "workshops/coaching_set_form.html", {"programme": found, "form": form, "set": record})


@require_POST
def withdraw(request: HttpRequest, programme: int, coaching_set: int) -> HttpResponse:
    found, record = _set(request, programme, coaching_set)
    records.withdraw(record, by=request.user)
    messages.success(request, f"Withdrawn: {record}. Sessions that it had stay; you can restore it below.")
    return redirect("workshops:coaching-sets", programme=found.pk)


@require_POST
def restore(request: HttpRequest, programme: int, coaching_set: int) -> HttpResponse:
    found, record = _set(request, programme, coaching_set)
    try:
        with transaction.atomic():
            records.restore(record, by=request.user)
    except IntegrityError:
        messages.error(request, f"Another set is called {record} now. Give that one another name first.")
    return redirect("workshops:coaching-sets", programme=found.pk)


def _programme(request: HttpRequest, programme: int) -> Programme:
    return fetch_programme(request, programme, Capability.EDIT_EVENTS, seen_with=Capability.SEE_EVENTS)


def _set(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, CoachingSet]:
    found = _programme(request, programme)
    return found, get_object_or_404(CoachingSet.objects.visible_to(request.user).of_owner(found), pk=pk)


def _leaders(request: HttpRequest, programme: Programme, also: CoachingSet | None = None) -> QuerySet[Membership]:
    """Who may be in a set: the leaders who take part now or from a later day on, and who is in it already."""
    leaders = Membership.objects.visible_to(request.user).of_owner(programme).participants()
    stay = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())
    if also:
        stay |= Q(pk__in=also.members.values("pk"))
    return leaders.filter(stay).select_related("person", "post__organisation")


def _saved(request: HttpRequest, form: CoachingSetForm) -> HttpResponse:
    record = form.instance
    advice = selectors.advice_on(form.cleaned_data["members"], at=timezone.localdate())
    messages.success(request, f"{record.name} is saved. {advice}".strip())
    return redirect("workshops:coaching-sets", programme=record.programme_id)
