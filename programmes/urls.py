from django.urls import include, path

from programmes.views import accounts, invitations, jobs, people, records, roster, setup, succession

app_name = "programmes"
# The pages `join`, `membership` and `succession` join apps: they lie at the top, under names of this app.

_record = [
    path("<slug:kind>/", records.listing, name="records"),
    path("<slug:kind>/add/", records.add, name="record-add"),
    path("<slug:kind>/<int:record>/", records.correct, name="record"),
    path("<slug:kind>/<int:record>/withdraw/", records.withdraw, name="record-withdraw"),
    path("<slug:kind>/<int:record>/restore/", records.restore, name="record-restore"),
]


def _shelf(word: str) -> list:
    """The addresses of the records of a programme or a system, each name beginning with that word."""
    return [path(str(entry.pattern), entry.callback, name=f"{word}-{entry.name}") for entry in _record]


_people = [
    path("", people.people, name="people"),
    path("<int:membership>/person/", people.person, name="person"),
    path("<int:membership>/assistant/", people.assistant, name="assistant"),
    path("<int:membership>/withdraw/", people.withdraw, name="membership-withdraw"),
    path("<int:membership>/restore/", people.restore, name="membership-restore"),
]

_roster = [
    path("", roster.upload, name="roster"),
    path("template.<slug:ending>", roster.template, name="roster-template"),
    path("<int:upload>/", roster.preview, name="roster-preview"),
    path("<int:upload>/columns/", roster.columns, name="roster-columns"),
    path("<int:upload>/done/", roster.done, name="roster-done"),
]

_programme = [
    path("details/", setup.edit_programme, name="programme-details"),
    path("records/", records.overview, name="programme-overview"),
    path("records/", include(_shelf("programme"))),
    path("people/", include(_people)),
    path("people/roster/", include(_roster)),
    path("my-assistant/", people.my_assistant, name="my-assistant"),
    path("my-assistant/<int:membership>/end/", people.end_my_assistant, name="my-assistant-end"),
    path("invitations/", invitations.listing, name="invitations"),
    path("invitations/<int:membership>/", invitations.invite, name="invite"),
]

_system = [
    path("", setup.system, name="system"),
    path("details/", setup.edit_system, name="system-details"),
    path("programmes/add/", setup.add_programme, name="programme-add"),
    path("posts/<int:post>/", succession.post, name="post"),
    path("records/", include(_shelf("system"))),
]

_accounts = [
    path("", accounts.listing, name="accounts"),
    path("invite/", accounts.invite, name="account-invite"),
    path("<int:account>/", accounts.account, name="account"),
    path("<int:account>/systems/", accounts.appoint, name="account-appoint"),
    path("<int:account>/systems/<int:membership>/end/", accounts.dismiss, name="account-dismiss"),
    path("<int:account>/addresses/", accounts.add_address, name="account-address"),
    path("<int:account>/addresses/<int:address>/remove/", accounts.remove_address, name="account-address-remove"),
    path("<int:account>/<slug:act>/", accounts.act, name="account-act"),
]

urlpatterns = [
    path("administration/accounts/", include(_accounts)),
    path("systems/add/", setup.add_system, name="system-add"),
    path("systems/<int:system>/", include(_system)),
    path("programmes/<int:programme>/", include(_programme)),
    path("jobs/<int:job>/", jobs.job, name="job"),
    path("jobs/<int:job>/try-again/", jobs.try_again, name="job-try-again"),
]
