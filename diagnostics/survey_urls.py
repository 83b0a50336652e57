"""The addresses of surveys: building, asking, answering, results, comments and decks."""

from django.urls import include, path

from diagnostics.views import answering, open_link, respondents, surveys, waves

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

RESULTS: list = []

COMMENTS: list = []

DECKS: list = []

WITHIN_A_PROGRAMME = [*BUILDING, *ASKING, *RESULTS, *COMMENTS, *DECKS]
