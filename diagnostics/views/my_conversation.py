"""A leader's pages of their conversation: what happens with it, times, who reads; for an assistant the times only."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics import calendars
from diagnostics.forms.booking import TimesForm
from diagnostics.forms.conversations import QuotesForm
from diagnostics.models import Interview, PreWorkStep
from diagnostics.selectors import arrangements, conversations
from diagnostics.selectors.arrangements import Arrangement
from diagnostics.selectors.task_list import own_step
from diagnostics.services import booking, quote_choices, readers, steps
from programmes.access import Capability
from programmes.models import Person, Programme
from programmes.views.fetching import fetch_programme
from programmes.views.strong import strong_sign_in

BOOK = Capability.BOOK_CONVERSATION
CANCELLED = "The conversation that you were moving was cancelled meanwhile. You can book a new one here."
HAD = "This conversation has taken place already. To have another, ask your facilitator."


@require_http_methods(["GET"])
def mine(request: HttpRequest, programme: int) -> HttpResponse:
    """The signed-in leader's own, or that of the one leader whom an assistant assists; else a list to choose from."""
    found = fetch_programme(request, programme, BOOK, seen_with=BOOK)
    leaders = list(arrangements.arranged_for(request.user, found, at=timezone.localdate()))
    own = next((leader for leader in leaders if leader.user_id == request.user.pk), None)
    if own or len(leaders) == 1:
        return redirect("diagnostics:my-conversation-for", programme=found.pk, leader=(own or leaders[0]).pk)
    names = conversations.names_in(found, leaders)
    return render(
        request, "diagnostics/conversations/leaders.html", {"programme": found, "leaders": sorted(names.items())}
    )


@require_http_methods(["GET"])
def arranged(request: HttpRequest, programme: int, leader: int) -> HttpResponse:
    """Before the times: what happens with what is said. Once one is booked: when, where and with whom."""
    found, person = _leader(request, programme, leader)
    arrangement = arrangements.arrangement(person, found, request.user, at=timezone.now())
    context = {"programme": found, "arrangement": arrangement}
    if arrangement.is_own and (step := _asked(request, found)):
        steps.note_opened(step=step, person=person, at=timezone.now())
        asked = own_step(person, step)
        context |= {"asked": asked, "hint": asked.hint(timezone.localdate())}
    return render(request, "diagnostics/conversations/arranged.html", context)


@require_http_methods(["GET", "POST"])
def times(request: HttpRequest, programme: int, leader: int) -> HttpResponse:
    """Book one of the free times, or move to it. Whoever comes too late is told, and chooses among what remains."""
    found, person = _leader(request, programme, leader)
    arrangement = _arrangement(request, found, person)
    if request.method == "GET":
        if not (arrangement.may_book or arrangement.booked):
            return redirect("diagnostics:my-conversation-for", programme=found.pk, leader=person.pk)
        return _times_page(request, arrangement, _times_form(arrangement))
    form = _times_form(arrangement, request.POST)
    if form.is_valid():
        try:
            _book_or_move(request, arrangement, form.cleaned_data)
        except booking.NotFree as error:
            arrangement = _arrangement(request, found, person)
            form = _times_form(arrangement, request.POST)
            form.full_clean()
            form.errors["slot"] = form.error_class([str(error)])
        else:
            messages.success(request, "Booked. The entry for your calendar is on its way by mail.")
            return redirect("diagnostics:my-conversation-for", programme=found.pk, leader=person.pk)
    return _times_page(request, arrangement, form)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, programme: int, interview: int) -> HttpResponse:
    found, booked = _arranged(request, programme, interview)
    if request.method == "POST":
        try:
            booking.cancel(interview=booked, by=request.user)
        except booking.NotFree as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Cancelled. The mail on its way takes the entry out of your calendar.")
        return redirect("diagnostics:my-conversation-for", programme=found.pk, leader=booked.person_id)
    if booked.state != Interview.State.BOOKED:
        return redirect("diagnostics:my-conversation-for", programme=found.pk, leader=booked.person_id)
    arrangement = _arrangement(request, found, booked.person)
    context = {"programme": found, "arrangement": arrangement}
    return render(request, "diagnostics/conversations/cancel_own.html", context)


@require_http_methods(["GET"])
def calendar(request: HttpRequest, programme: int, interview: int) -> HttpResponse:
    """The entry for a calendar, to download."""
    _, booked = _arranged(request, programme, interview)
    return calendar_response(booked)


def calendar_response(interview: Interview) -> HttpResponse:
    """A booked or cancelled conversation as a file for calendars. Raises Http404 where it never had a time."""
    if interview.starts_at is None or interview.state == Interview.State.HELD:
        raise Http404
    is_off = interview.state == Interview.State.CANCELLED
    method = calendars.Method.CANCEL if is_off else calendars.Method.REQUEST
    content = calendars.calendar_file(interview, method=method)
    response = HttpResponse(content, content_type=f"text/calendar; charset=utf-8; method={method}")
    response["Content-Disposition"] = f'attachment; filename="{calendars.FILE_NAME}"'
    return response


