"""Addresses of a meeting's agenda, its run sheet, its materials and its feedback."""

from django.urls import include, path

from workshops.views import agenda, run_sheets

_block = [
    path("", agenda.block, name="agenda-block"),
    path("move/", agenda.move, name="agenda-block-move"),
    path("place/", agenda.place, name="agenda-block-place"),
    path("withdraw/", agenda.withdraw, name="agenda-block-withdraw"),
    path("restore/", agenda.restore, name="agenda-block-restore"),
]

WITHIN_AN_EVENT = [
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/add/", agenda.add, name="agenda-add"),
    path("agenda/copy/", agenda.copy, name="agenda-copy"),
    path("agenda/<int:block>/", include(_block)),
    path("run-sheet/", run_sheets.page, name="run-sheet"),
    path("run-sheet/paper/", run_sheets.printed, name="run-sheet-pdf"),
]
