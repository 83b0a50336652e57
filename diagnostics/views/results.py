"""Results of surveys: what could be published of a round, publishing it, reading it, and the decision to share it."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics import survey_picture, survey_table
from diagnostics.forms.results import DivisionForm, SharingForm
from diagnostics.models import Release, Sharing, Wave
from diagnostics.selectors import results as selectors
from diagnostics.services import result_printing, results, sharing
from diagnostics.services.ledgering import Refused
from diagnostics.views.asking import fetch_survey
from diagnostics.views.files import table_file
from programmes import access
from programmes import selectors as programmes
from programmes.access import Capability
from programmes.models import Programme
from programmes.views.fetching import fetch_programme
from programmes.views.strong import strong_sign_in

SHARED = "Recorded. Sponsors find the result on their list."
CORRECTED = "Saved."
WITHDRAWN = "Withdrawn. Sponsors can no longer read the result. You can restore it below."
RESTORED = "Restored. Sponsors can read the result again."


# One survey, for the facilitator ------------------------------------------------------------


@require_http_methods(["GET"])
def listing(request: HttpRequest, programme: int, survey: int) -> HttpResponse:
    """The rounds of a survey: what is out, what could be published."""
    found = fetch_survey(request, programme, survey, Capability.PUBLISH_RESULTS)
    context = {"programme": found.programme, "survey": found, "rounds": selectors.rounds(found)}
    return render(request, "diagnostics/results/rounds.html", context)


@strong_sign_in
@require_http_methods(["GET"])
def preview(request: HttpRequest, programme: int, survey: int, wave: int) -> HttpResponse:
    """What publishing would show and make impossible; with figures only where the single answers are open anyway."""
    found = _wave(request, programme, survey, wave)
    try:
        draft = results.draft(wave=found, key=request.GET.get("parts", ""))
    except results.Out as out:
        return redirect("diagnostics:result-version", programme=programme, release=out.release.pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("diagnostics:results", programme=programme, survey=survey)
    form = DivisionForm({"parts": draft.division.key if draft.division else ""}, counted=draft.counted)
    context = {"programme": found.survey.programme, "survey": found.survey, "wave": found, "draft": draft, "form": form}
    context["job"] = results.under_way(found)
    if draft.division and draft.shows_figures:
        context["picture"] = survey_picture.read(draft.figures)
    return render(request, "diagnostics/results/preview.html", context)


@strong_sign_in
@require_POST
def publish(request: HttpRequest, programme: int, survey: int, wave: int) -> HttpResponse:
    """Publish what was previewed, in the background."""
    found = _wave(request, programme, survey, wave)
    seal = request.POST.get("seal", "")
    if not seal:
        return redirect("diagnostics:result-preview", programme=programme, survey=survey, wave=wave)
    job = results.ask_to_publish(wave=found, key=request.POST.get("parts", ""), seal=seal, by=request.user)
    return redirect("programmes:job", job=job.pk)


def _wave(request: HttpRequest, programme: int, survey: int, pk: int) -> Wave:
    """A closed round of the survey."""
    found = fetch_programme(request, programme, Capability.PUBLISH_RESULTS)
    mine = Wave.objects.visible_to(request.user).filter(state=Wave.State.CLOSED, survey=survey)
    wave = get_object_or_404(mine.filter(survey__programme=found).select_related("survey"), pk=pk)
    wave.survey.programme = found
    return wave


# What is published, for the group ------------------------------------------------------------


@require_http_methods(["GET"])
def published(request: HttpRequest, programme: int) -> HttpResponse:
    """Every result that the group may read, the newest first."""
    found = fetch_programme(request, programme, Capability.SEE_RESULTS)
    releases = Release.objects.to_group(found).surveys().select_related("wave__survey").defer("figures").reverse()
    return render(request, "diagnostics/results/list.html", {"programme": found, "releases": releases})


@require_http_methods(["GET"])
def version(request: HttpRequest, programme: int, release: int) -> HttpResponse:
    """A published result; of one by sector the numbers side by side, or the pictures of the `part` in the address."""
    found = fetch_programme(request, programme, Capability.SEE_RESULTS)
    shown = _release(request, found, release)
    publishes = access.may(request.user, Capability.PUBLISH_RESULTS, found)
    picture = survey_picture.read(shown.figures)
    context = {
        "programme": found,
        "release": shown,
        "picture": picture,
        "part": picture.part(request.GET.get("part", "")),
        "publishes": publishes,
        "survey": shown.wave.survey if shown.wave else None,
        "is_shared": publishes and shown.decisions.standing().exists(),
    }
    job = result_printing.awaited(shown)
    context |= {"printing": job, "job": job if job and job.by_id == request.user.pk else None}
    return render(request, "diagnostics/results/version.html", context)


@require_http_methods(["GET", "POST"])
def printed(request: HttpRequest, programme: int, release: int) -> HttpResponse:
    """The result as a PDF: GET downloads it; the facilitator has it made by POST where that failed."""
    wanted = Capability.PUBLISH_RESULTS if request.method == "POST" else Capability.SEE_RESULTS
    found = fetch_programme(request, programme, wanted)
    shown = _release(request, found, release)
    if request.method == "POST":
        result_printing.ask(release=shown, by=request.user)
        return redirect("diagnostics:result-version", programme=found.pk, release=shown.pk)
    if not shown.file:
        raise Http404
    name = f"results-{shown.number}.pdf"
    return FileResponse(shown.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")


@require_http_methods(["GET"])
def table(request: HttpRequest, programme: int, release: int, kind: str) -> HttpResponse:
    """Exactly what the page shows, as a file for a spreadsheet program."""
    found = fetch_programme(request, programme, Capability.SEE_RESULTS)
    shown = _release(request, found, release)
    return table_file(survey_table.table(shown.figures), name=f"results-{shown.number}", kind=kind)


# The decision to share it ------------------------------------------------------------


@strong_sign_in
@require_http_methods(["GET", "POST"])
def shared(request: HttpRequest, programme: int, release: int) -> HttpResponse:
    """Record that the group lets its sponsors read a result; or correct what is recorded of it."""
    found = fetch_programme(request, programme, Capability.PUBLISH_RESULTS)
    shown = _release(request, found, release)
    decisions = Sharing.objects.visible_to(request.user).filter(release=shown)
    decision = decisions.select_related("release", "shared").first()
    form = SharingForm(request.POST or None, instance=decision or Sharing(release=shown))
    if request.method == "POST" and form.is_valid():
        return _decided(request, shown, form, is_new=decision is None)
    context = {"programme": found, "release": shown, "decision": decision, "form": form}
    context["could_be_shared"] = survey_picture.read(shown.figures).could_be_shared
    if decision:
        context["history"] = programmes.history(decision)
    return render(request, "diagnostics/results/sharing.html", context)


def _decided(request: HttpRequest, shown: Release, form: SharingForm, *, is_new: bool) -> HttpResponse:
    typed = form.instance
    try:
        if is_new:
            sharing.decide(release=shown, decided_on=typed.decided_on, how=typed.how, by=request.user)
        else:
            sharing.correct(decision=typed, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, SHARED if is_new else CORRECTED)
    return redirect("diagnostics:result-sharing", programme=shown.programme_id, release=shown.pk)


@strong_sign_in
@require_POST
def withdraw(request: HttpRequest, programme: int, release: int) -> HttpResponse:
    decision = _decision(request, programme, release)
    sharing.withdraw(decision=decision, by=request.user)
    messages.success(request, WITHDRAWN)
    return redirect("diagnostics:result-sharing", programme=programme, release=release)


@strong_sign_in
@require_POST
def restore(request: HttpRequest, programme: int, release: int) -> HttpResponse:
    decision = _decision(request, programme, release)
    sharing.restore(decision=decision, by=request.user)
    messages.success(request, RESTORED)
    return redirect("diagnostics:result-sharing", programme=programme, release=release)


def _decision(request: HttpRequest, programme: int, release: int) -> Sharing:
    found = fetch_programme(request, programme, Capability.PUBLISH_RESULTS)
    theirs = Sharing.objects.visible_to(request.user)
    return get_object_or_404(theirs, release=_release(request, found, release))


def _release(request: HttpRequest, programme: Programme, pk: int) -> Release:
    seen = Release.objects.visible_to(request.user).to_group(programme).surveys().select_related("wave__survey")
    return get_object_or_404(seen, pk=pk)
