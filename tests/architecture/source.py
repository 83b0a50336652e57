"""The project's own Python files as syntax trees."""

import ast
from functools import cache
from pathlib import Path

from django.conf import settings

APPS = ("programmes", "diagnostics", "workshops", "charters")
PARTS = (*APPS, "hwe_portal")


@cache
def modules():
    """Every module of ours except migrations: its path within the project, and its tree."""
    root = Path(settings.BASE_DIR)
    found = [path for part in PARTS for path in sorted((root / part).rglob("*.py")) if "migrations" not in path.parts]
    return {str(path.relative_to(root)): ast.parse(path.read_text(encoding="utf-8")) for path in found}


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def imported(tree):
    """The modules that a tree imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
