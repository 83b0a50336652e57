"""The pictures of the README, taken from the running portal with its demonstration: `make pictures` keeps them."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from diagnostics.models import Release
from programmes.models import User

# Each page's address, and how much of it the picture shows, in pixels from its top.
PAGES = {
    "programme": ("/programmes/{programme}/", 900),
    "snapshot": ("/programmes/{programme}/snapshot/{release}/", 1600),
}


@pytest.fixture
def folder():
    kept = Path(os.environ.get("PICTURES") or settings.DATA_DIR / "pictures")
    kept.mkdir(parents=True, exist_ok=True)
    return kept


@pytest.mark.django_db(transaction=True)
def test_the_pictures_of_the_readme_show_the_portal_as_it_is(new_page, folder, capsys):
    call_command("load_demonstration")
    release = Release.objects.snapshots().get()
    page = new_page(width=1280, user=User.objects.get(email="facilitator@example.org"))
    for name, (address, height) in PAGES.items():
        page.set_viewport_size({"width": 1280, "height": height})
        page.goto(address.format(programme=release.programme_id, release=release.pk))
        page.evaluate("document.fonts.ready")
        page.screenshot(path=folder / f"{name}.png")
        shown = page.locator("h1").first.inner_text()
        assert (shown != "", (folder / f"{name}.png").stat().st_size > 30_000) == (True, True)
