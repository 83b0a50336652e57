"""The addresses of surveys: building, asking, answering, results, comments and decks."""

from django.urls import include, path

from diagnostics.views import (
    answering,
    answers,
    cards,
    comments,
    decks,
    open_link,
    respondents,
    results,
    surveys,
    wall,
    waves,
)

BUILDING = [
    path("surveys/", surveys.listing, name="surveys"),
    path("surveys/<int:survey>/", surveys.page, name="survey"),
]

_respondents = [
    path("", respondents.listing, name="respondents"),
    path("add/", respondents.add, name="respondent-add"),
    path("everybody/", respondents.everybody, name="respondent-everybody"),
    path("file/", respondents.upload, name="respondent-file"),
    path("file/confirm/", respondents.confirm, name="respondent-file-confirm"),
    path("file/example.<slug:ending>", respondents.example, name="respondent-example"),
    path("list.<slug:ending>", respondents.export, name="respondent-export"),
    path("<int:respondent>/", respondents.correct, name="respondent"),
    path("<int:respondent>/withdraw/", respondents.withdraw, name="respondent-withdraw"),
    path("<int:respondent>/restore/", respondents.restore, name="respondent-restore"),
]

_wave = [
    path("", waves.page, name="wave"),
    path("correct/", waves.correct, name="wave-correct"),
    path("remove/", waves.remove, name="wave-remove"),
    path("open/", waves.open_it, name="wave-open"),
    path("close/", waves.close, name="wave-close"),
    path("extend/", waves.extend, name="wave-extend"),
    path("remind/", waves.remind, name="wave-remind"),
    path("late/", waves.late, name="wave-late"),
    path("link/", waves.link, name="wave-link"),
    path("again/", waves.again, name="wave-again"),
]

ASKING = [
    path("surveys/<int:survey>/people/", include(_respondents)),
    path("surveys/<int:survey>/rounds/", waves.listing, name="waves"),
    path("surveys/<int:survey>/rounds/plan/", waves.plan, name="wave-plan"),
    path("surveys/<int:survey>/rounds/<int:wave>/", include(_wave)),
]

# Public: whoever holds the link answers. These stand at the root of the portal.
_answering = [
    path("", answering.first, name="answer"),
    path("<int:number>/", answering.page, name="answer-page"),
    path("check/", answering.check, name="answer-check"),
]

ANSWERING = [
    path("s/<str:token>/", include(_answering)),
    path("o/<str:code>/", open_link.begin, name="answer-begin"),
]

_answers = [
    path("", answers.table, name="answers-wave"),
    path("table.csv", answers.csv_file, name="answers-csv"),
    path("table.xlsx", answers.workbook, name="answers-xlsx"),
    path("<uuid:response>/", answers.person, name="answers-person"),
]

_result = [
    path("", results.version, name="result-version"),
    path("paper/", results.printed, name="result-paper"),
    path("table.csv", results.table, {"kind": "csv"}, name="result-csv"),
    path("table.xlsx", results.table, {"kind": "xlsx"}, name="result-xlsx"),
    path("sharing/", results.shared, name="result-sharing"),
    path("sharing/withdraw/", results.withdraw, name="result-sharing-withdraw"),
    path("sharing/restore/", results.restore, name="result-sharing-restore"),
]

RESULTS = [
    path("surveys/<int:survey>/answers/", answers.listing, name="answers"),
    path("surveys/<int:survey>/answers/<int:wave>/", include(_answers)),
    path("surveys/<int:survey>/results/", results.listing, name="results"),
    path("surveys/<int:survey>/results/<int:wave>/", results.preview, name="result-preview"),
    path("surveys/<int:survey>/results/<int:wave>/publish/", results.publish, name="result-publish"),
    path("results/", results.published, name="results-published"),
    path("results/<int:release>/", include(_result)),
]

_comments = [
    path("", comments.page, name="comments"),
    path("act/", comments.act, name="comment-act"),
    path("<uuid:comment>/", comments.one, name="comment"),
]

COMMENTS = [path("surveys/<int:survey>/rounds/<int:wave>/comments/", include(_comments))]

_card = [
    path("", cards.correct, name="card"),
    path("move/", cards.move, name="card-move"),
    path("copy/", cards.copy, name="card-copy"),
    path("withdraw/", cards.withdraw, name="card-withdraw"),
    path("restore/", cards.restore, name="card-restore"),
]

_deck = [
    path("", decks.deck, name="deck"),
    path("correct/", decks.correct, name="deck-correct"),
    path("copy/", decks.copy, name="deck-copy"),
    path("withdraw/", decks.withdraw, name="deck-withdraw"),
    path("restore/", decks.restore, name="deck-restore"),
    path("pick/", decks.pick, name="deck-pick"),
    path("pick/<int:release>/", decks.pick_figures, name="deck-pick-figures"),
    path("pdf/", decks.printed, name="deck-pdf"),
    path("powerpoint/", decks.powerpoint, name="deck-powerpoint"),
    path("wall/<int:number>/", wall.wall, name="deck-wall"),
    path("laptop/<int:number>/", wall.laptop, name="deck-laptop"),
    path("cards/add/", cards.add, name="card-add"),
    path("cards/<int:card>/", include(_card)),
]

DECKS = [
    path("decks/", decks.listing, name="decks"),
    path("decks/add/", decks.add, name="deck-add"),
    path("decks/from/", decks.make_from, name="deck-from"),
    path("decks/<int:deck>/", include(_deck)),
]

WITHIN_A_PROGRAMME = [*BUILDING, *ASKING, *RESULTS, *COMMENTS, *DECKS]
