from django.urls import include, path

from workshops import agenda_urls, exercise_urls, outcome_urls, room_urls
from workshops.views import events

app_name = "workshops"

_event = [
    path("", events.event, name="event"),
    path("details/", events.details, name="event-details"),
    path("register/", events.register, name="register"),
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
    path("programmes/<int:programme>/workshops/add/", events.add, name="event-add"),
    path("programmes/<int:programme>/workshops/<int:event>/", include(_event)),
    path("programmes/<int:programme>/", include(outcome_urls.WITHIN_A_PROGRAMME)),
    *room_urls.PHONES,
]
