"""The register of a meeting: who took part, and in which way."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from workshops.forms.events import RegisterForm
from workshops.selectors import registers as selectors
from workshops.selectors.registers import Offer, RegisterLine
from workshops.services import registers
from workshops.views.fetching import fetch_event

LOOK = "Everything else is saved. Look at what is marked below, choose what is right, and save again."


MARKED = "{} marked, and not saved yet. Correct whoever it is not right for, then save the register."


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """How each participant took part, on one page; several lines are marked in one press, and saved with the rest."""
    found, meeting = fetch_event(request, programme, event)
    lines = selectors.register(meeting)
    form = RegisterForm(request.POST or None, lines=lines)
    if "mark" in request.POST:
        form = _marked(request, lines, selectors.offers(meeting, lines))
    elif request.method == "POST" and form.is_valid():
        kept = registers.keep_register(event=meeting, marks=form.marks(), by=request.user)
        if not kept.overtaken:
            messages.success(request, f"The register is saved: {kept.changed} changed.")
            return redirect("workshops:event", programme=found.pk, event=meeting.pk)
        chosen = {mark.membership: mark for mark in form.marks() if mark.membership in kept.overtaken}
        form = RegisterForm(lines=selectors.register(meeting), chosen=chosen)
        names = ", ".join(line.name for line in form.lines if line.membership in chosen)
        messages.error(request, f"Changed by somebody else meanwhile: {names}. {LOOK}")
    offers = selectors.offers(meeting, form.lines)
    context = {"programme": found, "form": form, "event": meeting, "offers": offers}
    return render(request, "workshops/register.html", context)


def _marked(request: HttpRequest, lines: list[RegisterLine], offers: tuple[Offer, ...]) -> RegisterForm:
    """The page as it was sent, with the marks that were asked for where nothing was chosen; nothing is saved."""
    modes = next((offer.modes for offer in offers if offer.key == request.POST["mark"]), {})
    data = request.POST.copy()
    fresh = {f"mode-{number}": mode for number, mode in modes.items() if not data.get(f"mode-{number}")}
    for name, mode in fresh.items():
        data[name] = mode
    messages.info(request, MARKED.format(len(fresh)))
    return RegisterForm(data, lines=lines)
