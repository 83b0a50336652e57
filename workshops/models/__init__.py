from workshops.models.agenda import AgendaItem, Material
from workshops.models.event import Attendance, CoachingSet, Event, EventAim
from workshops.models.outcome import Action, Decision, Feedback, StocktakePoint
from workshops.models.room import Cluster, Contribution, Exercise, Option, Room, Seat, Statement

__all__ = [
    "Action",
    "AgendaItem",
    "Attendance",
    "Cluster",
    "CoachingSet",
    "Contribution",
    "Decision",
    "Event",
    "EventAim",
    "Exercise",
    "Feedback",
    "Material",
    "Option",
    "Room",
    "Seat",
    "Statement",
    "StocktakePoint",
]
