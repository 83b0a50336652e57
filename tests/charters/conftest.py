"""What tests of the charter begin with; a file that needs another beginning says its own."""

import pytest

from charters.services.charter import charter_of
from tests.charters import agreed
from tests.factories import ProgrammeFactory


@pytest.fixture
def programme():
    return ProgrammeFactory(title="Leading together")


@pytest.fixture
def facilitator(programme):
    return agreed.facilitator(programme)


@pytest.fixture
def charter(programme):
    return charter_of(programme)
