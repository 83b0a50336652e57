from workshops.models.event import Attendance, Event, EventAim

__all__ = ["Attendance", "Event", "EventAim"]
