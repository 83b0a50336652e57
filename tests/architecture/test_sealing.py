"""The keys of surveys are used by one process: who could reach them is a short list, and pages are not on it."""

import ast
from pathlib import Path

from django.conf import settings

from diagnostics import tasks
from hwe_portal.celery import SEALING_QUEUE, app
from hwe_portal.management.commands.run import _services
from tests.architecture.source import modules


def users_of(name):
    """The modules that import this module or a name of it."""
    package, _, own = name.rpartition(".")

    def is_used(node):
        if isinstance(node, ast.Import):
            return any(alias.name == name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            return node.module == name or (node.module == package and any(alias.name == own for alias in node.names))
        return False

    return {path for path, tree in modules().items() if any(is_used(node) for node in ast.walk(tree))}


def test_only_the_sealing_worker_s_service_uses_the_folder_of_keys():
    assert users_of("diagnostics.sealing_keys") == {"diagnostics/services/sealing.py"}
    root = Path(settings.BASE_DIR)
    naming = {path for path in modules() if "settings.KEY_FOLDER" in (root / path).read_text(encoding="utf-8")}
    assert naming == {"diagnostics/sealing_keys.py"}


def test_only_tasks_use_that_service():
    callers = {path for path in users_of("diagnostics.services.sealing") if "demonstration" not in path}
    assert callers == {"diagnostics/tasks.py"}


def test_every_task_that_uses_it_goes_to_the_queue_of_the_sealing_worker():
    tree = modules()["diagnostics/tasks.py"]
    using = [node for node in tree.body if isinstance(node, ast.FunctionDef) and "sealing." in ast.unparse(node.body)]
    names = [getattr(tasks, node.name).name for node in using]
    assert len(names) == 6
    assert {app.amqp.router.route({}, name)["queue"].name for name in names} == {SEALING_QUEUE}
    others = {name for name in app.tasks if name.startswith("diagnostics.") and name not in names}
    assert {app.amqp.router.route({}, name)["queue"].name for name in others} == {"celery"}


def test_one_worker_takes_from_that_queue_and_the_other_does_not():
    workers = [service.command for service in _services(8000) if "worker" in service.command]
    queues = [command[command.index("--queues") + 1] if "--queues" in command else None for command in workers]
    assert queues == [None, SEALING_QUEUE]
    assert list(app.amqp.queues.consume_from) == ["celery"]
