"""The link that anybody may use: beginning makes a link of one's own, which the pages of views/answering.py serve."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from diagnostics.selectors import answering as selectors
from diagnostics.services import answering as services
from diagnostics.views import answer_replies as replies


@login_not_required
@csrf_exempt  # nothing here is anybody's yet, and no cookie says who posts
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Who asks, and a button; opening the page makes nothing."""
    return replies.private(_begin(request, code))


def _begin(request: HttpRequest, code: str) -> HttpResponse:
    wave = services.open_wave(code)
    if wave is None:
        return replies.unknown(None)
    if not wave.is_open:
        return replies.closed(wave.survey, None)
    if request.method != "POST":
        asker = selectors.asker(wave.survey, at=timezone.localdate())
        return replies.page("open_link", {"survey": wave.survey, "wave": wave, "asker": asker})
    try:
        token = services.begin(wave)
    except services.Full:
        return replies.full(wave.survey)
    if token is None:
        return replies.closed(wave.survey, None)
    return HttpResponseRedirect(reverse("diagnostics:answer", args=[token]))