# The leader's own page of one conversation ------------------------------------------------------------


@never_cache
@strong_sign_in
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, programme: int, interview: int) -> HttpResponse:
    """Who reads, who has opened the notes, and whether they may be quoted: POST answers that."""
    found, own = _own(request, programme, interview)
    went_out = quote_choices.went_out(own)
    form = QuotesForm(request.POST or None, went_out=went_out, initial={"choice": own.quotes})
    if own.state == Interview.State.HELD and request.method == "POST" and form.is_valid():
        try:
            quote_choices.say(interview=own, choice=form.cleaned_data["choice"], by=request.user)
        except quote_choices.WentOut:
            messages.error(request, "Something was published meanwhile. You can still say that nothing more goes out.")
        else:
            messages.success(request, "Saved. You can change your answer until something goes out.")
        return redirect("diagnostics:my-conversation-page", programme=found.pk, interview=own.pk)
    context = {"programme": found, "form": form, "detail": arrangements.detail(own)}
    return render(request, "diagnostics/conversations/own.html", context)


@strong_sign_in
@require_POST
def answer_reader(request: HttpRequest, programme: int, interview: int, reader: int) -> HttpResponse:
    """Say of somebody who is to read the notes that it is all right, or that one would rather not."""
    found, own = _own(request, programme, interview)
    waiting = get_object_or_404(own.readers, pk=reader)
    if request.POST.get("answer") == "yes":
        readers.acknowledge(reader=waiting, by=request.user)
        messages.success(request, "Thank you. The notes are open to them now, and each opening is listed here.")
    elif request.POST.get("answer") == "no":
        readers.decline(reader=waiting, by=request.user)
        messages.success(request, "Noted. The notes stay closed to them.")
    return redirect("diagnostics:my-conversation-page", programme=found.pk, interview=own.pk)


def _leader(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, Person]:
    """A leader whose conversation the user arranges, or 404."""
    found = fetch_programme(request, programme, BOOK, seen_with=BOOK)
    leaders = arrangements.arranged_for(request.user, found, at=timezone.localdate())
    return found, get_object_or_404(leaders, pk=pk)


def _arranged(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, Interview]:
    """A conversation whose dates the user keeps, or 404."""
    found = fetch_programme(request, programme, BOOK, seen_with=BOOK)
    leaders = arrangements.arranged_for(request.user, found, at=timezone.localdate())
    kept = Interview.objects.arranged_by(request.user).filter(programme=found, person__in=leaders)
    return found, get_object_or_404(kept.select_related("programme", "person", "interviewer"), pk=pk)


def _own(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, Interview]:
    """The signed-in leader's own conversation that stands, or 404: never for an assistant."""
    found = fetch_programme(request, programme, BOOK, seen_with=BOOK)
    mine = Interview.objects.arranged_by(request.user).standing().filter(programme=found, person__user=request.user)
    rows = mine.select_related("programme", "person", "interviewer", "quotes_told_to__person")
    return found, get_object_or_404(rows, pk=pk)


def _arrangement(request: HttpRequest, programme: Programme, person: Person) -> Arrangement:
    return arrangements.arrangement(person, programme, request.user, at=timezone.now())


def _times_form(arrangement: Arrangement, data: Mapping[str, Any] | None = None) -> TimesForm:
    booked = arrangement.booked
    initial = {"told": arrangement.told, "moves": booked.pk if booked else ""}
    return TimesForm(data, slots=arrangement.slots, initial=initial)


def _times_page(request: HttpRequest, arrangement: Arrangement, form: TimesForm) -> HttpResponse:
    context = {"programme": request.programme, "arrangement": arrangement, "form": form}
    context["told"], context["moves"] = arrangement.told, arrangement.booked.pk if arrangement.booked else ""
    return render(request, "diagnostics/conversations/times.html", context)


def _book_or_move(request: HttpRequest, arrangement: Arrangement, given: Mapping[str, Any]) -> Interview:
    """As the page that was posted meant it. Raises NotFree."""
    booked = arrangement.booked
    if given["moves"] and booked and booked.pk == given["moves"]:
        return booking.move(interview=booked, slot=given["slot"], by=request.user)
    if given["moves"]:
        raise booking.NotFree(CANCELLED)
    if arrangement.has_had:
        raise booking.NotFree(HAD)
    return booking.book(person=arrangement.leader, slot=given["slot"], by=request.user, told=given["told"])


def _asked(request: HttpRequest, programme: Programme) -> PreWorkStep | None:
    """The step that asks for a conversation, of whose page the tracker knows that the leader has opened it."""
    asked = PreWorkStep.objects.visible_to(request.user).filter(programme=programme).asked_by(timezone.localdate())
    return asked.filter(kind=PreWorkStep.Kind.CONVERSATION).first()
