"""The pages of somebody who answers: no account, no session, no cookie; whoever holds the link answers.

Opening a page never writes: mail scanners open links. What is posted is kept before anything else is decided.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from diagnostics import questionnaires
from diagnostics.models import Invitation
from diagnostics.question_pages import Questionnaire
from diagnostics.selectors import answering as selectors
from diagnostics.services import ballots
from diagnostics.surveys import answering, paging
from diagnostics.views import answer_replies as replies

READING = ("GET", "HEAD")


@dataclass(frozen=True)
class Visit:
    """Somebody with a link that is good for an answer now, and what they answered so far.

    `posted` is None where they only look; `checking` where they came from the check page to change an answer.
    """

    token: str
    invitation: Invitation
    draft: dict[str, Any]
    posted: QueryDict | None
    checking: bool

    @property
    def survey(self) -> Any:
        return self.invitation.wave.survey

    @property
    def asks(self) -> Questionnaire:
        return questionnaires.of(self.survey)


View = Callable[..., HttpResponse]


def by_link(*methods: str) -> Callable[[View], View]:
    """A page of whoever holds the link. No form token: the link is the secret, and no browser sends it by itself."""

    def decorated(view: View) -> View:
        @login_not_required
        @csrf_exempt
        @wraps(view)
        def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return replies.private(HttpResponseNotAllowed(methods))
            return replies.private(_opened(view, request, token, **kwargs))

        return opened

    return decorated


def _opened(view: View, request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
    posted = replies.posted(request) if request.method == "POST" else None
    if isinstance(posted, HttpResponse):
        return posted
    found = ballots.find_with_draft(token)
    if found is None:
        return replies.unknown(posted)
    invitation, draft = found
    if invitation.used:
        return replies.sent(invitation.wave.survey, posted)
    if not invitation.wave.is_open:
        return replies.closed(invitation.wave.survey, posted)
    return view(Visit(token, invitation, draft, posted, request.GET.get("from") == "check"), **kwargs)


@by_link(*READING)
def first(visit: Visit) -> HttpResponse:
    """Before the first answer: who asks, how long it takes, and who will see what."""
    asks, draft, respondent = visit.asks, visit.draft, visit.invitation.respondent
    context = {
        "survey": visit.survey,
        "wave": visit.invitation.wave,
        "asker": selectors.asker(visit.survey, at=timezone.localdate()),
        "minutes": paging.minutes(asks.form),
        "count": len(asks.form.questions),
        "personal": respondent is not None,
        "sector": respondent.sector if respondent else "",
        "in_words": any(question.is_in_words for question in asks.form.questions),
        "begun": bool(draft),
        "go_on": _go_on(asks, draft),
    }
    return replies.page("first", context)


@by_link(*READING, "POST")
def page(visit: Visit, number: int) -> HttpResponse:
    """One page of questions. Posted, it is kept as it stands, right or wrong; then what is wrong is said."""
    if visit.posted is None:
        return _questions(visit, number, visit.draft)
    answers = ballots.change_draft(visit.invitation, visit.token, lambda draft: _read(visit, number, draft))
    if answers is None:
        return _too_late(visit)
    here = _page(visit.asks.pages(answers), number)
    problems = answering.problems(here.questions, answers) if here else ()
    return _questions(visit, number, answers, problems) if problems else _after(visit, number, answers)


@by_link(*READING, "POST")
def check(visit: Visit) -> HttpResponse:
    """All answers on one page, each with a way to change it; posting it sends them, once."""
    draft = visit.draft
    answers, problems = answering.check(visit.asks.form, draft)
    if visit.posted is None or problems:
        return _checked(visit, draft, problems)
    if ballots.submit(visit.invitation, visit.token, answers) is ballots.Outcome.CLOSED:
        return _too_late(visit)
    return HttpResponseRedirect("../")


def _read(visit: Visit, number: int, draft: dict[str, Any]) -> dict[str, Any]:
    here = _page(visit.asks.pages(draft), number)
    return answering.read(here, visit.posted, draft)[0] if here else draft


def _page(pages: Sequence[paging.Page], number: int) -> paging.Page | None:
    return next((each for each in pages if each.number == number), None)


def _questions(
    visit: Visit, number: int, answers: dict[str, Any], problems: tuple[answering.Problem, ...] = ()
) -> HttpResponse:
    asks = visit.asks
    pages = asks.pages(answers)
    here = _page(pages, number)
    if here is None:  # there is none, or what it asks is no longer asked
        return _after(visit, number, answers)
    before = [each.number for each in pages if each.number < number]
    context = {
        "survey": visit.survey,
        "page": here,
        "problems": asks.lines(problems),
        "back": "../check/" if visit.checking else f"../{before[-1]}/" if before else "../",
        "checking": visit.checking,
        "is_free": asks.is_free,
    }
    return HttpResponse(asks.page_html(context, asks.html(here, answers, problems)))


def _after(visit: Visit, number: int, answers: dict[str, Any]) -> HttpResponse:
    """On to the next page, or to the check page from the last, or back to it for somebody who came from there."""
    later = [each.number for each in visit.asks.pages(answers) if each.number > number]
    return HttpResponseRedirect(f"../{later[0]}/" if later and not visit.checking else "../check/")


def _checked(visit: Visit, draft: dict[str, Any], problems: tuple[answering.Problem, ...]) -> HttpResponse:
    """What is missing is said from the beginning; as a problem only once somebody tried to send."""
    rows, missing = visit.asks.checked(draft, problems)
    context = {"survey": visit.survey, "rows": rows, "missing": missing, "refused": visit.posted is not None}
    return replies.page("check", context)


def _too_late(visit: Visit) -> HttpResponse:
    """Sent from elsewhere, closed or replaced in the meantime: the link is looked at again."""
    invitation = ballots.find(visit.token)
    if invitation is None:
        return replies.unknown(visit.posted)
    if invitation.used:
        return replies.sent(visit.survey, visit.posted)
    return replies.closed(visit.survey, visit.posted)


def _go_on(asks: Questionnaire, draft: dict[str, Any]) -> str:
    """Where somebody stopped: after the last page that has an answer, or on it where something is wrong there."""
    pages = asks.pages(draft)
    begun = [place for place, each in enumerate(pages) if any(question.key in draft for question in each.questions)]
    following = begun[-1] + 1 if begun else 0
    if begun and answering.problems(pages[begun[-1]].questions, draft):
        following = begun[-1]
    return f"{pages[following].number}/" if following < len(pages) else "check/"
