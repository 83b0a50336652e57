"""Addresses of exercises: planning them, clustering their cards, and entering what was made on paper."""

from django.urls import include, path

from workshops.views import clusters, exercises, paper

_cluster = [
    path("rename/", clusters.rename, name="cluster-rename"),
    path("merge/", clusters.merge, name="cluster-merge"),
    path("move/", clusters.move, name="cluster-move"),
    path("withdraw/", clusters.withdraw, name="cluster-withdraw"),
    path("restore/", clusters.restore, name="cluster-restore"),
]

_card = [
    path("", clusters.card, name="room-card"),
    path("put/", clusters.put, name="room-card-put"),
    path("withdraw/", clusters.withdraw_card, name="room-card-withdraw"),
    path("restore/", clusters.restore_card, name="room-card-restore"),
]

_exercise = [
    path("", exercises.exercise, name="exercise"),
    path("move/", exercises.move, name="exercise-move"),
    path("again/", exercises.ask_again, name="exercise-again"),
    path("withdraw/", exercises.withdraw, name="exercise-withdraw"),
    path("restore/", exercises.restore, name="exercise-restore"),
    path("paper/", paper.paper, name="exercise-paper"),
    path("photographs/", paper.photographs, name="exercise-photographs"),
    path("clusters/", clusters.board, name="clusters"),
    path("clusters/add/", clusters.add, name="cluster-add"),
    path("clusters/<int:cluster>/", include(_cluster)),
    path("cards/<uuid:card>/", include(_card)),
]

WITHIN_AN_EVENT = [
    path("exercises/", exercises.listing, name="exercises"),
    path("exercises/copy/", exercises.copy, name="exercises-copy"),
    path("exercises/add/<slug:kind>/", exercises.add, name="exercise-add"),
    path("exercises/<int:exercise>/", include(_exercise)),
]
