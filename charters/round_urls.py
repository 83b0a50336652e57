"""Addresses of rounds, in which the group agrees."""

WITHIN_A_CHARTER = []
