"""Addresses of a meeting's agenda, its run sheet, its materials and its feedback."""

from django.urls import include, path

from workshops.views import agenda, feedback, materials, run_sheets

_block = [
    path("", agenda.block, name="agenda-block"),
    path("move/", agenda.move, name="agenda-block-move"),
    path("place/", agenda.place, name="agenda-block-place"),
    path("withdraw/", agenda.withdraw, name="agenda-block-withdraw"),
    path("restore/", agenda.restore, name="agenda-block-restore"),
]

_material = [
    path("", materials.material, name="material"),
    path("withdraw/", materials.withdraw, name="material-withdraw"),
    path("restore/", materials.restore, name="material-restore"),
    path("file/", materials.file, name="material-file"),
    path("large/", materials.large, name="material-large"),
    path("small/", materials.small, name="material-small"),
]

WITHIN_AN_EVENT = [
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/add/", agenda.add, name="agenda-add"),
    path("agenda/copy/", agenda.copy, name="agenda-copy"),
    path("agenda/<int:block>/", include(_block)),
    path("run-sheet/", run_sheets.page, name="run-sheet"),
    path("run-sheet/paper/", run_sheets.printed, name="run-sheet-pdf"),
    path("materials/", materials.materials, name="materials"),
    path("materials/add-link/", materials.add_link, name="material-add-link"),
    path("materials/add-file/", materials.add_file, name="material-add-file"),
    path("materials/add-photographs/", materials.add_photographs, name="material-add-photographs"),
    path("materials/<int:material>/", include(_material)),
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback/result/", feedback.result, name="feedback-result"),
    path("feedback/ask/", feedback.ask, name="feedback-ask"),
]
