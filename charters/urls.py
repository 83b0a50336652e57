from django.urls import include, path

from charters import keeping_urls, proposal_urls, round_urls
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
    *proposal_urls.WITHIN_A_CHARTER,
    *round_urls.WITHIN_A_CHARTER,
    *keeping_urls.WITHIN_A_CHARTER,
]

urlpatterns = [path("programmes/<int:programme>/charter/", include(_charter))]
