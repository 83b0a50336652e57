"""Addresses of proposals, and of the sections and behaviours of the charter."""

WITHIN_A_CHARTER = []
