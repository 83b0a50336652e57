"""Addresses of what keeps a charter: signatures, the poster and the card, reviews and their pulse."""

WITHIN_A_CHARTER = []
