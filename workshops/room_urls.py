"""Addresses of the live room: the desk and the wall within a meeting, and the phones by the code of the room."""

from django.urls import path

from workshops.views import desk, phone, wall

WITHIN_AN_EVENT = [
    path("room/", desk.desk, name="room"),
    path("room/now/", desk.now, name="room-now"),
    path("room/changes/", desk.changes, name="room-changes"),
    path("room/open/", desk.open_room, name="room-open"),
    path("room/steer/", desk.steer, name="room-steer"),
    path("room/exercises/<int:exercise>/finish/", desk.finish, name="room-finish"),
    path("room/close/", desk.close, name="room-close"),
    path("room/guests/<int:guest>/out/", desk.put_out, name="room-put-out"),
    path("wall/", wall.wall, name="wall"),
    path("wall/now/", wall.now, name="wall-now"),
]
# Short, because people type the first of them from a wall.
PHONES = [
    path("r/", phone.code, name="phone-code"),
    path("r/<slug:code>/", phone.phone, name="phone"),
    path("r/<slug:code>/now/", phone.now, name="phone-now"),
    path("r/<slug:code>/changes/", phone.changes, name="phone-changes"),
    path("r/<slug:code>/answer/", phone.answer, name="phone-answer"),
    path("r/<slug:code>/join/", phone.join, name="phone-join"),
]
