"""Where the demonstration is not loaded."""

import io

import pytest
from django.core.management import CommandError, call_command

from programmes.models import System, User


def test_a_portal_in_use_stays_as_it_is(db):
    User.objects.create_user("somebody@example.org")
    out, err = io.StringIO(), io.StringIO()
    call_command("load_demonstration", stdout=out, stderr=err)
    assert out.getvalue() == ""
    assert err.getvalue() == "The portal has people or systems of its own, so the demonstration was not loaded.\n"
    assert not System.objects.exists()


def test_it_is_refused_outside_development(db, settings):
    settings.DEMONSTRATION_ALLOWED = False
    with pytest.raises(CommandError, match="passwords that everybody knows"):
        call_command("load_demonstration")
    assert not User.objects.exists()
