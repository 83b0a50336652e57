"""Who is asked to a meeting: choosing, checking, asking; who replied what; what those who come need."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from programmes.access import Capability
from programmes.services import notices
from programmes.spreadsheets import write_csv
from workshops.forms.invitations import InviteForm
from workshops.models import Attendance, Event
from workshops.selectors import invitations as selectors
from workshops.selectors import replies
from workshops.services import invitations
from workshops.views.fetching import fetch_event
from workshops.views.telling import tell_of_mails


@require_http_methods(["GET"])
def asked(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event)
    context = {
        "programme": found,
        "event": meeting,
        "asked": selectors.asked(meeting, at=timezone.localdate()),
        "is_over": meeting.last_day < timezone.localdate(),
    }
    return render(request, "workshops/invitations.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    """Choose whom to ask; look at who gets a mail and who does not; then ask them. Mail cannot be taken back."""
    found, meeting = fetch_event(request, programme, event)
    to_ask = selectors.to_ask(meeting)
    form = InviteForm(request.POST or None, to_ask=to_ask)
    context = {"programme": found, "event": meeting, "form": form, "to_ask": to_ask}
    context["is_over"] = meeting.last_day < timezone.localdate()
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return render(request, "workshops/invite.html", context)
    if "checked" not in request.POST:
        going = {part.pk for part in form.parts}
        context["chosen"] = [each for each in to_ask.candidates if each.part.pk in going]
        context["held"] = notices.held(found)
        return render(request, "workshops/invite_check.html", context)
    return _invite(request, meeting, form)


def _invite(request: HttpRequest, meeting: Event, form: InviteForm) -> HttpResponse:
    try:
        done = invitations.invite(event=meeting, parts=form.parts, by=request.user)
    except invitations.NotOpen as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{done.number} invited.")
        tell_of_mails(request, done.sent)
    return redirect("workshops:invitations", programme=meeting.programme_id, event=meeting.pk)


@require_POST
def write_again(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event)
    try:
        tell_of_mails(request, invitations.write_again(event=meeting, by=request.user))
    except invitations.NotOpen as error:
        messages.error(request, str(error))
    return redirect("workshops:invitations", programme=found.pk, event=meeting.pk)


@require_POST
def uninvite(request: HttpRequest, programme: int, event: int, attendance: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event)
    rows = Attendance.objects.visible_to(request.user).filter(event=meeting, invited_at__isnull=False)
    row = get_object_or_404(rows.select_related("membership__person", "event"), pk=attendance)
    try:
        sent = invitations.uninvite(attendance=row, by=request.user)
    except invitations.NotOpen as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{row.membership.shown_name} is no longer invited.")
        tell_of_mails(request, sent)
    return redirect("workshops:invitations", programme=found.pk, event=meeting.pk)


# What those who come need ------------------------------------------------------------


@require_http_methods(["GET"])
def needs(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event, Capability.EDIT_EVENTS)
    context = {"programme": found, "event": meeting, "needs": replies.needs(meeting)}
    response = render(request, "workshops/needs.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET"])
def needs_csv(request: HttpRequest, programme: int, event: int) -> HttpResponse:
    _, meeting = fetch_event(request, programme, event, Capability.EDIT_EVENTS)
    found = replies.needs(meeting)
    rows = [("For", "What", "How many or who")]
    rows += [("The kitchen", "No special wish", str(found.without_diet))]
    rows += [("The kitchen", diet, str(number)) for diet, number in found.diets]
    rows += [("The room", need, who) for who, need in found.access]
    response = HttpResponse(write_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="needs.csv"'
    response["Cache-Control"] = "no-store"
    return response
