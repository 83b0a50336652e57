"""The people whom a survey asks: the list, one person, everybody who takes part, a file to read in and to take away.

Nothing here says who has answered: these pages look at no invitation but to learn whether a link went to an address.
"""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diagnostics import respondent_file
from diagnostics.forms.respondents import PeopleFileForm, RespondentForm
from diagnostics.models import Respondent, Survey
from diagnostics.selectors import respondents as selectors
from diagnostics.services import respondents
from diagnostics.services.respondents import Effect, Plan
from diagnostics.views.asking import fetch_survey
from programmes.selectors import history
from programmes.services import records
from programmes.spreadsheets import Row, SpreadsheetError, Table, write_csv, write_xlsx
from programmes.views.fetching import filter_of

ON_A_PAGE = 50
REASONS_ON_TOP = 10
MOST_SHOWN = 200
PREVIEW_LASTS = 60 * 60
LISTED_ALREADY = "Somebody with that address is on the list already. Nothing was changed."
STALE = "The preview is more than an hour old. Upload the file again."
CHANGED = "The list was changed after this preview was made, so nothing was changed. Read the new preview below."
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def listing(request: HttpRequest, programme: int, survey: int) -> HttpResponse:
    found = fetch_survey(request, programme, survey)
    today = timezone.localdate()
    numbers = selectors.numbers(found, at=today)
    words, sector, show = filter_of(request, "words"), filter_of(request, "sector"), filter_of(request, "show")
    show = show if show in (selectors.LEFT, selectors.OFF) else ""
    rows = selectors.listed(found, at=today, words=words, sector=sector, show=show)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "numbers": numbers,
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "query": f"&{query.urlencode()}" if query else "",
        "words": words,
        "sector": sector,
        "show": show,
    }
    return _page(request, "list.html", found, **context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int, survey: int) -> HttpResponse:
    found = fetch_survey(request, programme, survey)
    return _form(request, found, Respondent(survey=found))


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, programme: int, survey: int, respondent: int) -> HttpResponse:
    found = fetch_survey(request, programme, survey)
    return _form(request, found, _one(request, found, respondent))


@require_POST
def withdraw(request: HttpRequest, programme: int, survey: int, respondent: int) -> HttpResponse:
    """Ask them in no later round, and remind them in none."""
    found = fetch_survey(request, programme, survey)
    one = _one(request, found, respondent)
    records.withdraw(one, by=request.user)
    messages.success(request, f"{one} is off the list: no reminder and no later round goes to them.")
    return redirect("diagnostics:respondents", found.programme_id, found.pk)


@require_POST
def restore(request: HttpRequest, programme: int, survey: int, respondent: int) -> HttpResponse:
    found = fetch_survey(request, programme, survey)
    one = _one(request, found, respondent)
    try:
        records.restore(one, by=request.user)
    except IntegrityError:
        messages.error(request, LISTED_ALREADY)
    else:
        messages.success(request, f"{one} is on the list again.")
    return redirect("diagnostics:respondents", found.programme_id, found.pk)


@require_http_methods(["GET", "POST"])
def everybody(request: HttpRequest, programme: int, survey: int) -> HttpResponse:
    """Who takes part and is not on the list yet; posted, they are on it."""
    found, today = fetch_survey(request, programme, survey), timezone.localdate()
    if request.method == "POST":
        number = respondents.add_everybody(found, at=today, by=request.user)
        messages.success(request, f"{number} {'person is' if number == 1 else 'people are'} on the list now.")
        return redirect("diagnostics:respondents", found.programme_id, found.pk)
    return _page(request, "everybody.html", found, everybody=selectors.everybody(found, at=today))


# A file ------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, programme: int, survey: int) -> HttpResponse:
    """Upload a file, read what bringing it in would do. Nothing is stored yet."""
    found = fetch_survey(request, programme, survey)
    form = PeopleFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            return _preview(request, found, form.table)
        except SpreadsheetError as error:
            form.add_error("file", str(error))
    return _page(request, "file.html", found, form=form)


