"""The register of a meeting: who took part, and in which way."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from workshops.forms.events import RegisterForm
from workshops.selectors import registers as selectors
from workshops.services import registers
from workshops.views.fetching import fetch_event

LOOK = "Everything else is saved. Look at what is marked below, choose what is right, and save again."


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """How each participant took part, on one page."""
    found, meeting = fetch_event(request, programme, event)
    form = RegisterForm(request.POST or None, lines=selectors.register(meeting))
    if request.method == "POST" and form.is_valid():
        kept = registers.keep_register(event=meeting, marks=form.marks(), by=request.user)
        if not kept.overtaken:
            messages.success(request, f"The register is saved: {kept.changed} changed.")
            return redirect("workshops:event", programme=found.pk, event=meeting.pk)
        chosen = {mark.membership: mark for mark in form.marks() if mark.membership in kept.overtaken}
        form = RegisterForm(lines=selectors.register(meeting), chosen=chosen)
        names = ", ".join(line.name for line in form.lines if line.membership in chosen)
        messages.error(request, f"Changed by somebody else meanwhile: {names}. {LOOK}")
    waiting = sum(line.is_expected for line in form.lines)
    context = {"programme": found, "form": form, "event": meeting, "waiting": waiting}
    return render(request, "workshops/register.html", context)


@require_POST
def note_as_replied(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """Everybody who said yes came; whoever did not is corrected on the same page."""
    found, meeting = fetch_event(request, programme, event)
    number = registers.note_as_replied(event=meeting, by=request.user)
    messages.success(request, f"Noted for {number}. Correct below whoever did not come.")
    return redirect("workshops:register", programme=found.pk, event=meeting.pk)
