from django.urls import include, path

from workshops import agenda_urls, exercise_urls, outcome_urls, room_urls
from workshops.views import coaching, events, invitations, registers, replies

app_name = "workshops"

_event = [
    path("", events.event, name="event"),
    path("details/", events.details, name="event-details"),
    path("calendar/", events.calendar, name="event-calendar"),
    path("invitations/", invitations.asked, name="invitations"),
    path("invitations/add/", invitations.invite, name="invite"),
    path("invitations/mails/", invitations.write_again, name="invitation-mails"),
    path("invitations/<int:attendance>/withdraw/", invitations.uninvite, name="uninvite"),
    path("invitations/<int:attendance>/reply/", replies.reply, name="reply"),
    path("invitations/<int:attendance>/noted/", replies.note, name="reply-noted"),
    path("needs/", invitations.needs, name="needs"),
    path("needs/csv/", invitations.needs_csv, name="needs-csv"),
    path("register/", registers.register, name="register"),
    path("aims/add/", events.add_aim, name="aim-add"),
    path("aims/<int:aim>/", events.aim, name="aim"),
    path("aims/<int:aim>/withdraw/", events.withdraw_aim, name="aim-withdraw"),
    path("withdraw/", events.withdraw, name="event-withdraw"),
    path("restore/", events.restore, name="event-restore"),
    *agenda_urls.WITHIN_AN_EVENT,
    *outcome_urls.WITHIN_AN_EVENT,
    *room_urls.WITHIN_AN_EVENT,
    *exercise_urls.WITHIN_AN_EVENT,
]

urlpatterns = [
    path("programmes/<int:programme>/workshops/", events.events, name="events"),
    path("programmes/<int:programme>/workshops/add/", events.choose_kind, name="event-add"),
    path("programmes/<int:programme>/workshops/add/<str:kind>/", events.add, name="event-add-kind"),
    path("programmes/<int:programme>/workshops/sets/", coaching.sets, name="coaching-sets"),
    path("programmes/<int:programme>/workshops/sets/add/", coaching.add, name="coaching-set-add"),
    path("programmes/<int:programme>/workshops/sets/<int:coaching_set>/", coaching.change, name="coaching-set"),
    path(
        "programmes/<int:programme>/workshops/sets/<int:coaching_set>/withdraw/",
        coaching.withdraw,
        name="coaching-set-withdraw",
    ),
    path(
        "programmes/<int:programme>/workshops/sets/<int:coaching_set>/restore/",
        coaching.restore,
        name="coaching-set-restore",
    ),
    path("programmes/<int:programme>/workshops/<int:event>/", include(_event)),
    path("programmes/<int:programme>/", include(outcome_urls.WITHIN_A_PROGRAMME)),
    *room_urls.PHONES,
]
