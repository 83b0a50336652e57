from django.urls import include, path

from diagnostics import conversation_urls, survey_urls
from diagnostics.views import (
    codebook,
    coding,
    licensed,
    mailings,
    notes,
    prework,
    profile,
    questionnaire,
    quotes,
    snapshot,
    steps,
    theme_questions,
    theme_releases,
    themes,
    tracker,
)

app_name = "diagnostics"

_own = [
    path("", profile.profile, name="profile"),
    path("about/", profile.about, name="about"),
    path("begin/", questionnaire.begin, name="begin"),
    path("questions/<int:number>/", questionnaire.question, name="question"),
    path("check/", questionnaire.check, name="check"),
    path("consent/", profile.consent, name="consent"),
    path("delete/", profile.delete, name="delete"),
]

_result = [
    path("", profile.show, name="result"),
    path("pdf/", profile.printed, name="result-pdf"),
    path("licensed-report/", profile.licensed_report, name="result-licensed-report"),
]

_mail = [
    path("", mailings.mail, name="mail"),
    path("hold/", mailings.hold, name="mail-hold"),
    path("lift/", mailings.lift, name="mail-lift"),
    path("again/", mailings.again, name="mail-again"),
    path("leaders/<int:membership>/pause/", mailings.pause, name="mail-pause"),
    path("leaders/<int:membership>/resume/", mailings.resume, name="mail-resume"),
    path("<slug:purpose>/", mailings.text, name="mail-text"),
    path("<slug:purpose>/preview/", mailings.preview, name="mail-preview"),
    path("<slug:purpose>/stop/", mailings.stop, name="mail-stop"),
    path("<slug:purpose>/restore/", mailings.restore, name="mail-restore"),
]

_prework = [
    path("mail/", include(_mail)),
    path("", tracker.prework, name="pre-work"),
    path("table.csv", tracker.table, name="tracker-csv"),
    path("people/<int:membership>/", tracker.person, name="tracker-person"),
    path("people/<int:membership>/step/<int:step>/", tracker.person_step, name="tracker-person-step"),
    path("profiles/", prework.conflict_profiles, name="pre-work-profiles"),
    path("release/", prework.release, name="pre-work-release"),
    path("step/", prework.listing, name="steps"),
    path("step/add/", prework.choose_kind, name="step-add"),
    path("step/add/<slug:kind>/", prework.add_step, name="step-add-kind"),
    path("step/<int:step>/", prework.correct_step, name="step"),
    path("step/<int:step>/file/", steps.file, name="step-file"),
    path("step/<int:step>/move/", prework.move_step, name="step-move"),
    path("step/<int:step>/nudge/", tracker.nudge, name="step-nudge"),
    path("step/<int:step>/withdraw/", prework.withdraw_step, name="step-withdraw"),
    path("step/<int:step>/restore/", prework.restore_step, name="step-restore"),
    path("licensed/add/", licensed.record, name="licensed-add"),
    path("licensed/file/", licensed.upload, name="licensed-upload"),
    path("licensed/file/confirm/", licensed.confirm, name="licensed-confirm"),
    path("licensed/file/example/", licensed.example, name="licensed-example"),
    path("licensed/<int:profile>/", licensed.correct, name="licensed"),
    path("licensed/<int:profile>/withdraw/", licensed.withdraw, name="licensed-withdraw"),
    path("licensed/<int:profile>/restore/", licensed.restore, name="licensed-restore"),
]

_snapshot = [
    path("", snapshot.listing, name="snapshot"),
    path("preview/", snapshot.preview, name="snapshot-preview"),
    path("publish/", snapshot.publish, name="snapshot-publish"),
    path("ask/", snapshot.ask, name="snapshot-ask"),
    path("agreement/<int:agreement>/", snapshot.agreement, name="snapshot-agreement"),
    path("<int:release>/", snapshot.published, name="snapshot-version"),
    path("<int:release>/pdf/", snapshot.printed, name="snapshot-pdf"),
    path("<int:release>/room/", snapshot.in_the_room, name="snapshot-room"),
]

