"""Addresses of what came of meetings: decisions, actions, stocktakes and records."""

from django.urls import path

from workshops.views import actions, outcomes

WITHIN_AN_EVENT = [
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("outcomes/decisions/add/", outcomes.add_decisions, name="decisions-add"),
    path("outcomes/decisions/<int:decision>/", outcomes.decision, name="decision"),
    path("outcomes/decisions/<int:decision>/withdraw/", outcomes.withdraw_decision, name="decision-withdraw"),
    path("outcomes/decisions/<int:decision>/restore/", outcomes.restore_decision, name="decision-restore"),
    path("outcomes/actions/add/", actions.add_in_meeting, name="action-add-here"),
    path("outcomes/records/add/", outcomes.make_record, name="outcome-record-add"),
    path("outcomes/stocktake/add/", outcomes.add_points, name="stocktake-add"),
    path("outcomes/stocktake/<int:point>/", outcomes.point, name="stocktake-point"),
    path("outcomes/stocktake/<int:point>/aim/", outcomes.make_aim, name="stocktake-aim"),
    path("outcomes/stocktake/<int:point>/withdraw/", outcomes.withdraw_point, name="stocktake-withdraw"),
    path("outcomes/stocktake/<int:point>/restore/", outcomes.restore_point, name="stocktake-restore"),
]

WITHIN_A_PROGRAMME = [
    path("actions/", actions.actions, name="actions"),
    path("actions/add/", actions.add, name="action-add"),
    path("actions/<int:action>/", actions.action, name="action"),
    path("actions/<int:action>/details/", actions.details, name="action-details"),
    path("actions/<int:action>/done/", actions.mark_done, name="action-done"),
    path("actions/<int:action>/open/", actions.open_again, name="action-open"),
    path("actions/<int:action>/drop/", actions.drop, name="action-drop"),
    path("actions/<int:action>/hand-on/", actions.hand_on, name="action-hand-on"),
    path("actions/<int:action>/withdraw/", actions.withdraw, name="action-withdraw"),
    path("actions/<int:action>/restore/", actions.restore, name="action-restore"),
]
