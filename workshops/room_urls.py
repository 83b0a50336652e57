"""Addresses of the live room: the desk and the wall within a meeting, and the phones by the code of the room."""

WITHIN_AN_EVENT = []
PHONES = []
