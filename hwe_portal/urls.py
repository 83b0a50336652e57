from django.conf import settings
from django.urls import include, path

from hwe_portal.views import (
    case_study,
    gathered,
    health,
    home,
    induction,
    members,
    origins,
    own_data,
    posts,
    programme,
    reports,
    statements,
    succession,
)
from programmes import urls as programmes
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

_newcomer = [
    path("", induction.of_newcomer, name="induction-of"),
    path("start/", induction.start, name="induction-start"),
    path("mail/", induction.write, name="induction-mail"),
    path("add/", induction.add, name="induction-add"),
    path("<int:task>/", induction.task, name="induction-task"),
    path("<int:task>/move/<slug:way>/", induction.move, name="induction-move"),
    path("<int:task>/withdraw/", induction.withdraw, name="induction-withdraw"),
    path("<int:task>/restore/", induction.restore, name="induction-restore"),
]

_programme = [
    path("workshops/<int:event>/gathered/", gathered.gathered, name="gathered"),
    path("workshops/<int:event>/gathered/<int:cluster>/keep/", gathered.keep, name="gathered-keep"),
    path("workshops/<int:event>/gathered/<int:cluster>/as/<slug:what>/", gathered.keep_as, name="gathered-as"),
    path("gathered/<slug:what>/<int:pk>/", gathered.place, name="gathered-place"),
    path("induction/", induction.induction, name="induction"),
    path("induction/<int:task>/tick/", induction.tick, name="induction-tick"),
    path("people/inductions/", induction.inductions, name="inductions"),
    path("people/<int:membership>/induction/", include(_newcomer)),
    path("own-data/", own_data.own_data, name="own-data"),
    path("own-data/file/", own_data.file, name="own-data-file"),
]

# Pages under names of the lowest app that join apps, and therefore lie here.
_people = [
    *programmes.urlpatterns,
    path("systems/<int:system>/posts/<int:post>/succession/", succession.succession, name="succession"),
    path("programmes/<int:programme>/people/join/", members.join, name="join"),
    path("programmes/<int:programme>/people/<int:membership>/", members.membership, name="membership"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.health, name="health"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("privacy/", statements.privacy, name="privacy"),
    path("accounts/", include("programmes.account_urls")),
    path("programmes/<int:programme>/", programme.programme, name="programme"),
    path("programmes/<int:programme>/posts/", posts.posts, name="posts"),
    path("programmes/<int:programme>/origins/<str:key>/", origins.origin, name="origin"),
    path("programmes/<int:programme>/case-study/", include(_case_study)),
    path("reports/<int:report>/", reports.report, name="report"),
    path("reports/<int:report>/pdf/", reports.report_file, name="report-file"),
    path("reports/results/<int:release>/", reports.shared_result, name="shared-result"),
    path("reports/results/<int:release>/pdf/", reports.shared_result_file, name="shared-result-file"),
    path("programmes/<int:programme>/", include(_programme)),
    path("", include((_people, programmes.app_name))),
    path("", include("diagnostics.urls")),
    path("", include("workshops.urls")),
    path("", include("charters.urls")),
]

if settings.MAILBOX_PAGE:
    urlpatterns.append(path("mailbox/", mailbox.mailbox, name="mailbox"))
