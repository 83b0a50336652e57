"""The table, by app: URL name -> {"GET": row, "POST": row}, and what each app puts into the world."""

from importlib import import_module
from pkgutil import iter_modules

MODULES = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
ROWS = {name: row for module in MODULES for name, row in module.ROWS.items()}


def furnish(world):
    for module in MODULES:
        getattr(module, "furnish", lambda world: None)(world)
