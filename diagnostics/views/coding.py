"""Coding a conversation: its notes as sentences, passages with themes, act by act or with one form."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.forms.coding import ActForm, CodingForm, ThemesForm
from diagnostics.models import Excerpt, Interview, Note, Theme
from diagnostics.selectors import coding as reads
from diagnostics.selectors.themes import speakers
from diagnostics.services import codebook, coding
from diagnostics.views.opening import confirmed_for_notes, open_interview, readable_interview
from programmes.access import Capability
from programmes.views.fetching import fetch_programme, number_in
from programmes.views.strong import strong_sign_in

CHANGED = "The notes were changed meanwhile. They are shown as they are now: choose the passage again."
GONE = "That theme was withdrawn meanwhile. Choose another one."
ALL_CODED = "Every conversation whose notes are open to you has a theme."


@confirmed_for_notes
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, programme: int, interview: int) -> HttpResponse:
    """The notes to be coded; without a script one form takes a run of sentences and their themes."""
    talk = open_interview(request, programme, interview, what="Coding")
    notes = reads.notes_of(talk)
    form = CodingForm(request.POST if request.method == "POST" else None, notes=notes, programme=request.programme)
    if request.method == "POST" and form.is_valid():
        return _save(request, talk, form)
    context = {
        "programme": request.programme,
        "interview": talk,
        "speaker": speakers(programme, [talk.person_id])[talk.person_id],
        "notes": notes,
        "form": form,
        "codebook": reads.codebook_of(request.programme),
        "kinds": Theme.Kind.choices,
    }
    return render(request, "diagnostics/coding/page.html", context)


@confirmed_for_notes
@require_POST
def act(request: HttpRequest, programme: int, interview: int) -> HttpResponse:
    """One act of the script, which may send it twice. The answer says where passages are, and no word of them."""
    talk = readable_interview(request, programme, interview)
    form = ActForm(request.POST, programme=request.programme)
    if not form.is_valid():
        return JsonResponse({"why": "This could not be read. Load the page again."}, status=400)
    note = get_object_or_404(talk.notes.all(), pk=form.cleaned_data["note"])
    try:
        theme = _act(request, note, form.cleaned_data)
    except coding.NotesChanged:
        return JsonResponse({"why": CHANGED}, status=409)
    except (coding.NotAPassage, coding.ThemeGone) as refused:
        why = GONE if isinstance(refused, coding.ThemeGone) else CHANGED
        return JsonResponse({"why": why}, status=400)
    return JsonResponse({"passages": _places(note), "theme": _theme(theme)})


@confirmed_for_notes
@require_http_methods(["GET", "POST"])
def passage(request: HttpRequest, programme: int, interview: int, excerpt: int) -> HttpResponse:
    """One passage and its themes, to be changed or taken away."""
    talk = open_interview(request, programme, interview, what="Coding")
    found = get_object_or_404(Excerpt.objects.readable_by(request.user).filter(interview=talk), pk=excerpt)
    shown = reads.passage_of(found)
    initial = {"theme": shown.themes}
    form = ThemesForm(request.POST if request.method == "POST" else None, programme=request.programme, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _change(request, talk, found, form)
    context = {
        "programme": request.programme,
        "interview": talk,
        "passage": shown,
        "form": form,
        "codebook": reads.codebook_of(request.programme),
    }
    return render(request, "diagnostics/coding/passage.html", context)


@strong_sign_in
@require_http_methods(["GET"])
def following(request: HttpRequest, programme: int) -> HttpResponse:
    """Leads on to the next conversation that has no theme yet."""
    found = fetch_programme(request, programme, Capability.CODE_THEMES)
    after = request.GET.get("after", "")
    talks = reads.open_conversations(found, request.user)
    talk = reads.next_to_code(talks, number_in(after))
    if talk is None:
        messages.info(request, ALL_CODED if talks else "No notes are open to you yet.")
        return redirect("diagnostics:codebook", programme=found.pk)
    return redirect("diagnostics:coding", programme=found.pk, interview=talk.pk)


def _act(request: HttpRequest, note: Note, data: dict) -> Theme:
    where = {name: data[name] for name in ("start", "end")}
    theme = data["theme"] or _new(request, data["name"], data["kind"])
    if data["did"] == "code":
        coding.code(note=note, version=data["version"], themes=[theme], by=request.user, **where)
    elif note.version != data["version"]:
        raise coding.NotesChanged
    elif found := coding.standing_at(note, **where):
        coding.uncode(excerpt=found, theme=theme, by=request.user)
    return theme


def _new(request: HttpRequest, name: str, kind: str) -> Theme:
    fields = {"name": name, "kind": kind or Theme.Kind.ISSUE}
    return codebook.add(programme=request.programme, by=request.user, **fields)


def _themes(request: HttpRequest, form: ThemesForm) -> list[Theme]:
    data = form.cleaned_data
    fresh = [_new(request, data["new_name"], data["kind"])] if data["new_name"] else []
    return [*data["theme"], *fresh]


def _places(note: Note) -> list[dict]:
    return [
        {"start": each.place[0], "end": each.place[1], "themes": [_theme(theme) for theme in each.themes]}
        for each in reads.passages_of(note)
        if each.place
    ]


def _theme(theme: Theme) -> dict:
    return {"id": theme.pk, "name": theme.name, "kind": theme.kind}


def _save(request: HttpRequest, talk: Interview, form: CodingForm) -> HttpResponse:
    key, version, start, end = form.cleaned_data["sentence"]
    note = get_object_or_404(talk.notes.all(), pk=key)
    themes = _themes(request, form)
    try:
        coding.code(note=note, version=version, start=start, end=end, themes=themes, by=request.user)
    except (coding.NotesChanged, coding.NotAPassage):
        messages.error(request, CHANGED)
    except coding.ThemeGone:
        messages.error(request, GONE)
    else:
        messages.success(request, f"Coded to {', '.join(theme.name for theme in themes)}.")
    return redirect(f"{_address(talk)}#note-{key}")


def _change(request: HttpRequest, talk: Interview, excerpt: Excerpt, form: ThemesForm) -> HttpResponse:
    themes = _themes(request, form)
    try:
        coding.set_themes(excerpt=excerpt, themes=themes, by=request.user)
    except coding.NotesChanged:
        messages.error(request, "The passage was taken away meanwhile.")
    except coding.ThemeGone:
        messages.error(request, GONE)
    else:
        messages.success(request, "Saved." if themes else "The passage has no theme any more, and is taken away.")
    return redirect(f"{_address(talk)}#note-{excerpt.note_id}")


def _address(talk: Interview) -> str:
    return reverse("diagnostics:coding", kwargs={"programme": talk.programme_id, "interview": talk.pk})
