"""What came of coding: a theme with its passages, and themes by sector and over time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from diagnostics.forms.coding import SplitForm
from diagnostics.models import Theme
from diagnostics.selectors import themes as reads
from diagnostics.selectors.coding import open_conversations
from diagnostics.services.notes import note_opening
from diagnostics.views.opening import confirmed_for_notes
from hwe_portal.rendering.charts import Saturation, Talk
from hwe_portal.rendering.figures import Figure
from programmes.access import Capability
from programmes.views.fetching import fetch_programme
from programmes.views.strong import strong_sign_in


@confirmed_for_notes
@require_http_methods(["GET"])
def theme(request: HttpRequest, programme: int, theme: int) -> HttpResponse:
    """A theme with all its passages from the conversations that are open to the user, each opening noted."""
    found = fetch_programme(request, programme, Capability.CODE_THEMES)
    row = get_object_or_404(Theme.objects.visible_to(request.user).filter(programme=found), pk=theme)
    backing = reads.conversations_of(row, request.user)
    note_opening([each.interview for each in backing], by=request.user, what="Passages of a theme")
    context = {
        "programme": found,
        "theme": row,
        "conversations": backing,
        "passages": sum(len(each.passages) for each in backing),
        "open_to_you": len(open_conversations(found, request.user)),
        "split_form": SplitForm(passages=[]),
    }
    return render(request, "diagnostics/coding/theme.html", context)


@strong_sign_in
@require_http_methods(["GET"])
def analysis(request: HttpRequest, programme: int) -> HttpResponse:
    """Themes by sector and the curve of new themes: counts of conversations that are open to the user."""
    found = fetch_programme(request, programme, Capability.CODE_THEMES)
    read = reads.analysis(found, request.user)
    return render(
        request, "diagnostics/coding/themes.html", {"programme": found, "analysis": read, "figure": _figure(read)}
    )


def _figure(read: reads.Analysis) -> Figure | None:
    if not read.coded:
        return None
    talks = tuple(Talk(date_format(day, "j F Y"), new) for day, new in zip(read.held, read.new, strict=True))
    note = f"New themes in each of the {read.coded} conversations that are coded, of {read.open_to_you} open to you."
    return Figure("saturation", read.message, note, Saturation(talks))
