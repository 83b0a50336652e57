"""A leader's own pages of the steps: why it is asked, how long it takes, what happens with it; something to read."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics.models import PreWorkStep
from diagnostics.selectors.task_list import OwnStep, own_step
from diagnostics.selectors.waves import own_invitation
from diagnostics.services import steps, wave_mail, waves
from programmes.access import Capability
from programmes.models import Programme
from programmes.views.fetching import fetch_programme

# The steps that have pages of their own already; those note the opening.
ELSEWHERE = {
    PreWorkStep.Kind.CONFLICT_PROFILE: "diagnostics:profile",
    PreWorkStep.Kind.CONVERSATION: "diagnostics:my-conversation",
}


@require_http_methods(["GET"])
def own(request: HttpRequest, programme: int, step: int) -> HttpResponse:
    """One step as it is asked of the signed-in leader. Looking at it is noted for them, not for an anonymous survey."""
    found, asked = _asked(request, programme, step)
    if asked.step.kind in ELSEWHERE and not asked.is_left_out:
        return redirect(ELSEWHERE[asked.step.kind], programme=found.pk)
    if not asked.is_left_out:
        steps.note_opened(step=asked.step, person=request.user.person, at=timezone.now())
    context = {"programme": found, "own": asked, "hint": asked.hint(timezone.localdate())}
    return render(request, "diagnostics/own_step.html", context)


@require_POST
def read(request: HttpRequest, programme: int, step: int) -> HttpResponse:
    """The leader says that they have read it."""
    _, asked = _reading(request, programme, step)
    steps.mark_read(step=asked.step, person=request.user.person, at=timezone.now(), by=request.user)
    messages.success(request, f"Marked as read: {asked.step}.")
    return redirect("home")


@require_POST
def unread(request: HttpRequest, programme: int, step: int) -> HttpResponse:
    """The leader takes that back."""
    found, asked = _reading(request, programme, step)
    steps.mark_unread(step=asked.step, person=request.user.person, by=request.user)
    messages.success(request, f"Not marked as read any more: {asked.step}.")
    return redirect("diagnostics:own-step", programme=found.pk, step=step)


@require_POST
def link(request: HttpRequest, programme: int, step: int) -> HttpResponse:
    """The leader asks for their link to one of our surveys again; whether they have answered makes no difference."""
    found, asked = _asked(request, programme, step)
    invitation = own_invitation(request.user.person, asked.step.survey) if asked.step.survey else None
    if invitation is None:
        raise Http404
    try:
        wave_mail.send_own_link(invitation=invitation, by=request.user)
    except (wave_mail.NotNow, waves.Refused) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "A new link is on its way to your email address. The one before does not work now.")
    return redirect("diagnostics:own-step", programme=found.pk, step=step)


@require_http_methods(["GET"])
def file(request: HttpRequest, programme: int, step: int) -> HttpResponse:
    """The PDF of something to read, for those who see the programme. It is small, so it is sent whole."""
    found = fetch_programme(request, programme, Capability.SEE_PROGRAMME)
    seen = PreWorkStep.objects.visible_to(request.user).of_owner(found).standing()
    kept = get_object_or_404(seen, pk=step).file
    if not kept:
        raise Http404
    with kept.open("rb") as content:
        response = HttpResponse(content.read(), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="reading.pdf"'
    return response


def _asked(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, OwnStep]:
    found = fetch_programme(request, programme, Capability.TAKE_PART)
    seen = PreWorkStep.objects.visible_to(request.user).of_owner(found).asked_by(timezone.localdate())
    return found, own_step(request.user.person, get_object_or_404(seen, pk=pk))


def _reading(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, OwnStep]:
    found, asked = _asked(request, programme, pk)
    if asked.step.kind != PreWorkStep.Kind.READING:
        raise Http404
    return found, asked
