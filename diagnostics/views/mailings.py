"""The facilitator's pages of pre-work mail: what goes out when, its words, holding all of it, pausing one leader."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from diagnostics import mail_days, mail_words, prework_letters
from diagnostics.forms.mailings import HoldForm, LiftForm, MailingForm
from diagnostics.mail_words import Text
from diagnostics.models import Mailing
from diagnostics.selectors import mailings as selectors
from diagnostics.services import mailings
from programmes import account_selectors
from programmes.access import Capability
from programmes.models import MailHold, Membership, Notice, Programme
from programmes.selectors import history
from programmes.services import notices, records
from programmes.views.fetching import fetch_programme

PLANNED_ALREADY = "They are planned already. Nothing was changed."
HELD = "All mail of this programme is held. Let it go out again first."
DEFAULTS = {
    Mailing.Purpose.INVITATION: mail_words.INVITATION,
    Mailing.Purpose.REMINDER: mail_words.REMINDER,
}
KINDS = {
    Mailing.Purpose.INVITATION: Notice.Kind.PREWORK,
    Mailing.Purpose.REMINDER: Notice.Kind.REMINDER,
}


@require_http_methods(["GET"])
def mail(request: HttpRequest, programme: int) -> HttpResponse:
    """What goes out when and to whom, what went wrong, and who is paused."""
    found = _programme(request, programme)
    page = selectors.mail_page(found, at=timezone.now())
    context = {"programme": found, "page": page, "hold_form": HoldForm(instance=MailHold(programme=found))}
    return render(request, "diagnostics/mailings/mail.html", context)


# The words ------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, programme: int, purpose: str) -> HttpResponse:
    """Plan invitations or reminders, change their words and their time, and look at them before they are stored."""
    found = _programme(request, programme)
    mailing = _standing(request, found, purpose) or _new(request, found, purpose)
    parts = list(_leaders(request, found))
    form = MailingForm(request.POST or None, instance=mailing, parts=parts)
    shown = None
    if request.method == "POST" and form.is_valid():
        if "preview" not in request.POST:
            return _store(request, form.instance)
        form.instance.by = request.user
        shown = _preview(form.instance, _chosen(parts, form.cleaned_data.get("leader", "")))
    context = _of_mailing(found, mailing) | {"form": form, "fields": _fields(), "preview": shown}
    context["history"] = history(mailing) if mailing.pk else []
    return render(request, "diagnostics/mailings/text.html", context)


@require_http_methods(["GET"])
def preview(request: HttpRequest, programme: int, purpose: str) -> HttpResponse:
    """The next mail to one leader, exactly as it goes out."""
    found = _programme(request, programme)
    mailing = _standing(request, found, purpose) or _new(request, found, purpose)
    parts = list(_leaders(request, found))
    part = _chosen(parts, request.GET.get("leader", ""))
    context = _of_mailing(found, mailing) | {"parts": parts, "part": part, "preview": _preview(mailing, part)}
    return render(request, "diagnostics/mailings/preview.html", context)


@require_POST
def stop(request: HttpRequest, programme: int, purpose: str) -> HttpResponse:
    """Send no more invitations or reminders; those that wait in a job are dropped."""
    found = _programme(request, programme)
    mailing = _standing(request, found, purpose)
    if mailing:
        records.withdraw(mailing, by=request.user)
        messages.success(request, f"{mailing.get_purpose_display()} are stopped. You can plan them again.")
    return redirect("diagnostics:mail", programme=found.pk)


@require_POST
def restore(request: HttpRequest, programme: int, purpose: str) -> HttpResponse:
    """Plan again what was stopped last."""
    found = _programme(request, programme)
    mailing = _mailings(request, found, purpose).filter(withdrawn_at__isnull=False).last()
    try:
        if mailing:
            records.restore(mailing, by=request.user)
            messages.success(request, f"{mailing.get_purpose_display()} go out again.")
    except IntegrityError:
        messages.error(request, PLANNED_ALREADY)
    return redirect("diagnostics:mail", programme=found.pk)


def _store(request: HttpRequest, mailing: Mailing) -> HttpResponse:
    try:
        mailings.store(mailing, by=request.user)
    except IntegrityError:
        messages.error(request, PLANNED_ALREADY)
    else:
        messages.success(request, "Saved. Answers to these mails come to you.")
    return redirect("diagnostics:mail", programme=mailing.programme_id)


@dataclass(frozen=True)
class ShownMail:
    """A mail to look at: `moment` is when it goes out, None where none is due; `barred` why none can go."""

    part: Membership
    message: EmailMessage | None
    moment: Any
    barred: str
    sender: str = settings.DEFAULT_FROM_EMAIL


def _preview(mailing: Mailing, part: Membership | None) -> ShownMail | None:
    if part is None:
        return None
    coming = selectors.preview(mailing, part, at=timezone.now())
    barred = account_selectors.unreachable([part.person]).get(part.person_id, "")
    if coming is None:
        return ShownMail(part, None, None, barred)
    address = part.person.user.email if part.person.user else _first_address(part)
    notice = notices.draft(
        kind=KINDS[Mailing.Purpose(mailing.purpose)],
        person=part.person,
        address=address,
        by=mailing.by,
        programme=mailing.programme,
    )
    message = prework_letters.message(notice, Text(mailing.subject, mailing.body), coming.letter)
    return ShownMail(part, message, coming.moment, barred)


def _first_address(part: Membership) -> str:
    first = part.person.addresses.first()
    return first.address if first else ""


def _chosen(parts: list[Membership], chosen: str) -> Membership | None:
    return next((part for part in parts if str(part.pk) == chosen), parts[0] if parts else None)


def _of_mailing(programme: Programme, mailing: Mailing) -> dict[str, Any]:
    return {"programme": programme, "mailing": mailing, "names": mailing.get_purpose_display()}


def _fields() -> list[tuple[str, str]]:
    return [(f"{{{name}}}", meaning) for name, meaning in mail_words.FIELDS.items()]


def _new(request: HttpRequest, programme: Programme, purpose: str) -> Mailing:
    """What one starts from: a text of ours, from the next working day at nine."""
    words = DEFAULTS[Mailing.Purpose(purpose)]
    starts_on = mail_days.day_of(mail_days.next_moment(timezone.now(), 9))
    return Mailing(
        programme=programme, purpose=purpose, by=request.user, subject=words.subject, body=words.body,
        starts_on=starts_on,
    )  # fmt: skip


# Holding, pausing, sending again ------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, programme: int) -> HttpResponse:
    """Hold all mail of the programme, at once."""
    found = _programme(request, programme)
    form = HoldForm(request.POST if request.method == "POST" else None, instance=MailHold(programme=found))
    if request.method == "POST" and form.is_valid():
        mailings.hold(programme=found, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "No mail of this programme goes out now. You can let it go again at any time.")
        return redirect("diagnostics:mail", programme=found.pk)
    return render(request, "diagnostics/mailings/hold.html", {"programme": found, "form": form})


@require_http_methods(["GET", "POST"])
def lift(request: HttpRequest, programme: int) -> HttpResponse:
    """Let mail go out again, with the dates moved."""
    found = _programme(request, programme)
    held = notices.held(found)
    days = mailings.days_held(held, at=timezone.localdate()) if held else 0
    form = LiftForm(request.POST if request.method == "POST" else None, initial={"move_days": days})
    if request.method == "POST" and form.is_valid():
        mailings.lift(programme=found, move_days=form.cleaned_data["move_days"], by=request.user)
        messages.success(request, "Mail of this programme goes out again.")
        return redirect("diagnostics:mail", programme=found.pk)
    context = {"programme": found, "form": form, "held": held, "days": days}
    return render(request, "diagnostics/mailings/lift.html", context)


@require_POST
def pause(request: HttpRequest, programme: int, membership: int) -> HttpResponse:
    """No invitation or reminder to this leader for now."""
    return _pause(request, programme, membership, is_paused=True)


@require_POST
def resume(request: HttpRequest, programme: int, membership: int) -> HttpResponse:
    """Invitations and reminders to this leader go out again."""
    return _pause(request, programme, membership, is_paused=False)


def _pause(request: HttpRequest, programme: int, pk: int, *, is_paused: bool) -> HttpResponse:
    found = _programme(request, programme)
    part = get_object_or_404(_leaders(request, found), pk=pk)
    mailings.pause(part, is_paused=is_paused, by=request.user)
    said = "gets no invitations and reminders for now. You can undo it below." if is_paused else "gets mail again."
    messages.success(request, f"{part.shown_name} {said}")
    return redirect("diagnostics:mail", programme=found.pk)


@require_POST
def again(request: HttpRequest, programme: int) -> HttpResponse:
    """Send again what was refused, came back or is unsure: the one that is named, else all of them."""
    found = _programme(request, programme)
    stuck = selectors.stuck_mails(found, at=timezone.now())
    named = request.POST.get("notice", "")
    chosen = [notice for notice in stuck if named in ("", str(notice.pk))]
    sent = mailings.send_again(chosen, programme=found, by=request.user)
    if sent:
        messages.success(request, "It is on its way again." if named else "They are on their way again.")
    else:
        messages.error(request, HELD if notices.held(found) else "There was nothing to send again.")
    return redirect("diagnostics:mail", programme=found.pk)


# Getting at them ------------------------------------------------------------


def _programme(request: HttpRequest, pk: int) -> Programme:
    return fetch_programme(request, pk, Capability.RUN_PROGRAMME)


def _mailings(request: HttpRequest, programme: Programme, purpose: str) -> QuerySet[Mailing]:
    if purpose not in Mailing.Purpose.values:
        raise Http404
    visible = Mailing.objects.visible_to(request.user).of_owner(programme)
    return visible.filter(purpose=purpose).select_related("by__person", "programme")


def _standing(request: HttpRequest, programme: Programme, purpose: str) -> Mailing | None:
    return _mailings(request, programme, purpose).standing().first()


def _leaders(request: HttpRequest, programme: Programme) -> QuerySet[Membership]:
    """Who takes part today or later."""
    parts = Membership.objects.visible_to(request.user).of_owner(programme).participants()
    return parts.exclude(ends_on__lt=timezone.localdate()).select_related("person__user")
