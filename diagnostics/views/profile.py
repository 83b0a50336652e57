"""A leader's own profile: what it is, where it stands, the result, how it may be counted, and taking it back."""

from datetime import date

from django.contrib import messages
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from diagnostics import result
from diagnostics.forms.questionnaire import ConsentForm
from diagnostics.models import ConflictProfile
from diagnostics.questionnaire import PAIRS
from diagnostics.selectors import profiles as selectors
from diagnostics.selectors.task_list import own_step
from diagnostics.services import consents, printing, profiles, steps
from diagnostics.views.questionnaire import carry_on_url
from programmes import access
from programmes.access import Capability
from programmes.models import Consent, Programme
from programmes.views.fetching import fetch_programme
from programmes.views.strong import strong_sign_in


@require_http_methods(["GET"])
def profile(request: HttpRequest, programme: int) -> HttpResponse:
    """Where the leader goes from the task list: to what comes next for them."""
    found, own = _own(request, programme)
    if own.begun or not (own.waiting or own.open):
        return redirect("diagnostics:about", programme=found.pk)
    if own.waiting:
        context = {"programme": found, "own": own, "facilitators": selectors.facilitators(found, at=_today())}
        return render(request, "diagnostics/waiting.html", context)
    return redirect("diagnostics:result", programme=found.pk, profile=own.open.pk)


@require_http_methods(["GET"])
def about(request: HttpRequest, programme: int) -> HttpResponse:
    """Before the first answer: who holds it, who sees what, when it is deleted, what others could ask for."""
    found, own = _own(request, programme)
    context = {
        "programme": found,
        "own": own,
        "facilitators": selectors.facilitators(found, at=_today()),
        "total": len(PAIRS),
        "after": selectors.newest_own(request.user.person, found),
    }
    if own.step:
        steps.note_opened(step=own.step, person=request.user.person, at=timezone.now())
        asked = own_step(request.user.person, own.step)
        context |= {"asked": asked, "by_when": asked.by_when(_today())}
    if own.begun:
        context["carry_on_url"] = carry_on_url(found, selectors.answers_of(own.begun))
    return render(request, "diagnostics/about.html", context)


@require_http_methods(["GET", "POST"])
@strong_sign_in
def consent(request: HttpRequest, programme: int) -> HttpResponse:
    """Asked in private, once the result can be read; nothing is chosen beforehand."""
    found, own = _own(request, programme)
    if not own.open:
        return redirect("diagnostics:profile", programme=found.pk)
    form = ConsentForm(request.POST if request.method == "POST" else None, initial={"choice": own.consent})
    if request.method == "POST" and form.is_valid():
        choice = form.cleaned_data["choice"]
        consents.give(person=request.user.person, programme=found, choice=choice, by=request.user)
        messages.success(request, "Saved. You can change your answer here at any time.")
        return redirect("diagnostics:result", programme=found.pk, profile=own.open.pk)
    context = {"programme": found, "own": own, "form": form, "published_at": selectors.last_published(found)}
    context["told_to"] = selectors.told_to(request.user.person, found)
    return render(request, "diagnostics/consent.html", context)


@require_http_methods(["GET", "POST"])
@strong_sign_in
def delete(request: HttpRequest, programme: int) -> HttpResponse:
    """A leader takes back everything that they gave; what is published stays counted, and the page says so.

    So does somebody who left lately, for as long as what is their own stays within their reach.
    """
    found, own = _own(request, programme, Capability.TAKE_OWN_DATA)
    takes_part = access.may(request.user, Capability.TAKE_PART, found)
    if not (own.begun or own.waiting or own.open):
        return redirect("diagnostics:profile", programme=found.pk) if takes_part else redirect("home")
    if request.method == "POST":
        profiles.delete(person=request.user.person, programme=found, by=request.user)
        messages.success(request, "Your profile is deleted.")
        return redirect("home")
    published = selectors.is_published(request.user.person, found)
    context = {"programme": found, "own": own, "published": published, "takes_part": takes_part}
    return render(request, "diagnostics/delete.html", context)


@require_http_methods(["GET"])
@strong_sign_in
def show(request: HttpRequest, programme: int, profile: int) -> HttpResponse:
    """The result: to its leader once released, to the facilitator once finished."""
    found, seen = _result(request, programme, profile)
    is_own = seen.person.user_id == request.user.pk
    context = {
        "programme": found,
        "profile": seen,
        "result": result.gather(seen),
        "others": selectors.other_versions(seen, released_only=is_own),
    }
    if is_own:
        own = selectors.own_state(seen.person, found)
        takes_part = access.may(request.user, Capability.TAKE_PART, found)
        context |= {"own": own, "consent": _words(own.consent), "takes_part": takes_part}
        return render(request, "diagnostics/result.html", context)
    context |= {"replaced": selectors.replaced_versions(seen), "history": selectors.profile_history(seen)}
    return render(request, "diagnostics/participant.html", context)


@require_http_methods(["GET", "POST"])
@strong_sign_in
def printed(request: HttpRequest, programme: int, profile: int) -> HttpResponse:
    """The result as a PDF: POST has it made, GET downloads it."""
    _, seen = _result(request, programme, profile)
    if request.method == "POST":
        job = printing.ask(profile=seen, by=request.user)
        return redirect("programmes:job", job=job.pk)
    return _download(seen.printed, "conflict-profile.pdf")


@require_http_methods(["GET"])
@strong_sign_in
def licensed_report(request: HttpRequest, programme: int, profile: int) -> HttpResponse:
    _, seen = _result(request, programme, profile)
    return _download(seen.report, "licensed-report.pdf")


def _own(
    request: HttpRequest, pk: int, needed: Capability = Capability.TAKE_PART
) -> tuple[Programme, selectors.OwnState]:
    found = fetch_programme(request, pk, needed, seen_with=_seen_with(needed))
    own = selectors.own_state(request.user.person, found)
    if not own.exists:
        raise Http404
    return found, own


def _result(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, ConflictProfile]:
    seen = ConflictProfile.objects.visible_to(request.user).completed().filter(programme=programme)
    profile = get_object_or_404(seen.select_related("person", "programme__system"), pk=pk)
    is_own = profile.person.user_id == request.user.pk
    needed = Capability.TAKE_OWN_DATA if is_own else Capability.SEE_PROFILES
    return fetch_programme(request, programme, needed, seen_with=_seen_with(needed)), profile


def _seen_with(needed: Capability) -> Capability:
    """Who left lately still reaches what is their own in a programme that they do not see any more."""
    return needed if needed == Capability.TAKE_OWN_DATA else Capability.SEE_PROGRAMME


def _download(file: FieldFile, name: str) -> HttpResponse:
    """A private PDF. It is small, so it is sent whole: the server would read a streamed file at once anyway."""
    if not file:
        raise Http404
    with file.open("rb") as content:
        response = HttpResponse(content.read(), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _words(consent: str) -> str:
    return Consent.Choice(consent).label if consent else ""


def _today() -> date:
    return timezone.localdate()
