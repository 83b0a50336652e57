"""Addresses of a meeting's agenda, its run sheet, its materials and its feedback."""

WITHIN_AN_EVENT = []
