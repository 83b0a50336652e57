from django.urls import include, path

from hwe_portal.views import health

urlpatterns = [
    path("healthz", health.health, name="health"),
    path("accounts/", include("programmes.account_urls")),
]
