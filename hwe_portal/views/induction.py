"""Getting started: a newcomer's own list with its ticks, and the facilitator's pages for every newcomer."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from hwe_portal.services import arrivals
from programmes import selectors
from programmes.access import Capability
from programmes.forms.induction import InductionTaskForm
from programmes.models import InductionTask, Membership, Programme
from programmes.models.induction import Place
from programmes.services import induction as services
from programmes.services import records
from programmes.services.invitations import CannotInvite
from programmes.views.fetching import fetch_programme

# The pages to which the words of a list lead; a buddy is met, not opened.
PAGES = {
    Place.CHARTER: "charters:charter",
    Place.SNAPSHOT: "diagnostics:snapshot",
    Place.PEOPLE: "programmes:people",
    Place.CONVERSATION: "diagnostics:my-conversation",
}


@dataclass(frozen=True)
class Line:
    """A line of a list as a page shows it: where it leads ("" for nowhere), whom to meet, by when."""

    task: InductionTask
    url: str
    meets: str
    is_late: bool


def address_of(task: InductionTask) -> str:
    """The page to which a line leads, "" for none: a place of its programme, or an address within the portal."""
    if name := PAGES.get(task.points_at):
        return reverse(name, kwargs={"programme": task.programme_id})
    within = task.points_at.startswith("/") and url_has_allowed_host_and_scheme(task.points_at, allowed_hosts=None)
    return task.points_at if within else ""


def home_lines(tasks: tuple[InductionTask, ...]) -> list[dict[str, str]]:
    """A newcomer's list as the lines of a task list."""
    page = {task.programme_id: reverse("induction", kwargs={"programme": task.programme_id}) for task in tasks}
    return [
        {
            "title": task.text,
            "hint": f"By {date_format(task.due_on, 'j F Y')}." if task.due_on and not task.done_at else "",
            "status": "Done" if task.done_at else "To do",
            "state": "done" if task.done_at else "open",
            "url": address_of(task) or f"{page[task.programme_id]}#line-{task.pk}",
        }
        for task in tasks
    ]


# The newcomer's own ------------------------------------------------------------


@require_http_methods(["GET"])
def induction(request: HttpRequest, programme: int) -> HttpResponse:
    """The newcomer's own list, with ticks that can be taken back."""
    found = fetch_programme(request, programme, Capability.TAKE_PART)
    today = timezone.localdate()
    tasks = selectors.induction_for(request.user.person, [found], at=today)[found.pk]
    if not tasks:
        raise Http404
    lines = _lines(tasks, found, today)
    left = [line for line in lines if line.task.done_at is None]
    dated = [line for line in left if line.task.due_on]
    all_late = bool(dated) and all(line.is_late for line in dated)
    context = {"programme": found, "lines": lines, "left": len(left), "all_late": all_late}
    return render(request, "portal/induction/own.html", context)


@require_POST
def tick(request: HttpRequest, programme: int, task: int) -> HttpResponse:
    """Ticks a line off, or takes the tick back."""
    found = fetch_programme(request, programme, Capability.TAKE_PART)
    mine = InductionTask.objects.visible_to(request.user).of_owner(found).standing()
    line = get_object_or_404(mine, membership__person__user=request.user, pk=task)
    services.tick(line, done=request.POST.get("done") == "yes", by=request.user, at=timezone.now())
    return redirect(f"{reverse('induction', kwargs={'programme': found.pk})}#line-{line.pk}")


def _lines(tasks: tuple[InductionTask, ...], programme: Programme, at: date) -> list[Line]:
    """The lines with the names under which the programme lists those to be met; nobody is asked for where none is."""
    names = selectors.names_in(programme, {task.person_id for task in tasks if task.person_id})
    return [
        Line(
            task,
            address_of(task),
            names.get(task.person_id, ""),
            task.done_at is None and task.due_on is not None and task.due_on < at,
        )
        for task in tasks
    ]


# The facilitator's ------------------------------------------------------------


@require_http_methods(["GET"])
def inductions(request: HttpRequest, programme: int) -> HttpResponse:
    """Everybody who joined in mid-programme, and how far each is."""
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    rows = selectors.newcomers(found, at=timezone.localdate())
    context = {"programme": found, "rows": rows, "through": sum(row.is_through for row in rows)}
    return render(request, "portal/induction/newcomers.html", context)


