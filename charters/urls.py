from django.urls import include, path

from charters.views import charter

app_name = "charters"

_charter = [
    path("", charter.charter, name="charter"),
    path("add/", charter.add, name="commitment-add"),
    path("adopt/", charter.adopt_version, name="adopt"),
    path("commitments/<int:commitment>/", charter.commitment, name="commitment"),
    path("commitments/<int:commitment>/withdraw/", charter.withdraw, name="commitment-withdraw"),
    path("commitments/<int:commitment>/restore/", charter.restore, name="commitment-restore"),
    path("versions/<int:version>/", charter.version, name="version"),
]

urlpatterns = [path("programmes/<int:programme>/charter/", include(_charter))]
