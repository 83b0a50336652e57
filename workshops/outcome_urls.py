"""Addresses of what came of meetings: decisions, actions, stocktakes and records."""

WITHIN_AN_EVENT = []
WITHIN_A_PROGRAMME = []
