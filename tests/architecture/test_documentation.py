"""The documentation names every address, and every setting that the environment decides."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.access import rows

ROOT = Path(settings.BASE_DIR)
PAGES = ("programmes", "diagnostics", "workshops", "charters", "portal")


def test_every_address_is_in_the_page_of_its_app():
    told = [name for page in PAGES for name in re.findall(r"^\| `([\w:-]+)` \| `/", _text(f"docs/{page}.md"), re.M)]
    assert sorted(told) == sorted(rows.ROWS)


@pytest.mark.parametrize("name", ["base", "development", "production"])
def test_every_variable_of_the_environment_is_in_the_operations_page(name):
    read = re.findall(r'env\.\w+\("([A-Z_]+)"', _text(f"hwe_portal/settings/{name}.py"))
    told = re.findall(r"`([A-Z_]+)`", _text("docs/operations.md"))
    assert sorted(set(read) - set(told)) == []


def _text(path):
    return (ROOT / path).read_text(encoding="utf-8")
