"""The agenda of a meeting: who takes part reads it, and who plans meetings builds it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from programmes import access
from programmes.access import Capability
from programmes.selectors import history
from programmes.services import records
from programmes.views.fetching import filter_of, number_in
from workshops.forms.agenda import AddBlockForm, BlockForm, CopyAgendaForm
from workshops.models import AgendaItem, Event
from workshops.selectors import agenda as selectors
from workshops.services import agenda as services
from workshops.views.fetching import fetch_event


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
    found, meeting = fetch_event(request, programme, event)
    if request.method == "GET":
        return _builder(request, meeting)
    now = selectors.agenda_of(meeting)
    form = _new_block(meeting, now, request.POST)
    if not form.is_valid():
        return _builder(request, meeting, now, form)
    item = services.add(item=form.instance, before=form.next_block, by=request.user)
    address = reverse("workshops:agenda", kwargs={"programme": found.pk, "event": meeting.pk})
    return redirect(f"{address}?added={item.pk}#add")


@require_http_methods(["GET", "POST"])
def block(request: HttpRequest, programme: int, event: int, block: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event)
    item = _block(request, meeting, block)
    form = BlockForm(request.POST or None, instance=item)
    if request.method == "POST" and form.is_valid():
        records.correct(form.instance, by=request.user)
        return _to_block(item)
    context = {"programme": found, "event": meeting, "item": item, "form": form, "history": history(item)}
    return render(request, "workshops/agenda/block.html", context)


@require_POST
def move(request: HttpRequest, programme: int, event: int, block: int) -> HttpResponse:
    """One place up or down."""
    _, meeting = fetch_event(request, programme, event)
    item = _block(request, meeting, block)
    services.move(item=item, up=request.POST.get("direction") == "up", by=request.user)
    return _moved(request, meeting, item)


@require_POST
def place(request: HttpRequest, programme: int, event: int, block: int) -> HttpResponse:
    """Where it was dropped: `order` holds the ids of all blocks as the page shows them then."""
    _, meeting = fetch_event(request, programme, event)
    item = _block(request, meeting, block)
    named = [number_in(each) for each in request.POST.getlist("order")]
    order = [pk for pk in named if pk is not None]
    services.place(item=item, order=order, by=request.user)
    return _moved(request, meeting, item)


@require_POST
def withdraw(request: HttpRequest, programme: int, event: int, block: int) -> HttpResponse:
    _, meeting = fetch_event(request, programme, event)
    item = _block(request, meeting, block)
    records.withdraw(item, by=request.user)
    messages.success(request, f"Withdrawn: {item.title}. You can restore it below.")
    return redirect("workshops:agenda", programme=programme, event=event)


@require_POST
def restore(request: HttpRequest, programme: int, event: int, block: int) -> HttpResponse:
    _, meeting = fetch_event(request, programme, event)
    item = _block(request, meeting, block)
    records.restore(item, by=request.user)
    return _to_block(item)


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """Begin from the agenda of an earlier meeting, of any programme whose meetings the user plans."""
    found, meeting = fetch_event(request, programme, event)
    form = CopyAgendaForm(request.POST or None, events=selectors.to_copy_from(request.user, meeting))
    if request.method == "POST" and form.is_valid():
        count = services.copy(event=meeting, source=form.event, by=request.user)
        blocks = "block" if count == 1 else "blocks"
        messages.success(request, f"Copied {count} {blocks} from {form.event}. Change them as this meeting needs.")
        return redirect("workshops:agenda", programme=found.pk, event=meeting.pk)
    return render(request, "workshops/agenda/copy.html", {"programme": found, "event": meeting, "form": form})


def _block(request: HttpRequest, event: Event, pk: int) -> AgendaItem:
    item = get_object_or_404(event.agenda.visible_to(request.user), pk=pk)
    item.event = event
    return item


def _new_block(event: Event, now: selectors.Agenda, data: Any = None) -> AddBlockForm:
    return AddBlockForm(data, instance=AgendaItem(event=event), blocks=[block.item for block in now.blocks])


def _builder(
    request: HttpRequest, event: Event, now: selectors.Agenda | None = None, form: AddBlockForm | None = None
) -> HttpResponse:
    now = now or selectors.agenda_of(event)
    added = number_in(filter_of(request, "added"))
    context = {
        "programme": event.programme,
        "event": event,
        "agenda": now,
        "added": now.block(added) if added is not None else None,
        "form": form or _new_block(event, now),
        "withdrawn": selectors.withdrawn_blocks(event),
    }
    return render(request, "workshops/agenda/builder.html", context)


def _moved(request: HttpRequest, event: Event, item: AgendaItem) -> HttpResponse:
    """The blocks in their order: the page at that block, or for our script the list alone, which says what moved."""
    if not request.htmx:
        return _to_block(item)
    now = selectors.agenda_of(event)
    context = {"programme": event.programme, "event": event, "agenda": now, "moved": now.block(item.pk)}
    return render(request, "workshops/agenda/_blocks.html", context)


def _to_block(item: AgendaItem) -> HttpResponse:
    kwargs = {"programme": item.event.programme_id, "event": item.event_id}
    return redirect(reverse("workshops:agenda", kwargs=kwargs) + f"#block-{item.pk}")
