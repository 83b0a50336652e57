from django.urls import include, path

from hwe_portal.views import health, home, posts, programme, statements

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.health, name="health"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("privacy/", statements.privacy, name="privacy"),
    path("accounts/", include("programmes.account_urls")),
    path("programmes/<int:programme>/", programme.programme, name="programme"),
    path("programmes/<int:programme>/posts/", posts.posts, name="posts"),
    path("", include("programmes.urls")),
    path("", include("diagnostics.urls")),
    path("", include("workshops.urls")),
    path("", include("charters.urls")),
]
