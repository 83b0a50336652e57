"""What those who answer are shown: the pages as responses, and the kind ones where nothing more can be answered.

Rendered without context processors: nothing asks for a session or an account.
"""

from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import get_template

from diagnostics import questionnaires
from diagnostics.models import Survey
from diagnostics.surveys.answering import KEPT, clean
from diagnostics.surveys.form import DECLINED

# Words worth copying are longer than the number of a point or the letter of an option.
WORTH_COPYING = 3
UNREADABLE = (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError)


def page(name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return HttpResponse(get_template(f"diagnostics/answering/{name}.html").render(context), status=status)


def private(response: HttpResponse) -> HttpResponse:
    """Kept by no browser, proxy or search engine; no other site, ours included, learns the link from a browser."""
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def posted(request: HttpRequest) -> QueryDict | HttpResponse:
    """What the form brought; where that cannot be read, the page that says so."""
    try:
        return request.POST
    except UNREADABLE:
        return page("unreadable", {}, status=400)


def unknown(brought: QueryDict | None) -> HttpResponse:
    return page("unknown", {"words": _words(brought)}, status=404)


def sent(survey: Survey, brought: QueryDict | None) -> HttpResponse:
    """Whoever opens the link again reads that an answer was sent, never what it was: browsers are shared."""
    return page("sent", {"survey": survey, "brought": brought is not None and "q" in brought})


def closed(survey: Survey, brought: QueryDict | None) -> HttpResponse:
    words = _words(brought)
    if brought and words:
        texts = {f"q{each.key}": each.text for each in questionnaires.of(survey).form.questions}
        words = [(texts.get(name, ""), text) for name, text in words]
    return page("closed", {"survey": survey, "words": words})


def full(survey: Survey) -> HttpResponse:
    return page("full", {"survey": survey}, status=429)


def _words(brought: QueryDict | None) -> list[tuple[str, str]]:
    """The fields in which something was written, with what was: it cannot be kept, so it is given back."""
    if brought is None:
        return []
    fields = ((name, clean(text[: 2 * KEPT])[:KEPT]) for name, text in brought.items() if name.startswith("q"))
    return [(name, text) for name, text in fields if len(text) > WORTH_COPYING and text != DECLINED]
