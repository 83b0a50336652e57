"""The live room on the embedded default: a database of its own in DATA_DIR; prints what it measured as JSON."""

import os
from importlib import import_module

import django
from django.core.management import call_command

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "hwe_portal.settings.test"
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    room = import_module("tests.bench.room")
    print(room.as_json(room.measure(import_module("tests.factories").ProgrammeFactory())))
