"""Addresses of what keeps a charter: signatures, the poster and the card, reviews and their pulse."""

from django.urls import path

from charters.views import poster, reviews, signatures

WITHIN_A_CHARTER = [
    path("versions/<int:version>/sign/", signatures.sign, name="sign"),
    path("versions/<int:version>/sign/undo/", signatures.undo, name="sign-undo"),
    path("versions/<int:version>/signatures/", signatures.listing, name="signatures"),
    path("versions/<int:version>/signatures/ask/", signatures.ask, name="signatures-ask"),
    path("versions/<int:version>/signatures/paper/", signatures.paper, name="signatures-paper"),
    path("versions/<int:version>/signatures/<int:signature>/remove/", signatures.remove, name="signature-remove"),
    path("versions/<int:version>/poster/", poster.page, name="poster"),
    path("versions/<int:version>/poster/pdf/", poster.printed, name="poster-pdf"),
    path("versions/<int:version>/card/", poster.card, name="card"),
    path("reviews/", reviews.listing, name="reviews"),
    path("reviews/add/", reviews.add, name="review-add"),
    path("reviews/note/", reviews.note, name="review-note"),
    path("reviews/<int:review>/", reviews.page, name="review"),
    path("reviews/<int:review>/date/", reviews.plan, name="review-plan"),
    path("reviews/<int:review>/held/", reviews.hold, name="review-hold"),
    path("reviews/<int:review>/remove/", reviews.remove, name="review-remove"),
    path("reviews/<int:review>/pulse/", reviews.pulse, name="review-pulse"),
]
