"""Who reads notes: of one conversation, named with the leader's knowledge, and of all that are booked from now on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.forms.conversations import DayForm, ProgrammeReaderForm, QuotesForm, ReaderForm
from diagnostics.models import Interview, NotesReader, ProgrammeReader
from diagnostics.selectors import arrangements
from diagnostics.selectors import conversations as selectors
from diagnostics.services import quote_choices, readers
from diagnostics.views.conversations import fetch_listed
from programmes import access
from programmes.access import Capability
from programmes.models import Programme
from programmes.services import records
from programmes.views.fetching import fetch_programme

NAMED = "Named. The notes open to them once the leader knows."
TAKEN_OVER = "They look after the conversation now. The leader knew that they read it, and is told."

# One conversation ------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def name(request: HttpRequest, programme: int, interview: int) -> HttpResponse:
    """Name somebody who is to read the notes, or to take them over; the leader is asked first."""
    found, talk = _named_by(request, programme, interview)
    holders = selectors.holders(found, at=timezone.localdate())
    parts = arrangements.candidates(talk, holders)
    is_held = talk.state == Interview.State.HELD
    form = ReaderForm(request.POST or None, parts=parts, may_hand_over=is_held)
    if request.method == "POST" and form.is_valid():
        takes = form.cleaned_data["part"] == ReaderForm.TAKES_OVER
        try:
            named = readers.name_reader(
                interview=talk, person=form.cleaned_data["person"], takes_notes=takes, by=request.user
            )
        except readers.NotNow as error:
            form.add_error("person", str(error))
        else:
            messages.success(request, TAKEN_OVER if named.known_at else NAMED)
            return redirect("diagnostics:conversation", programme=found.pk, interview=talk.pk)
    context = {"programme": found, "form": form, "interview": talk, "parts": parts}
    return render(request, "diagnostics/conversations/reader.html", context)


@require_http_methods(["GET", "POST"])
def told(request: HttpRequest, programme: int, interview: int, reader: int) -> HttpResponse:
    """Write down that one has told a leader without an account who is to read the notes."""
    found, talk = _named_by(request, programme, interview)
    waiting = _reader(talk, reader)
    label = f"When did you tell them about {waiting.person}?"
    form = DayForm(request.POST or None, today=timezone.localdate(), label=label)
    if request.method == "POST" and form.is_valid():
        try:
            readers.tell_of(reader=waiting, on=form.cleaned_data["on"], by=request.user)
        except readers.NotNow as error:
            messages.error(request, str(error))
        return redirect("diagnostics:conversation", programme=found.pk, interview=talk.pk)
    context = {"programme": found, "form": form, "interview": talk, "heading": f"You told them about {waiting.person}"}
    return render(request, "diagnostics/conversations/day.html", context)


@require_POST
def end(request: HttpRequest, programme: int, interview: int, reader: int) -> HttpResponse:
    found, talk = _named_by(request, programme, interview)
    try:
        readers.end(reader=_reader(talk, reader), by=request.user)
    except readers.NotNow as error:
        messages.error(request, str(error))
    return redirect("diagnostics:conversation", programme=found.pk, interview=talk.pk)


@require_http_methods(["GET", "POST"])
def quotes(request: HttpRequest, programme: int, interview: int) -> HttpResponse:
    """Write down what the leader said about being quoted; never over their own answer.

    For who reads the notes: what can still be chosen tells whether words of this leader went out.
    """
    found, talk = fetch_listed(request, programme, interview)
    if not arrangements.may_name_readers(talk, request.user, runs=False):
        raise PermissionDenied
    form = QuotesForm(
        request.POST or None,
        went_out=quote_choices.went_out(talk),
        label="What did they say about being quoted?",
        initial={"choice": talk.quotes},
    )
    if request.method == "POST" and form.is_valid():
        try:
            quote_choices.note_told(interview=talk, choice=form.cleaned_data["choice"], by=request.user)
        except (quote_choices.TheirOwn, quote_choices.WentOut):
            messages.error(request, "They have answered here themselves, or something went out. Nothing was changed.")
        else:
            messages.success(request, "Noted. They see it on their page and can change it.")
        return redirect("diagnostics:conversation", programme=found.pk, interview=talk.pk)
    context = {"programme": found, "form": form, "interview": talk}
    return render(request, "diagnostics/conversations/quotes_told.html", context)


def _named_by(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, Interview]:
    """A conversation whose readers the user may name: 403 for who neither runs the programme nor reads it."""
    found, talk = fetch_listed(request, programme, pk)
    runs = access.may(request.user, Capability.RUN_PROGRAMME, found)
    if not arrangements.may_name_readers(talk, request.user, runs=runs):
        raise PermissionDenied
    return found, talk


def _reader(interview: Interview, pk: int) -> NotesReader:
    return get_object_or_404(interview.readers.select_related("person"), pk=pk)


# All that are booked from now on ------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def of_programme(request: HttpRequest, programme: int) -> HttpResponse:
    """Who reads the notes of every conversation beside the interviewer; POST names one more."""
    wanted = Capability.RUN_PROGRAMME if request.method == "POST" else Capability.HOLD_CONVERSATIONS
    found = fetch_programme(request, programme, wanted)
    today = timezone.localdate()
    named = list(found.notes_readers.standing().select_related("person"))
    holders = selectors.one_each(selectors.holders(found, at=today))
    others = [part for part in holders if part.person_id not in {reader.person_id for reader in named}]
    form = ProgrammeReaderForm(request.POST or None, parts=others)
    if request.method == "POST" and form.is_valid():
        reader = ProgrammeReader(programme=found, person=form.cleaned_data["person"])
        try:
            records.add(reader, by=request.user)
        except IntegrityError:
            messages.error(request, "They are named already.")
        return redirect("diagnostics:conversation-readers", programme=found.pk)
    names = selectors.names_in(found, [reader.person for reader in named])
    context = {"programme": found, "form": form, "others": others, "readers": [(r, names[r.person_id]) for r in named]}
    context["may_edit"] = access.may(request.user, Capability.RUN_PROGRAMME, found)
    return render(request, "diagnostics/conversations/readers.html", context)


@require_POST
def withdraw(request: HttpRequest, programme: int, programme_reader: int) -> HttpResponse:
    found, reader = _programme_reader(request, programme, programme_reader)
    records.withdraw(reader, by=request.user)
    messages.success(request, "They are named to nobody who books from now on. What was promised before stays.")
    return redirect("diagnostics:conversation-readers", programme=found.pk)


def _programme_reader(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, ProgrammeReader]:
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    seen = ProgrammeReader.objects.visible_to(request.user).filter(programme=found)
    return found, get_object_or_404(seen, pk=pk)
