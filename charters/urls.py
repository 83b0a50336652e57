from django.urls import include, path

from charters import keeping_urls, proposal_urls, round_urls
from charters.views import charter, commitments

app_name = "charters"

_charter = [
    path("", charter.charter, name="charter"),
    path("add/", commitments.add, name="commitment-add"),
    path("adopt/", charter.adopt_version, name="adopt"),
    path("commitments/<int:commitment>/", commitments.commitment, name="commitment"),
    path("commitments/<int:commitment>/withdraw/", commitments.withdraw, name="commitment-withdraw"),
    path("commitments/<int:commitment>/restore/", commitments.restore, name="commitment-restore"),
    path("versions/<int:version>/", charter.version, name="version"),
    *proposal_urls.WITHIN_A_CHARTER,
    *round_urls.WITHIN_A_CHARTER,
    *keeping_urls.WITHIN_A_CHARTER,
]

urlpatterns = [path("programmes/<int:programme>/charter/", include(_charter))]
