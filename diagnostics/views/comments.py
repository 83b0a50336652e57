"""What people wrote in a round of a survey, read and coded with the codebook that conversations have."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.forms.coding import ThemesForm
from diagnostics.forms.comments import CommentActForm, CommentsForm
from diagnostics.models import Comment, Theme, Wave
from diagnostics.selectors import comments as reads
from diagnostics.selectors.coding import codebook_of
from diagnostics.services import codebook, comments
from diagnostics.views.asking import fetch_survey
from diagnostics.views.opening import confirmed_for_notes
from programmes.access import Capability
from programmes.views.fetching import number_in

GONE = "That theme was withdrawn meanwhile. Choose another one."


@confirmed_for_notes
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, programme: int, survey: int, wave: int) -> HttpResponse:
    """Some comments of a closed round; without a script one form takes those ticked and their themes."""
    found = _wave(request, programme, survey, wave)
    read = reads.coded(found)
    counts = reads.questions_in_words(read) if comments.is_readable(found) else []
    chosen = _chosen(request, counts)
    shown, rows = _open(request, read, chosen)
    asked = request.POST if request.method == "POST" else None
    form = CommentsForm(asked, comments=[row.pk for row in rows], programme=found.survey.programme)
    if request.method == "POST" and form.is_valid():
        return _save(request, found, form)
    context = {
        "programme": found.survey.programme,
        "survey": found.survey,
        "wave": found,
        "readable": comments.is_readable(found),
        "message": _message(counts),
        "questions": counts,
        "chosen": chosen,
        "without_theme": _without_theme(request),
        "groups": _groups(counts, rows),
        "page": shown,
        "query": f"&{query}" if (query := _query(request)) else "",
        "form": form,
        "codebook": read.codebook,
        "waiting": read.without_sentence if counts else [],
    }
    return render(request, "diagnostics/comments/page.html", context)


@confirmed_for_notes
@require_POST
def act(request: HttpRequest, programme: int, survey: int, wave: int) -> HttpResponse:
    """One act of the script, which may send it twice. The answer says which themes the comment has, and no word."""
    found = _wave(request, programme, survey, wave)
    form = CommentActForm(request.POST, programme=found.survey.programme)
    if not form.is_valid():
        return JsonResponse({"why": "This could not be read. Load the page again."}, status=400)
    comment = _comment(found, form.cleaned_data["note"])
    theme = form.cleaned_data["theme"] or _new(request, found, form.cleaned_data)
    try:
        if form.cleaned_data["did"] == "code":
            comments.code(comment=comment, themes=[theme], by=request.user)
        else:
            comments.uncode(comment=comment, theme=theme, by=request.user)
    except comments.ThemeGone:
        return JsonResponse({"why": GONE}, status=400)
    return JsonResponse({"passages": _whole(comment, request), "theme": _theme(theme)})


@confirmed_for_notes
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, programme: int, survey: int, wave: int, comment: UUID) -> HttpResponse:
    """One comment and its themes, to be changed."""
    found = _wave(request, programme, survey, wave)
    said = comments.open_one(_comment(found, comment), by=request.user)
    asked = request.POST if request.method == "POST" else None
    form = ThemesForm(asked, programme=found.survey.programme, initial={"theme": said.themes})
    if request.method == "POST" and form.is_valid():
        return _change(request, found, comment, form)
    context = {
        "programme": found.survey.programme,
        "survey": found.survey,
        "wave": found,
        "said": said,
        "form": form,
        "codebook": codebook_of(found.survey.programme),
    }
    return render(request, "diagnostics/comments/comment.html", context)


def _wave(request: HttpRequest, programme: int, survey: int, pk: int) -> Wave:
    """A closed round of a survey; of one that is not closed there is nothing to read."""
    found = fetch_survey(request, programme, survey, Capability.READ_ANSWERS)
    wave = get_object_or_404(found.waves.filter(state=Wave.State.CLOSED), pk=pk)
    wave.survey = found
    return wave


def _comment(wave: Wave, pk: UUID) -> Comment:
    comment = get_object_or_404(comments.readable(wave), pk=pk)
    comment.wave = wave
    return comment


def _open(request: HttpRequest, read: reads.Coded, chosen: int | None) -> tuple[Page, list[comments.Said]]:
    number = request.GET.get("page", "1")
    return comments.open_page(
        read, by=request.user, question=chosen, without_theme=_without_theme(request), number=number
    )


def _message(counts: list[reads.QuestionCount]) -> str:
    """How far the coding is; of a round without comments that can be read only what the page is about."""
    written, coded = sum(each.comments for each in counts), sum(each.coded for each in counts)
    if not written:
        return "What people wrote"
    one = "comment has" if written == 1 else "comments have"
    return f"{coded:,} of {written:,} {one} a theme"


def _groups(counts: list[reads.QuestionCount], rows: list[comments.Said]) -> list[tuple]:
    """Each question that has comments on this page, with those."""
    found = ((each, [row for row in rows if row.question == each.question.pk]) for each in counts)
    return [(each, of_it) for each, of_it in found if of_it]


def _chosen(request: HttpRequest, counts: list[reads.QuestionCount]) -> int | None:
    """The question that the address names, if the round has comments on it."""
    asked = request.GET.get("question", "")
    return next((each.question.pk for each in counts if str(each.question.pk) == asked), None)


def _without_theme(request: HttpRequest) -> bool:
    return request.GET.get("only") == "open"


def _query(request: HttpRequest) -> str:
    """What the address says beside the page."""
    return urlencode({name: request.GET[name] for name in ("question", "only") if request.GET.get(name)})


def _new(request: HttpRequest, wave: Wave, data: dict) -> Theme:
    fields = {"name": data.get("name") or data["new_name"], "kind": data["kind"] or Theme.Kind.ISSUE}
    return codebook.add(programme=wave.survey.programme, by=request.user, **fields)


def _themes(request: HttpRequest, wave: Wave, form: ThemesForm) -> list[Theme]:
    data = form.cleaned_data
    return [*data["theme"], *([_new(request, wave, data)] if data["new_name"] else [])]


def _whole(comment: Comment, request: HttpRequest) -> list[dict]:
    """The comment as the script keeps it: one passage, its whole length, as the page gave that."""
    end = number_in(request.POST.get("end", "")) or 0
    themes = [_theme(each) for each in comments.themes_of(comment)]
    return [{"start": 0, "end": end, "themes": themes}]


def _theme(theme: Theme) -> dict:
    return {"id": theme.pk, "name": theme.name, "kind": theme.kind}


def _save(request: HttpRequest, wave: Wave, form: CommentsForm) -> HttpResponse:
    ticked = comments.readable(wave).filter(pk__in=form.cleaned_data["comment"])
    themes = _themes(request, wave, form)
    try:
        comments.code_all(comments=ticked, themes=themes, by=request.user)
    except comments.ThemeGone:
        messages.error(request, GONE)
    else:
        messages.success(request, f"Coded to {', '.join(theme.name for theme in themes)}.")
    query = request.GET.urlencode()
    return redirect(f"{_address(wave)}?{query}" if query else _address(wave))


def _change(request: HttpRequest, wave: Wave, comment: UUID, form: ThemesForm) -> HttpResponse:
    try:
        comments.set_themes(comment=_comment(wave, comment), themes=_themes(request, wave, form), by=request.user)
    except comments.ThemeGone:
        messages.error(request, GONE)
    else:
        messages.success(request, "Saved.")
    return redirect(_address(wave))


def _address(wave: Wave) -> str:
    kwargs = {"programme": wave.survey.programme_id, "survey": wave.survey_id, "wave": wave.pk}
    return reverse("diagnostics:comments", kwargs=kwargs)