_own_step = [
    path("", steps.own, name="own-step"),
    path("read/", steps.read, name="own-step-read"),
    path("not-read/", steps.unread, name="own-step-unread"),
    path("link/", steps.link, name="own-step-link"),
]

_notes = [
    path("", notes.page, name="notes"),
    path("save/", notes.save, name="notes-save"),
    path("add/", notes.add, name="notes-add"),
    path("undo/", notes.undo, name="notes-undo"),
    path("delete/", notes.delete, name="notes-delete"),
]

_theme_releases = [
    path("", theme_releases.listing, name="theme-releases"),
    path("preview/", theme_releases.preview, name="theme-release-preview"),
    path("publish/", theme_releases.publish, name="theme-release-publish"),
    path("ask/", theme_releases.ask, name="theme-release-ask"),
    path("agreement/<int:agreement>/", theme_releases.agreement, name="theme-release-agreement"),
    path("questions/<int:question>/", theme_questions.question, name="theme-question"),
    path("questions/of/<int:theme>/", theme_questions.ask, name="theme-question-ask"),
    path("<int:release>/", theme_releases.published, name="theme-release-version"),
    path("<int:release>/pdf/", theme_releases.printed, name="theme-release-pdf"),
    path("<int:release>/themes/<int:theme>/record/", theme_releases.record, name="theme-release-record"),
]

_quotes = [
    path("", quotes.listing, name="quotes"),
    path("<int:quote>/", quotes.own, name="quote"),
    path("<int:quote>/show/", quotes.show, name="quote-show"),
    path("<int:quote>/take-back/", quotes.take_back, name="quote-take-back"),
    path("of/<int:excerpt>/", quotes.add, name="quote-add"),
]

_coding = [
    path("", coding.page, name="coding"),
    path("act/", coding.act, name="coding-act"),
    path("<int:excerpt>/", coding.passage, name="coding-passage"),
]

_codebook = [
    path("", codebook.listing, name="codebook"),
    path("next/", coding.following, name="coding-next"),
    path("add/", codebook.add, name="codebook-add"),
    path("<int:theme>/", codebook.correct, name="codebook-theme"),
    path("<int:theme>/merge/", codebook.merge, name="codebook-merge"),
    path("<int:theme>/split/", codebook.split, name="codebook-split"),
    path("<int:theme>/withdraw/", codebook.withdraw, name="codebook-withdraw"),
    path("<int:theme>/restore/", codebook.restore, name="codebook-restore"),
]

_themes = [
    path("", themes.analysis, name="themes"),
    path("<int:theme>/", themes.theme, name="theme"),
]

urlpatterns = [
    path("programmes/<int:programme>/profile/", include(_own)),
    path("programmes/<int:programme>/profiles/<int:profile>/", include(_result)),
    path("programmes/<int:programme>/steps/<int:step>/", include(_own_step)),
    path("programmes/<int:programme>/pre-work/", include(_prework)),
    path("programmes/<int:programme>/snapshot/", include(_snapshot)),
    path("programmes/<int:programme>/themes/published/", include(_theme_releases)),
    path("programmes/<int:programme>/quotes/", include(_quotes)),
    path("programmes/<int:programme>/conversations/", include(conversation_urls.HOLDING)),
    path("programmes/<int:programme>/my-conversation/", include(conversation_urls.OWN)),
    path("programmes/<int:programme>/conversations/<int:interview>/notes/", include(_notes)),
    path("programmes/<int:programme>/conversations/<int:interview>/coding/", include(_coding)),
    path("programmes/<int:programme>/codebook/", include(_codebook)),
    path("programmes/<int:programme>/themes/", include(_themes)),
    path("programmes/<int:programme>/", include(survey_urls.WITHIN_A_PROGRAMME)),
    *survey_urls.ANSWERING,
]
