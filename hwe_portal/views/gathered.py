"""What a room gathered, and keeping its clusters as records."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.models import Theme
from hwe_portal.forms.gathered import form_for
from hwe_portal.reports import gathered as reports
from hwe_portal.services import gathered as services
from programmes import access
from programmes.access import Capability
from programmes.views.fetching import fetch_programme
from workshops.models import Cluster, Decision, Event, Exercise, StocktakePoint
from workshops.views.fetching import fetch_event

# What a cluster may become besides what has a button of its own, in the words of the choice.
OTHERS = (
    ("outcome-theme", "Outcome theme"),
    ("strength", "Strength"),
    ("recommendation", "Recommendation"),
    ("output", "Output of the programme"),
    ("insight", "Insight"),
    ("next-step", "Next step"),
)

OUTCOMES = {"decision": Decision, "stocktake": StocktakePoint}


@require_http_methods(["GET"])
def gathered(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """Everything that the closed exercises of a meeting made."""
    found, meeting = fetch_event(request, programme, event, Capability.SEE_OUTCOMES)
    roles = found.roles_of(request.user)
    may_keep = access.grants(Capability.STEER_ROOM, roles)
    codes = access.grants(Capability.CODE_THEMES, roles)
    context = {"programme": found, "event": meeting, "may_keep": may_keep}
    context["gathered"] = reports.gather(meeting, request.user, codes=codes)
    if may_keep:
        context |= {"others": OTHERS, "theme_kinds": Theme.Kind.choices}
    return render(request, "portal/gathered.html", context)


@require_POST
def keep(request: HttpRequest, programme: int, event: int, cluster: int) -> HttpResponse:
    """Keep one cluster, in its own words, as the record that `what` names ("theme:barrier": which kind of theme)."""
    wanted = _cluster(request, programme, event, cluster)
    what, _, kind = request.POST.get("what", "").partition(":")
    if what in services.MAKERS:
        _keep(request, wanted, what, kind=kind)
    else:
        messages.error(request, "Choose what to keep it as.")
    return _back(wanted)


@require_http_methods(["GET", "POST"])
def keep_as(request: HttpRequest, programme: int, event: int, cluster: int, what: str) -> HttpResponse:
    """Word a cluster as a proposal, an action or another record, then keep it: everybody reads it at once."""
    wanted = _cluster(request, programme, event, cluster)
    if what not in services.WORDED:
        raise Http404
    if services.is_empty(wanted) and not services.kept(wanted, what):
        messages.error(request, services.NO_CARD)
        return _back(wanted)
    form = form_for(what, wanted, request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        section = said.pop("section", None)
        _keep(request, wanted, what, section=section and section.pk, words=said)
        return _back(wanted)
    meeting = wanted.exercise.event
    context = {"programme": meeting.programme, "event": meeting, "cluster": wanted, "what": what, "form": form}
    context["name"] = services.MODELS[what]._meta.verbose_name
    return render(request, "portal/gathered_as.html", context | {"kept": services.kept(wanted, what)})


def _cluster(request: HttpRequest, programme: int, event: int, pk: int) -> Cluster:
    _, meeting = fetch_event(request, programme, event, Capability.STEER_ROOM)
    mine = Cluster.objects.visible_to(request.user).standing().select_related("exercise__event__programme")
    return get_object_or_404(mine.filter(exercise__event=meeting), pk=pk)


def _back(cluster: Cluster) -> HttpResponse:
    event = cluster.exercise.event
    return _to("gathered", event.programme_id, event.pk, f"cluster-{cluster.pk}")


def _keep(request: HttpRequest, cluster: Cluster, what: str, **said: Any) -> None:
    try:
        record, is_new = services.keep(cluster=cluster, what=what, by=request.user, **said)
    except services.NotPossible as reason:
        messages.error(request, str(reason))
        return
    label = record._meta.label_lower
    address = reports.address(label, record.pk, cluster.exercise.event.programme)
    words = "Kept as a record" if is_new else "It was kept already"
    link = format_html('{}: <a class="nhsuk-link" href="{}">{}, {}</a>', words, address, reports.NAMES[label], record)
    messages.success(request, link)


@require_http_methods(["GET"])
def place(request: HttpRequest, programme: int, what: str, pk: int) -> HttpResponse:
    """Lead from a cluster, an exercise or an outcome to the page of its meeting on which it is read."""
    found = fetch_programme(request, programme, Capability.SEE_OUTCOMES)
    events = Event.objects.visible_to(request.user).of_owner(found).standing()
    if what in OUTCOMES:
        rows = OUTCOMES[what].objects.visible_to(request.user).filter(event__in=events)
        return _to("workshops:outcomes", found.pk, get_object_or_404(rows, pk=pk).event_id, f"{what}-{pk}")
    if what == "cluster":
        clusters = Cluster.objects.visible_to(request.user).filter(exercise__event__in=events)
        row = get_object_or_404(clusters.select_related("exercise"), pk=pk)
        return _to("gathered", found.pk, row.exercise.event_id, f"cluster-{pk}")
    if what == "exercise":
        meeting = get_object_or_404(events.filter(exercises__state=Exercise.State.CLOSED), exercises=pk)
        return _to("gathered", found.pk, meeting.pk, f"exercise-{pk}")
    raise Http404


def _to(name: str, programme: int, event: int, anchor: str) -> HttpResponse:
    return redirect(f"{reverse(name, kwargs={'programme': programme, 'event': event})}#{anchor}")
