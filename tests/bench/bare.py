"""The floor: a view that does nothing. The bench serves it with no middleware."""

from django.http import HttpResponse
from django.urls import path


def nothing(request):
    return HttpResponse("nothing")


urlpatterns = [path("nothing/", nothing)]
