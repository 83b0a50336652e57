from django.urls import include, path

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
]

urlpatterns = [
    path("programmes/<int:programme>/workshops/", events.events, name="events"),
    path("programmes/<int:programme>/workshops/add/", events.add, name="event-add"),
    path("programmes/<int:programme>/workshops/<int:event>/", include(_event)),
]
