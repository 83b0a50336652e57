"""The agenda of a meeting: who takes part reads it, and who plans meetings builds it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from programmes import access
from programmes.access import Capability
from programmes.selectors import history
from programmes.services import records
from programmes.views.fetching import filter_of, number_in
from workshops.forms.agenda import END_OF, AddBlockForm, BlockForm
from workshops.forms.copying import CopyForm
from workshops.models import AgendaItem, Event
from workshops.selectors import agenda as selectors
from workshops.services import agenda as services
from workshops.views.fetching import fetch_event, fetch_of_event, to_page


@require_http_methods(["GET"])
def agenda(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event, Capability.SEE_OUTCOMES)
    if access.may(request.user, Capability.EDIT_EVENTS, found):
        return _builder(request, meeting)
    context = {"programme": found, "event": meeting, "agenda": selectors.agenda_of(meeting)}
    return render(request, "workshops/agenda/read.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """The agenda with the form of a new block; whoever adds one goes on to add the next."""
    _, meeting = fetch_event(request, programme, event)
    if request.method == "GET":
        return _builder(request, meeting)
    now = selectors.agenda_of(meeting)
    form = AddBlockForm(request.POST, instance=AgendaItem(event=meeting), days=now.days)
    if not form.is_valid():
        return _builder(request, meeting, now, form)
    item = services.add(item=form.instance, before=form.next_block, by=request.user)
    return to_page(meeting, "workshops:agenda", "add", f"added={item.pk}")


@require_http_methods(["GET", "POST"])
def block(request: HttpRequest, programme: int, event: int, block: int) -> HttpResponse:
    item = fetch_of_event(request, programme, event, AgendaItem, block)
    form = BlockForm(request.POST or None, instance=item)
    if request.method == "POST" and form.is_valid():
        services.correct(item=form.instance, by=request.user)
        return _to_block(item)
    context = {"programme": item.event.programme, "event": item.event, "item": item, "form": form}
    context["history"] = history(item)
    return render(request, "workshops/agenda/block.html", context)


@require_POST
def move(request: HttpRequest, programme: int, event: int, block: int) -> HttpResponse:
    """One place up or down."""
    item = fetch_of_event(request, programme, event, AgendaItem, block)
    services.move(item=item, up=request.POST.get("direction") == "up", by=request.user)
    return _moved(request, item)


@require_POST
def place(request: HttpRequest, programme: int, event: int, block: int) -> HttpResponse:
    """Where it was dropped: `order` holds the ids of all blocks as the page shows them then, `day` the day's number."""
    item = fetch_of_event(request, programme, event, AgendaItem, block)
    named = [number_in(each) for each in request.POST.getlist("order")]
    order = [pk for pk in named if pk is not None]
    services.place(item=item, order=order, day=number_in(request.POST.get("day", "")), by=request.user)
    return _moved(request, item)


@require_POST
def withdraw(request: HttpRequest, programme: int, event: int, block: int) -> HttpResponse:
    item = fetch_of_event(request, programme, event, AgendaItem, block)
    records.withdraw(item, by=request.user)
    messages.success(request, f"Withdrawn: {item.title}. You can restore it below.")
    return to_page(item.event, "workshops:agenda")


@require_POST
def restore(request: HttpRequest, programme: int, event: int, block: int) -> HttpResponse:
    item = fetch_of_event(request, programme, event, AgendaItem, block)
    records.restore(item, by=request.user)
    return _to_block(item)


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """Begin from the agenda of an earlier meeting, of any programme whose meetings the user plans."""
    found, meeting = fetch_event(request, programme, event)
    form = CopyForm(request.POST or None, events=selectors.to_copy_from(request.user, meeting), counted="block")
    if request.method == "POST" and form.is_valid():
        count = services.copy(event=meeting, source=form.event, by=request.user)
        blocks = "block" if count == 1 else "blocks"
        messages.success(request, f"Copied {count} {blocks} from {form.event}. Change them as this meeting needs.")
        return to_page(meeting, "workshops:agenda")
    return render(request, "workshops/agenda/copy.html", {"programme": found, "event": meeting, "form": form})


def _builder(
    request: HttpRequest, event: Event, now: selectors.Agenda | None = None, form: AddBlockForm | None = None
) -> HttpResponse:
    now = now or selectors.agenda_of(event)
    added = now.block(number_in(filter_of(request, "added")))
    day = now.day_of(added) if added else now.days[0]
    context = {
        "programme": event.programme,
        "event": event,
        "agenda": now,
        "added": added,
        "form": form or AddBlockForm(initial={"before": f"{END_OF}{day.number}"}, days=now.days),
        "withdrawn": selectors.withdrawn_blocks(event),
    }
    return render(request, "workshops/agenda/builder.html", context)


def _moved(request: HttpRequest, item: AgendaItem) -> HttpResponse:
    """The blocks in their order: the page at that block, or for our script the list alone, which says what moved."""
    if not request.htmx:
        return _to_block(item)
    now = selectors.agenda_of(item.event)
    moved = now.block(item.pk)
    context = {"programme": item.event.programme, "event": item.event, "agenda": now, "moved": moved}
    context["day"] = now.day_of(moved) if moved else None
    return render(request, "workshops/agenda/_blocks.html", context)


def _to_block(item: AgendaItem) -> HttpResponse:
    return to_page(item.event, "workshops:agenda", f"block-{item.pk}")
