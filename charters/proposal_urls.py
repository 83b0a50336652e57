"""Addresses of proposals, and of the sections and behaviours of the charter."""

from django.urls import path

from charters.views import proposals, sections

WITHIN_A_CHARTER = [
    path("sections/", sections.sections, name="sections"),
    path("sections/add/", sections.add, name="section-add"),
    path("sections/<int:section>/", sections.section, name="section"),
    path("sections/<int:section>/move/", sections.move, name="section-move"),
    path("sections/<int:section>/withdraw/", sections.withdraw, name="section-withdraw"),
    path("sections/<int:section>/restore/", sections.restore, name="section-restore"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/add/", proposals.add, name="proposal-add"),
    path("commitments/<int:commitment>/change/", proposals.change, name="proposal-change"),
    path("commitments/<int:commitment>/remove/", proposals.remove, name="proposal-remove"),
    path("proposals/<int:proposal>/", proposals.proposal, name="proposal"),
    path("proposals/<int:proposal>/reword/", proposals.reword, name="proposal-reword"),
    path("proposals/<int:proposal>/withdraw/", proposals.withdraw, name="proposal-withdraw"),
    path("proposals/<int:proposal>/restore/", proposals.restore, name="proposal-restore"),
    path("proposals/<int:proposal>/comment/", proposals.comment, name="proposal-comment"),
    path(
        "proposals/<int:proposal>/comments/<int:comment>/withdraw/",
        proposals.comment_withdraw,
        name="proposal-comment-withdraw",
    ),
]
