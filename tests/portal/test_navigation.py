"""Every page of meetings and of the charter says at the workbench where one is."""

from collections.abc import Iterator

import pytest
from django.urls import get_resolver

from hwe_portal.views.navigation import _place_of

PLACE_OF = {"workshops:": "Workshops", "gathered": "Workshops", "charters:": "Charter"}


def names(patterns=None, within="") -> Iterator[str]:
    for pattern in patterns or get_resolver().url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else within)
        elif pattern.name:
            yield within + pattern.name


@pytest.mark.parametrize("beginning", PLACE_OF)
def test_all_their_pages_belong_to_one_place(beginning):
    found = [name for name in names() if name.startswith(beginning)]
    assert {_place_of(name).label for name in found} == {PLACE_OF[beginning]}
