"""Addresses of exercises: planning them, clustering their cards, and entering what was made on paper."""

WITHIN_AN_EVENT = []
