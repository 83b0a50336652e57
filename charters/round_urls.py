"""Addresses of rounds, in which the group agrees."""

from django.urls import path

from charters.views import paper_rounds, rounds, stances

WITHIN_A_CHARTER = [
    path("rounds/", rounds.listing, name="rounds"),
    path("rounds/open/", rounds.open_round, name="round-open"),
    path("rounds/in-the-room/", paper_rounds.enter, name="round-paper"),
    path("rounds/<int:round>/", rounds.page, name="round"),
    path("rounds/<int:round>/check/", stances.check, name="round-check"),
    path("rounds/<int:round>/proposals/<int:item>/", stances.item, name="round-item"),
    path("rounds/<int:round>/stances/", rounds.desk, name="round-stances"),
    path("rounds/<int:round>/stances/<int:stance>/", stances.answer, name="round-answer"),
    path("rounds/<int:round>/remind/", rounds.remind, name="round-remind"),
    path("rounds/<int:round>/extend/", rounds.extend, name="round-extend"),
    path("rounds/<int:round>/close/", rounds.close, name="round-close"),
    path("rounds/<int:round>/room/", rounds.in_the_room, name="round-room"),
    path("rounds/<int:round>/wall/", rounds.wall, name="round-wall"),
]
