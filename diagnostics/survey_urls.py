"""The addresses of surveys: building, asking, answering, results, comments and decks."""

from django.urls import path

from diagnostics.views import surveys

BUILDING = [
    path("surveys/", surveys.listing, name="surveys"),
    path("surveys/<int:survey>/", surveys.page, name="survey"),
]

ASKING: list = []

# Public: whoever holds the link answers. These stand at the root of the portal.
ANSWERING: list = []

RESULTS: list = []

COMMENTS: list = []

DECKS: list = []

WITHIN_A_PROGRAMME = [*BUILDING, *ASKING, *RESULTS, *COMMENTS, *DECKS]
