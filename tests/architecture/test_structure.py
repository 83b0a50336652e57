"""What the layers alone cannot hold: relations, signals, the size of functions, and who knows the demonstration."""

import statistics
from pathlib import Path

from django.apps import apps
from django.conf import settings

from tests.architecture.source import APPS, functions, imported, modules

ORDER = ("programmes", "diagnostics", "workshops", "charters")


def test_relations_point_down():
    ours = [model for label in ORDER for model in apps.get_app_config(label).get_models()]
    upward = [
        f"{model.__name__}.{field.name}"
        for model in ours
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if field.related_model._meta.app_label in ORDER
        if ORDER.index(field.related_model._meta.app_label) > ORDER.index(model._meta.app_label)
    ]
    assert upward == []


def test_no_code_of_ours_sends_or_hears_a_django_signal():
    signals = ("django.dispatch", "django.db.models.signals", "django.core.signals", "django.contrib.auth.signals")
    users = [path for path, tree in modules().items() if set(imported(tree)) & set(signals)]
    assert users == []


def test_the_project_app_holds_no_model():
    assert [model.__name__ for model in apps.get_app_config("portal").get_models()] == []


def test_django_admin_is_not_installed():
    assert [name for name in settings.INSTALLED_APPS if name.startswith("django.contrib.admin")] == []


def test_tasks_are_not_imported_by_services():
    services = {path: tree for path, tree in modules().items() if "/services/" in path}
    wrong = [path for path, tree in services.items() if any(name.endswith(".tasks") for name in imported(tree))]
    assert wrong == []


def test_nothing_outside_it_knows_the_demonstration():
    known = [
        path
        for path, tree in modules().items()
        if "demonstration" not in path and any("demonstration" in name for name in imported(tree))
    ]
    assert known == []


def test_functions_and_files_stay_small():
    lengths = sorted(node.end_lineno - node.lineno + 1 for tree in modules().values() for node in functions(tree))
    root = Path(settings.BASE_DIR)
    long_files = [path for path in modules() if len((root / path).read_text(encoding="utf-8").splitlines()) > 500]
    assert statistics.median(lengths) <= 9
    assert lengths[int(len(lengths) * 0.95)] <= 40
    assert lengths[-1] <= 60
    assert long_files == []


def test_every_app_has_its_page_in_the_documentation():
    assert [app for app in APPS if not (Path(settings.BASE_DIR) / "docs" / f"{app}.md").exists()] == []
