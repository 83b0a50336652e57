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
    survey_preview,
    survey_questions,
    surveys,
    wall,
    waves,
)

_sections = [
    path("add/", survey_questions.add_section, name="section-add"),
    path("<int:section>/", survey_questions.change_section, name="section-change"),
    path("<int:section>/move/", survey_questions.move_section, name="section-move"),
    path("<int:section>/withdraw/", survey_questions.withdraw_section, name="section-withdraw"),
    path("<int:section>/restore/", survey_questions.restore_section, name="section-restore"),
    path("<int:section>/add/", survey_questions.choose_kind, name="question-add"),
    path("<int:section>/add/<slug:kind>/", survey_questions.add_question, name="question-add-kind"),
]

_questions = [
    path("", survey_questions.change_question, name="question-change"),
    path("asked-of/", survey_questions.condition, name="question-condition"),
    path("copy/", survey_questions.copy_question, name="question-copy"),
    path("move/", survey_questions.move_question, name="question-move"),
    path("withdraw/", survey_questions.withdraw_question, name="question-withdraw"),
    path("restore/", survey_questions.restore_question, name="question-restore"),
]

_survey = [
    path("", surveys.page, name="survey"),
    path("words/", surveys.settings, name="survey-settings"),
    path("mail/", surveys.mail_texts, name="survey-mail"),
    path("copy/", surveys.copy, name="survey-copy"),
    path("file/", surveys.file, name="survey-file"),
    path("withdraw/", surveys.withdraw, name="survey-withdraw"),
    path("restore/", surveys.restore, name="survey-restore"),
    path("preview/", survey_preview.preview, name="survey-preview"),
    path("preview/page/", survey_preview.page, name="survey-preview-page"),
    path("sections/", include(_sections)),
    path("questions/<int:question>/", include(_questions)),
]

BUILDING = [
    path("surveys/", surveys.listing, name="surveys"),
    path("surveys/add/", surveys.add, name="survey-add"),
    path("surveys/add/empty/", surveys.add_empty, name="survey-add-empty"),
    path("surveys/add/copy/", surveys.add_copy, name="survey-add-copy"),
    path("surveys/add/file/", surveys.add_file, name="survey-add-file"),
    path("surveys/<int:survey>/", include(_survey)),
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
