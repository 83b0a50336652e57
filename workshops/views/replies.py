"""A leader, or who assists them, says whether they come; a facilitator notes what they were told."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from programmes.access import Capability
from workshops.forms.replies import NotedReplyForm, ReplyForm
from workshops.models import Attendance
from workshops.services import replies
from workshops.views.fetching import fetch_event


@never_cache
@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, programme: int, event: int, attendance: int) -> HttpResponse:
    found, meeting = fetch_event(request, programme, event, Capability.REPLY_TO_EVENTS)
    mine = Attendance.objects.replied_by(request.user).filter(event=meeting, invited_at__isnull=False)
    row = get_object_or_404(mine.select_related("membership__person", "event"), pk=attendance)
    if meeting.last_day < timezone.localdate():
        messages.info(request, replies.OVER)
        return redirect("workshops:event", programme=found.pk, event=meeting.pk)
    is_own = row.membership.person.user_id == request.user.pk
    for_whom = "" if is_own else row.membership.shown_name
    form = ReplyForm(request.POST or None, attendance=row, for_whom=for_whom)
    if request.method == "POST" and form.is_valid():
        try:
            replies.reply(attendance=row, by=request.user, **form.cleaned_data)
        except replies.TooLate as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Your reply is saved." if is_own else f"The reply of {for_whom} is saved.")
        return redirect("workshops:event", programme=found.pk, event=meeting.pk)
    context = {"programme": found, "event": meeting, "form": form, "for_whom": for_whom}
    return render(request, "workshops/reply.html", context)


OVERTAKEN = "They replied meanwhile, as you see here. Change it only if that is not right."


@never_cache
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, programme: int, event: int, attendance: int) -> HttpResponse:
    """What a leader said by telephone or on paper, also after the meeting; what they need, as long as it lies ahead."""
    found, meeting = fetch_event(request, programme, event)
    rows = Attendance.objects.visible_to(request.user).filter(event=meeting, invited_at__isnull=False)
    row = get_object_or_404(rows.select_related("membership__person", "event"), pk=attendance)
    is_over = meeting.last_day < timezone.localdate()
    form = NotedReplyForm(request.POST or None, attendance=row, is_over=is_over)
    if request.method == "POST" and form.is_valid():
        try:
            replies.note(attendance=row, by=request.user, **form.cleaned_data)
        except replies.Overtaken:
            messages.error(request, OVERTAKEN)
            return redirect("workshops:reply-noted", programme=found.pk, event=meeting.pk, attendance=row.pk)
        except replies.TooLate as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Noted for {row.membership.shown_name}.")
        return redirect("workshops:invitations", programme=found.pk, event=meeting.pk)
    context = {"programme": found, "event": meeting, "form": form, "row": row, "is_over": is_over}
    return render(request, "workshops/reply_noted.html", context)
