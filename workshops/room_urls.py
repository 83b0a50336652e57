"""Addresses of the live room: the facilitator's desk and the wall within a meeting, and the phones by the room's code."""

WITHIN_AN_EVENT = []
PHONES = []