@require_http_methods(["GET"])
def of_newcomer(request: HttpRequest, programme: int, membership: int) -> HttpResponse:
    """One newcomer's list: edited, ordered, and how far they are."""
    found, part = _part(request, programme, membership)
    tasks = InductionTask.objects.visible_to(request.user).of_part(part)
    context = {
        "programme": found,
        "part": part,
        "lines": _lines(tuple(tasks.standing()), found, timezone.localdate()),
        "withdrawn": tasks.filter(withdrawn_at__isnull=False),
        "mail": selectors.welcome_of(part),
    }
    return render(request, "portal/induction/newcomer.html", context)


@require_POST
def start(request: HttpRequest, programme: int, membership: int) -> HttpResponse:
    """Gives them the list, the pre-work and the welcome; what they have already stays."""
    found, part = _part(request, programme, membership)
    came_to = arrivals.welcome(membership=part, by=request.user, at=timezone.localdate())
    if came_to.refused:
        messages.warning(request, f"No mail went out to {came_to.refused}")
    messages.success(request, f"{part.shown_name} has a list of their own. Change it as you see fit.")
    return redirect("induction-of", programme=found.pk, membership=part.pk)


@require_POST
def write(request: HttpRequest, programme: int, membership: int) -> HttpResponse:
    """Sends the welcome, for the first time or again."""
    found, part = _part(request, programme, membership)
    try:
        arrivals.write_again(membership=part, by=request.user)
    except CannotInvite as error:
        messages.error(request, f"No mail went out to {part.shown_name}: {error}")
    else:
        messages.success(request, f"The welcome to {part.shown_name} is on its way.")
    return redirect("induction-of", programme=found.pk, membership=part.pk)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, programme: int, membership: int) -> HttpResponse:
    found, part = _part(request, programme, membership)
    return _edit(request, found, part, InductionTask(programme=found, membership=part))


@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, programme: int, membership: int, task: int) -> HttpResponse:
    found, part, line = _task(request, programme, membership, task)
    return _edit(request, found, part, line)


def _edit(request: HttpRequest, programme: Programme, part: Membership, line: InductionTask) -> HttpResponse:
    form = InductionTaskForm(request.POST or None, instance=line, part=part)
    if request.method == "POST" and form.is_valid():
        store = records.correct if line.pk else services.add
        store(form.instance, by=request.user)
        messages.success(request, f"Saved: {line}.")
        return redirect("induction-of", programme=programme.pk, membership=part.pk)
    context = {"programme": programme, "part": part, "form": form, "task": line}
    context["history"] = selectors.history(line) if line.pk else []
    return render(request, "portal/induction/task.html", context)


@require_POST
def move(request: HttpRequest, programme: int, membership: int, task: int, way: str) -> HttpResponse:
    found, part, line = _task(request, programme, membership, task)
    if way not in ("up", "down"):
        raise Http404
    if line.withdrawn_at is None:
        services.move(line, up=way == "up", by=request.user)
    return redirect("induction-of", programme=found.pk, membership=part.pk)


@require_POST
def withdraw(request: HttpRequest, programme: int, membership: int, task: int) -> HttpResponse:
    found, part, line = _task(request, programme, membership, task)
    records.withdraw(line, by=request.user)
    messages.success(request, f"Withdrawn: {line}. You can restore it below.")
    return redirect("induction-of", programme=found.pk, membership=part.pk)


@require_POST
def restore(request: HttpRequest, programme: int, membership: int, task: int) -> HttpResponse:
    found, part, line = _task(request, programme, membership, task)
    records.restore(line, by=request.user)
    messages.success(request, f"Restored: {line}.")
    return redirect("induction-of", programme=found.pk, membership=part.pk)


def _part(request: HttpRequest, programme: int, pk: int) -> tuple[Programme, Membership]:
    """A leader's part in a programme that the user runs."""
    found = fetch_programme(request, programme, Capability.RUN_PROGRAMME)
    leaders = Membership.objects.visible_to(request.user).of_owner(found).participants()
    return found, get_object_or_404(leaders.select_related("person", "programme", "post__organisation"), pk=pk)


def _task(request: HttpRequest, programme: int, part: int, pk: int) -> tuple[Programme, Membership, InductionTask]:
    found, newcomer = _part(request, programme, part)
    tasks = InductionTask.objects.visible_to(request.user).of_part(newcomer).select_related("membership")
    return found, newcomer, get_object_or_404(tasks, pk=pk)