@require_POST
def confirm(request: HttpRequest, programme: int, survey: int) -> HttpResponse:
    """Do what the preview said, or nothing."""
    found = fetch_survey(request, programme, survey)
    try:
        table, seal = _unsealed(request, found)
    except signing.BadSignature:
        messages.error(request, STALE)
        return redirect("diagnostics:respondent-file", found.programme_id, found.pk)
    try:
        done = respondents.bring_in(found, table, seal=seal, by=request.user)
    except respondents.Refused:
        messages.error(request, CHANGED)
        return _preview(request, found, table)
    added, changed = done.count(Effect.NEW), done.count(Effect.CHANGED)
    messages.success(request, f"{added:,} added to the list, {changed:,} changed.")
    return redirect("diagnostics:respondents", found.programme_id, found.pk)


@require_safe
def example(request: HttpRequest, programme: int, survey: int, ending: str) -> HttpResponse:
    """A file to fill in."""
    fetch_survey(request, programme, survey)
    return _file(respondent_file.EXAMPLE, "people-to-ask", ending)


@require_safe
def export(request: HttpRequest, programme: int, survey: int, ending: str) -> HttpResponse:
    """The list as a file that can be read in again; never who has answered."""
    found = fetch_survey(request, programme, survey)
    rows = found.respondents.standing().values_list(*respondent_file.HEADINGS)
    return _file([respondent_file.HEADINGS, *rows], "people-asked", ending)


def _file(rows: Any, name: str, ending: str) -> HttpResponse:
    if ending == "csv":
        response = HttpResponse(write_csv(rows), content_type="text/csv; charset=utf-8")
    elif ending == "xlsx":
        response = HttpResponse(write_xlsx(rows, title="People"), content_type=XLSX)
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _preview(request: HttpRequest, survey: Survey, table: Table) -> HttpResponse:
    """Raises SpreadsheetError where columns are missing."""
    plan = respondents.plan(survey, table)
    shown = _shown(plan)
    said = [table.headings, [(row.number, row.cells) for row in table.rows], table.notes, plan.seal]
    context = {
        "plan": plan,
        "rows": shown[:MOST_SHOWN],
        "more_rows": max(0, len(shown) - MOST_SHOWN),
        "reasons": plan.reasons[:REASONS_ON_TOP],
        "more_reasons": max(0, len(plan.reasons) - REASONS_ON_TOP),
        "left_alone": plan.count(Effect.SAME),
        "sealed": signing.dumps(said, salt=_salt(request, survey), compress=True),
    }
    return _page(request, "preview.html", survey, **context)


def _shown(plan: Plan) -> list[Any]:
    """The rows that need an eye first, then what changes; those that are left alone are only counted."""
    order = (Effect.REFUSED, Effect.CHANGED, Effect.NEW)
    return [row for effect in order for row in plan.rows if row.effect == effect]


def _unsealed(request: HttpRequest, survey: Survey) -> tuple[Table, str]:
    sealed = request.POST.get("sealed", "")
    headings, rows, notes, seal = signing.loads(sealed, salt=_salt(request, survey), max_age=PREVIEW_LASTS)
    return Table(tuple(headings), tuple(Row(number, tuple(cells)) for number, cells in rows), tuple(notes)), seal


def _salt(request: HttpRequest, survey: Survey) -> str:
    return f"people-to-ask:{survey.pk}:{request.user.pk}"


def _form(request: HttpRequest, survey: Survey, one: Respondent) -> HttpResponse:
    is_bound = bool(one.pk) and selectors.address_is_bound(one)
    form = RespondentForm(request.POST if request.method == "POST" else None, instance=one, is_bound=is_bound)
    if request.method == "POST" and form.is_valid():
        try:
            respondents.store(form.instance, by=request.user)
        except (IntegrityError, respondents.Bound) as error:
            messages.error(request, str(error) if isinstance(error, respondents.Bound) else LISTED_ALREADY)
        else:
            messages.success(request, f"Saved: {form.instance}.")
        return redirect("diagnostics:respondents", survey.programme_id, survey.pk)
    return _page(request, "person.html", survey, form=form, one=one, history=history(one) if one.pk else [])


def _one(request: HttpRequest, survey: Survey, pk: int) -> Respondent:
    seen = Respondent.objects.visible_to(request.user).filter(survey=survey)
    return get_object_or_404(seen.select_related("survey"), pk=pk)


def _page(request: HttpRequest, template: str, survey: Survey, **context: Any) -> HttpResponse:
    shown = {"programme": survey.programme, "survey": survey, **context}
    return render(request, f"diagnostics/asking/{template}", shown)
