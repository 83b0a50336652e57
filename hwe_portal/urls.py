from django.conf import settings
from django.urls import include, path

from hwe_portal.views import case_study, health, home, posts, programme, reports, statements
from programmes.views import mailbox

_case_study = [
    path("", case_study.case_study, name="case-study"),
    path("issue/", case_study.issue, name="case-study-issue"),
    path("<slug:chapter>/add/", case_study.add_passage, name="passage-add"),
    path("passages/<int:passage>/", case_study.passage, name="passage"),
    path("passages/<int:passage>/move/<slug:way>/", case_study.move_passage, name="passage-move"),
    path("passages/<int:passage>/withdraw/", case_study.withdraw_passage, name="passage-withdraw"),
    path("passages/<int:passage>/restore/", case_study.restore_passage, name="passage-restore"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.health, name="health"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("privacy/", statements.privacy, name="privacy"),
    path("accounts/", include("programmes.account_urls")),
    path("programmes/<int:programme>/", programme.programme, name="programme"),
    path("programmes/<int:programme>/posts/", posts.posts, name="posts"),
    path("programmes/<int:programme>/case-study/", include(_case_study)),
    path("reports/<int:report>/", reports.report, name="report"),
    path("reports/<int:report>/pdf/", reports.report_file, name="report-file"),
    path("", include("programmes.urls")),
    path("", include("diagnostics.urls")),
    path("", include("workshops.urls")),
    path("", include("charters.urls")),
]

if settings.MAILBOX_PAGE:
    urlpatterns.append(path("mailbox/", mailbox.mailbox, name="mailbox"))
