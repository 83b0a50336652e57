"""The notes of one conversation: read, typed and saved as one types, added to afterwards, deleted.

No word of a note goes into a message, an address or the session.
"""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.forms.notes import AddForm, NotesForm, SaveForm, as_uuid
from diagnostics.merging import Unfounded
from diagnostics.models import GuideQuestion, Interview
from diagnostics.selectors import notes as selectors
from diagnostics.selectors.conversations import names_in
from diagnostics.services import notes, profiles
from diagnostics.views.opening import confirmed_for_notes, open_interview, readable_interview
from programmes.models import Programme

DELETED = "The notes of this conversation were deleted, so nothing was saved."
SAVED = "Saved."
SAVED_BOTH = "Saved. Somebody wrote in these notes at the same time; both are kept. Please read them through once."


@confirmed_for_notes
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, programme: int, interview: int) -> HttpResponse:
    """The notes under the questions of the guide; posted, the page saves what was typed without scripts."""
    if request.method == "POST":
        return _save_page(request, programme, interview)
    found = open_interview(request, programme, interview, what="Notes")
    return _page(request, found, _form(found))


@confirmed_for_notes
@require_POST
def save(request: HttpRequest, programme: int, interview: int) -> JsonResponse:
    """One save of an open page. What cannot be taken is said in a word (`why`), and the page keeps what it holds."""
    found = _writable(request, programme, interview)
    form = SaveForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"why": "long" if form.is_too_long else "unreadable"}, status=400)
    question = _question(request.programme, form.cleaned_data["question"])
    tab = form.cleaned_data["tab"]
    try:
        answer = notes.save(interview=found, question=question, tab=tab, save=form.save, by=request.user)
    except Unfounded:
        return JsonResponse({"why": "base"}, status=409)
    except notes.NotesGone:
        return JsonResponse({"why": "deleted"}, status=410)
    return JsonResponse({"seq": answer.seq, "version": answer.version, "text": answer.text})


@confirmed_for_notes
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int, interview: int) -> HttpResponse:
    """Notes that were written elsewhere go after what is there."""
    found = _writable(request, programme, interview)
    asked = list(GuideQuestion.objects.of_owner(request.programme).standing())
    form = AddForm(request.POST or None, request.FILES or None, questions=asked, initial={"batch": uuid4()})
    if request.method != "POST" or not form.is_valid():
        return render(request, "diagnostics/notes/add.html", _context(found) | {"form": form})
    batch = form.cleaned_data["batch"]
    try:
        notes.add(interview=found, texts=form.texts, batch=batch, by=request.user)
    except notes.NotesGone:
        messages.error(request, DELETED)
        return _to_page(found)
    return redirect(f"{_to_page(found).url}?added={batch}")


@confirmed_for_notes
@require_POST
def undo(request: HttpRequest, programme: int, interview: int) -> HttpResponse:
    """Take out again what was added in one go."""
    found = _writable(request, programme, interview)
    batch = as_uuid(request.POST.get("id", ""))
    try:
        taken = batch is not None and notes.take_back(interview=found, batch=batch, by=request.user)
    except notes.NotesGone:
        taken = False
    if taken:
        messages.success(request, "What you added is taken out again. What you wrote since is still there.")
    else:
        messages.error(request, "There is nothing to take out again. Nothing was changed.")
    return _to_page(found)


@confirmed_for_notes
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, programme: int, interview: int) -> HttpResponse:
    """Delete the notes before their time, in two steps; the leader sees that it was done."""
    found = _writable(request, programme, interview)
    if request.method == "POST":
        notes.delete(interview=found, by=request.user)
        messages.success(request, "The notes are deleted.")
        return _to_page(found)
    return render(request, "diagnostics/notes/delete.html", _context(found))


def _save_page(request: HttpRequest, programme: int, pk: int) -> HttpResponse:
    found = _writable(request, programme, pk)
    form = _form(found, request.POST)
    if not form.is_valid():
        notes.note_opening([found], by=request.user, what="Notes")
        return _page(request, found, form) if "tab" in request.POST else _to_page(found)
    try:
        given = [_save_one(request, found, form, question, save) for question, save in form.changed()]
    except notes.NotesGone:
        messages.error(request, DELETED)
        return _page(request, found, form)
    messages.success(request, SAVED if all(given) else SAVED_BOTH)
    return _to_page(found)


def _save_one(request: HttpRequest, interview: Interview, form: NotesForm, question, save) -> bool:
    """Save one note of the page; whether it is just as it was typed."""
    tab = form.cleaned_data["tab"]
    answer = notes.save(interview=interview, question=question, tab=tab, save=save, by=request.user)
    return answer.text == save.text


def _form(interview: Interview, data=None) -> NotesForm:
    return NotesForm(data, sections=selectors.sections(interview), initial={"tab": uuid4()})


def _page(request: HttpRequest, interview: Interview, form: NotesForm) -> HttpResponse:
    context = _context(interview) | {"form": form, "writes": selectors.takes_notes(interview, request.user)}
    context["kept_until"] = selectors.kept_until(request.programme, kept_for=profiles.KEPT_FOR.days)
    batch = as_uuid(request.GET.get("added", ""))
    if batch and selectors.was_added(interview, batch):
        context["added"] = batch
    return render(request, "diagnostics/notes/page.html", context)


def _context(interview: Interview) -> dict:
    programme = interview.programme
    names = names_in(programme, [interview.person, interview.interviewer])
    who = {"leader": names[interview.person_id], "interviewer": names[interview.interviewer_id]}
    return {"programme": programme, "interview": interview} | who


def _writable(request: HttpRequest, programme: int, pk: int) -> Interview:
    """The conversation, for whoever takes its notes; 403 for who is named to read them only."""
    found = readable_interview(request, programme, pk)
    if not selectors.takes_notes(found, request.user):
        raise PermissionDenied
    return found


def _question(programme: Programme, pk: int) -> GuideQuestion | None:
    return get_object_or_404(GuideQuestion.objects.of_owner(programme), pk=pk) if pk else None


def _to_page(interview: Interview) -> HttpResponse:
    return redirect("diagnostics:notes", programme=interview.programme_id, interview=interview.pk)
