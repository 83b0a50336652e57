"""Signing: a leader's own page, who has signed, asking those who have not, and what was signed on paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from charters.forms.keeping import THERE, PaperForm
from charters.models import CharterVersion, Signature
from charters.poster import BINDS
from charters.selectors import signatures as selectors
from charters.selectors.charter import sections_told
from charters.services import signatures
from charters.services.signatures import Refused
from charters.views.keeping_fetching import fetch_version
from programmes import access
from programmes.access import Capability
from programmes.models import Membership, Programme
from programmes.views.strong import strong_sign_in
from workshops.models import Event
from workshops.selectors.registers import register

SIGNED = "You have signed. Your name stands under the charter."
TAKEN_BACK = "Your name is taken back. You can sign again whenever you like."
REMOVED = "The signature is taken out."
NEWER = "There is a newer version of the charter. This is the one to sign."


@strong_sign_in
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, programme: int, version: int) -> HttpResponse:
    """A leader reads the version that stands, and puts their name to it: they do, not who reads their mail."""
    found, shown = fetch_version(request, programme, version, Capability.TAKE_STANCE)
    newest = selectors.newest(shown.charter) or shown
    if newest != shown:
        messages.info(request, NEWER)
        return redirect("charters:sign", programme=found.pk, version=newest.pk)
    part = selectors.part_of(request.user, found, timezone.localdate())
    if request.method == "POST":
        return _sign(request, shown, part)
    mine = shown.signatures.filter(membership=part).first()
    context = {"programme": found, "version": shown, "sections": sections_told(shown), "part": part, "mine": mine}
    return render(request, "charters/keeping/sign.html", context)


def _sign(request: HttpRequest, shown: CharterVersion, part: Membership) -> HttpResponse:
    try:
        signatures.sign(version=shown, membership=part, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, SIGNED)
    return redirect("charters:sign", programme=shown.charter.programme_id, version=shown.pk)


@strong_sign_in
@require_POST
def undo(request: HttpRequest, programme: int, version: int) -> HttpResponse:
    """A leader takes their own name back."""
    found, shown = fetch_version(request, programme, version, Capability.TAKE_STANCE)
    own = shown.signatures.filter(membership__person__user=request.user).select_related("version").first()
    if own:
        signatures.take_back(signature=own, by=request.user)
        messages.success(request, TAKEN_BACK)
    return redirect("charters:sign", programme=found.pk, version=shown.pk)


@require_safe
def listing(request: HttpRequest, programme: int, version: int) -> HttpResponse:
    """Who has signed a version, and who has not."""
    found, shown = fetch_version(request, programme, version)
    context = {
        "programme": found,
        "version": shown,
        "signatures": selectors.signatures(shown, timezone.localdate()),
        "may_edit": access.may(request.user, Capability.EDIT_CHARTER, found),
        "may_sign": access.may(request.user, Capability.TAKE_STANCE, found),
        "binds": BINDS,
    }
    return render(request, "charters/keeping/signatures.html", context)


@require_POST
def ask(request: HttpRequest, programme: int, version: int) -> HttpResponse:
    """Mail those who have not signed."""
    found, shown = fetch_version(request, programme, version, Capability.EDIT_CHARTER)
    try:
        number = signatures.ask(version=shown, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{'One mail is' if number == 1 else f'{number} mails are'} on the way.")
    return redirect("charters:signatures", programme=found.pk, version=shown.pk)


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, programme: int, version: int) -> HttpResponse:
    """Enter who signed on paper in a meeting: first which meeting, then who of those on its register."""
    found, shown = fetch_version(request, programme, version, Capability.EDIT_CHARTER)
    meetings = _meetings(request, found)
    chosen = request.POST.get("meeting") or request.GET.get("meeting", "")
    event = next((each for each in meetings if str(each.pk) == chosen), None)
    context = {"programme": found, "version": shown, "meetings": meetings, "event": event}
    if event:
        lines = [line for line in register(event) if line.mode in THERE]
        form = PaperForm(request.POST if request.method == "POST" else None, event=event, lines=lines)
        if request.method == "POST" and form.is_valid() and _entered(request, shown, form):
            return redirect("charters:signatures", programme=found.pk, version=shown.pk)
        context |= {"form": form}
    return render(request, "charters/keeping/paper.html", context)


def _meetings(request: HttpRequest, found: Programme) -> list[Event]:
    """The meetings whose register says that somebody was there, the latest first."""
    seen = Event.objects.visible_to(request.user).of_owner(found).standing()
    return list(seen.filter(attendances__mode__in=THERE).distinct().order_by("-starts_on", "-pk"))


def _entered(request: HttpRequest, shown: CharterVersion, form: PaperForm) -> bool:
    """Whether what was typed could be entered; if not, the form says why."""
    people = Membership.objects.visible_to(request.user).filter(pk__in=form.cleaned_data["people"])
    try:
        made = signatures.sign_on_paper(
            version=shown, memberships=list(people), signed_on=form.cleaned_data["signed_on"], by=request.user
        )
    except Refused as refusal:
        form.add_error("signed_on", str(refusal))
        return False
    messages.success(
        request, f"{len(made)} signature{'' if len(made) == 1 else 's'} from paper stand under the charter."
    )
    return True


@require_POST
def remove(request: HttpRequest, programme: int, version: int, signature: int) -> HttpResponse:
    """Take out a signature that was entered from paper by mistake; who signed themselves takes theirs back alone."""
    found, shown = fetch_version(request, programme, version, Capability.EDIT_CHARTER)
    seen = Signature.objects.visible_to(request.user).filter(version=shown, on_paper=True).select_related("version")
    signatures.take_back(signature=get_object_or_404(seen, pk=signature), by=request.user)
    messages.success(request, REMOVED)
    return redirect("charters:signatures", programme=found.pk, version=shown.pk)
