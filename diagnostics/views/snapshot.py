"""The team snapshot: what is published, what could be, and publishing it; the page, the PDF, the room."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics import room, snapshot
from diagnostics.forms.snapshot import AgreementForm, ChoicesForm
from diagnostics.models import Agreement, Release
from diagnostics.services import agreements, releases, snapshot_printing
from programmes import access
from programmes.access import Capability
from programmes.models import Programme
from programmes.views.fetching import fetch_programme
from programmes.views.strong import strong_sign_in

SAVED = "Saved. You can change your answer until the picture is published."
GONE = "The picture was published meanwhile, so there is nothing more to answer."


@require_http_methods(["GET"])
def listing(request: HttpRequest, programme: int) -> HttpResponse:
    """Every published picture; for the facilitator also where the next one stands."""
    found = fetch_programme(request, programme, Capability.SEE_SNAPSHOT)
    context = {"programme": found, "releases": Release.objects.to_group(found).snapshots().defer("figures").reverse()}
    if access.may(request.user, Capability.PUBLISH_SNAPSHOT, found):
        context |= {"draft": releases.draft(programme=found), "job": releases.under_way(found, by=request.user)}
        return render(request, "diagnostics/snapshot/facilitator.html", context)
    return render(request, "diagnostics/snapshot/leader.html", context)


@require_http_methods(["GET"])
def published(request: HttpRequest, programme: int, release: int) -> HttpResponse:
    found = fetch_programme(request, programme, Capability.SEE_SNAPSHOT)
    shown = _release(request, found, release)
    publishes = access.may(request.user, Capability.PUBLISH_SNAPSHOT, found)
    context = {"programme": found, "release": shown, "snapshot": snapshot.read(shown.figures), "publishes": publishes}
    job = snapshot_printing.awaited(shown)
    context |= {"printing": job, "job": job if job and job.by_id == request.user.pk else None}
    return render(request, "diagnostics/snapshot/published.html", context)


@require_http_methods(["GET", "POST"])
def printed(request: HttpRequest, programme: int, release: int) -> HttpResponse:
    """The picture as a PDF: GET downloads it; the facilitator has it made by POST where that failed."""
    wanted = Capability.PUBLISH_SNAPSHOT if request.method == "POST" else Capability.SEE_SNAPSHOT
    found = fetch_programme(request, programme, wanted)
    shown = _release(request, found, release)
    if request.method == "POST":
        snapshot_printing.ask(release=shown, by=request.user)
        return redirect("diagnostics:snapshot-version", programme=found.pk, release=shown.pk)
    if not shown.file:
        raise Http404
    name = f"team-snapshot-{shown.number}.pdf"
    return FileResponse(shown.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")


@strong_sign_in
@require_http_methods(["GET"])
def preview(request: HttpRequest, programme: int) -> HttpResponse:
    """What would be published now, with its figures: whoever publishes may see the single answers anyway."""
    found = fetch_programme(request, programme, Capability.PUBLISH_SNAPSHOT)
    form = ChoicesForm(request.GET or None, today=timezone.localdate())
    draft = releases.draft(programme=found, choices=form.choices)
    form.suit(draft)
    context = {"programme": found, "draft": draft, "form": form, "job": releases.under_way(found, by=request.user)}
    if draft.is_possible:
        context["snapshot"] = snapshot.read(draft.figures)
    return render(request, "diagnostics/snapshot/preview.html", context)


@strong_sign_in
@require_POST
def publish(request: HttpRequest, programme: int) -> HttpResponse:
    """Publish what was previewed, in the background."""
    found = fetch_programme(request, programme, Capability.PUBLISH_SNAPSHOT)
    form = ChoicesForm(request.POST, today=timezone.localdate())
    seal = request.POST.get("seal", "")
    if not (seal and form.is_valid()):
        return redirect("diagnostics:snapshot-preview", programme=found.pk)
    job = releases.ask_to_publish(programme=found, choices=form.choices, seal=seal, by=request.user)
    return redirect("programmes:job", job=job.pk)


@strong_sign_in
@require_POST
def ask(request: HttpRequest, programme: int) -> HttpResponse:
    """Ask those who could be told apart whether the next picture may move with them."""
    found = fetch_programme(request, programme, Capability.PUBLISH_SNAPSHOT)
    form = ChoicesForm(request.POST, today=timezone.localdate())
    if form.is_valid():
        agreements.ask(draft=releases.draft(programme=found, choices=form.choices), by=request.user)
        messages.success(request, "They are asked on their own pages. Their part goes in when all of them agree.")
    return redirect("diagnostics:snapshot-preview", programme=found.pk)


@strong_sign_in
@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest, programme: int, agreement: int) -> HttpResponse:
    """A leader is asked, in private, whether the next picture may move with them."""
    found = fetch_programme(request, programme, Capability.TAKE_PART)
    asked = get_object_or_404(Agreement.objects.visible_to(request.user).pending(found).of_pictures(), pk=agreement)
    form = AgreementForm(request.POST or None, initial={"answer": asked.answer})
    if request.method == "POST" and form.is_valid():
        stored = agreements.answer(agreement=asked, choice=form.cleaned_data["answer"], by=request.user)
        messages.success(request, SAVED if stored else GONE)
        return redirect("home")
    return render(request, "diagnostics/snapshot/agreement.html", {"programme": found, "form": form})


@strong_sign_in
@require_http_methods(["GET"])
def in_the_room(request: HttpRequest, programme: int, release: int) -> HttpResponse:
    """For the projector: the five modes, and on the day the names of those who agreed to be shown."""
    found = fetch_programme(request, programme, Capability.PUBLISH_SNAPSHOT)
    shown = _release(request, found, release)
    context = {"programme": found, "release": shown, "room": room.gather(shown, at=timezone.localdate())}
    return render(request, "diagnostics/snapshot/room.html", context)


def _release(request: HttpRequest, programme: Programme, pk: int) -> Release:
    seen = Release.objects.visible_to(request.user).to_group(programme).snapshots()
    return get_object_or_404(seen, pk=pk)
