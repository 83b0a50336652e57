"""What a room gathered, and keeping its clusters as records."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from charters.services.charter import charter_of
from diagnostics.models import Theme
from hwe_portal.reports import gathered as reports
from hwe_portal.services import gathered as services
from programmes import access
from programmes.access import Capability
from programmes.views.fetching import fetch_programme, number_in
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
        sections = charter_of(found).sections.standing()
        context |= {"sections": sections, "usual": services.USUAL_SECTION, "others": OTHERS}
        context["theme_kinds"] = Theme.Kind.choices
    return render(request, "portal/gathered.html", context)


@require_POST
def keep(request: HttpRequest, programme: int, event: int, cluster: int) -> HttpResponse:
    """Keep one cluster as the record that `what` names ("theme:barrier" says which kind of theme)."""
    _, meeting = fetch_event(request, programme, event, Capability.STEER_ROOM)
    mine = Cluster.objects.visible_to(request.user).standing().select_related("exercise__event__programme")
    wanted = get_object_or_404(mine.filter(exercise__event=meeting), pk=cluster)
    what, _, kind = request.POST.get("what", "").partition(":")
    section = number_in(request.POST.get("section", ""))
    if what in services.MAKERS:
        _keep(request, wanted, what, section, kind)
    else:
        messages.error(request, "Choose what to keep it as.")
    response = redirect("gathered", programme=programme, event=event)
    response["Location"] += f"#cluster-{cluster}"
    return response


def _keep(request: HttpRequest, cluster: Cluster, what: str, section: int | None, kind: str) -> None:
    try:
        record, is_new = services.keep(cluster=cluster, what=what, section=section, kind=kind, by=request.user)
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
