from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from programmes.models import Job
from programmes.services import jobs


@require_http_methods(["GET"])
def job(request: HttpRequest, job: int) -> HttpResponse:
    """How far a piece of work is. Goes on to its result when it is done; only the one who asked sees it."""
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=job)
    if found.state == Job.State.DONE and found.result_url:
        return _go(request, found.result_url)
    template = "programmes/jobs/_progress.html" if request.htmx else "programmes/jobs/job.html"
    return render(request, template, {"job": found})


@require_POST
def try_again(request: HttpRequest, job: int) -> HttpResponse:
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=job)
    jobs.try_again(found)
    return redirect("programmes:job", job=found.pk)


def _go(request: HttpRequest, url: str) -> HttpResponse:
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)
