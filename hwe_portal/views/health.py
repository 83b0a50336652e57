from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Answers as soon as the portal can be used: the database is there and its tables are made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM programmes_user WHERE 1 = 0")
    return HttpResponse("ok", content_type="text/plain")
