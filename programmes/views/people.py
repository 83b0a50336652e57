"""Who takes part in a programme, and who they are."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from programmes import access, selectors
from programmes.access import Capability
from programmes.forms.people import ALREADY_ASSISTS, AssistantForm, PersonForm
from programmes.models import Membership, Person, Programme
from programmes.services import assistants, members
from programmes.views.fetching import fetch_programme, filter_of


@require_http_methods(["GET"])
def people(request: HttpRequest, programme: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.SEE_PEOPLE)
    may_run = access.may(request.user, Capability.RUN_PROGRAMME, found)
    parts = selectors.people_of(found, role=filter_of(request, "role"), sector=filter_of(request, "sector"))
    context = {"programme": found, "parts": parts, "may_run": may_run, "filters": selectors.people_filters(found)}
    if may_run:
        context["withdrawn"] = found.memberships.filter(withdrawn_at__isnull=False).select_related("person")
    return render(request, "programmes/people/people.html", context)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, programme: int, membership: int) -> HttpResponse:
    """The person's own name, agreement to be named, and addresses."""
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    part = _part(request, found, membership)
    who = get_object_or_404(Person.objects.editable_by(request.user), pk=part.person_id)
    form = PersonForm(request.POST or None, instance=who)
    if request.method == "POST" and form.is_valid():
        members.correct_person(form.instance, addresses=form.cleaned_data["addresses"], by=request.user)
        messages.success(request, f"Saved: {who.name}.")
        return redirect("programmes:people", programme=found.pk)
    context = {"programme": found, "part": part, "form": form, "history": selectors.history(who)}
    return render(request, "programmes/people/person.html", context)


@require_http_methods(["GET", "POST"])
def assistant(request: HttpRequest, programme: int, membership: int) -> HttpResponse:
    """Name somebody who looks after a leader's dates, and sees nothing else."""
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    leaders = Membership.objects.visible_to(request.user).of_owner(found).participants()
    part = get_object_or_404(leaders.select_related("person"), pk=membership)
    form = AssistantForm(request.POST or None, part=part)
    if request.method == "POST" and form.is_valid():
        part_of_assistant = {"role": access.Role.ASSISTANT, "post": None, "starts_on": timezone.localdate()}
        members.join(programme=found, assists=part.person, by=request.user, **form.cleaned_data, **part_of_assistant)
        messages.success(request, f"{form.cleaned_data['name']} now sees the dates of {part.shown_name}.")
        return redirect("programmes:people", programme=found.pk)
    return render(request, "programmes/people/assistant.html", {"programme": found, "part": part, "form": form})


@require_http_methods(["GET", "POST"])
def my_assistant(request: HttpRequest, programme: int) -> HttpResponse:
    """A leader names whoever keeps their diary, and sees who that is."""
    found = fetch_programme(request, programme, Capability.NAME_ASSISTANT)
    part, today = _own_part(request, found), timezone.localdate()
    form = AssistantForm(request.POST or None, part=part, by_leader=True)
    if request.method == "POST" and form.is_valid() and _name(request, part, form):
        return redirect("programmes:my-assistant", programme=found.pk)
    context = {"programme": found, "form": form, "assistants": selectors.assistants_of(part, at=today)}
    return render(request, "programmes/people/my_assistant.html", context)


def _name(request: HttpRequest, part: Membership, form: AssistantForm) -> bool:
    """Name them and write to them; False where the same was sent twice at once, and the other was quicker."""
    try:
        named, came_to = assistants.name(part=part, by=request.user, at=timezone.localdate(), **form.cleaned_data)
    except IntegrityError:
        form.add_error("address", ALREADY_ASSISTS)
        return False
    if came_to.refused:
        messages.error(request, f"They are named, but no mail went out. {came_to.refused[0]}")
    else:
        messages.success(request, f"{named.shown_name} is named. We write to them how to sign in.")
    return True


@require_POST
def end_my_assistant(request: HttpRequest, programme: int, membership: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.NAME_ASSISTANT)
    today = timezone.localdate()
    mine = selectors.assistants_of(_own_part(request, found), at=today)
    part = next((one for one in mine if one.pk == membership), None)
    if part is None:
        raise Http404
    assistants.end(assistant=part, by=request.user, at=today)
    messages.success(request, f"{part.shown_name} does not see or book your dates any more.")
    return redirect("programmes:my-assistant", programme=found.pk)


def _own_part(request: HttpRequest, programme: Programme) -> Membership:
    """The part in which the signed-in leader takes part today."""
    leaders = Membership.objects.visible_to(request.user).of_owner(programme).participants()
    today = leaders.current(timezone.localdate()).select_related("person", "programme")
    return get_object_or_404(today, person__user=request.user)


@require_POST
def withdraw(request: HttpRequest, programme: int, membership: int) -> HttpResponse:
    """Somebody was listed by mistake. Who leaves gets an end date instead."""
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    part = _part(request, found, membership)
    if part.person.user_id == request.user.pk and part.role == access.Role.FACILITATOR:
        messages.error(request, "You cannot take yourself out. Ask another facilitator of this programme to do it.")
    else:
        members.take_out(part, by=request.user)
        messages.success(request, f"{part.shown_name} is taken out of the programme. You can undo it below.")
    return redirect("programmes:people", programme=found.pk)


@require_POST
def restore(request: HttpRequest, programme: int, membership: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    part = _part(request, found, membership)
    again = found.memberships.standing().filter(person=part.person, role=part.role, assists=part.assists, ends_on=None)
    if again.exists():
        messages.error(request, f"{part.shown_name} already has that role again. Nothing was changed.")
    else:
        members.put_back(part, by=request.user)
        messages.success(request, f"{part.shown_name} is back in the programme.")
    return redirect("programmes:people", programme=found.pk)


def _part(request: HttpRequest, programme: Programme, pk: int) -> Membership:
    parts = (
        Membership.objects.visible_to(request.user).of_owner(programme).select_related("person", "programme__system")
    )
    return get_object_or_404(parts, pk=pk)
