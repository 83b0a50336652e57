"""What most tests of meetings begin with: a programme, who facilitates it, and its first workshop."""

import pytest

from programmes.access import Role
from tests.factories import ProgrammeFactory, member
from tests.workshops.meetings import meeting


@pytest.fixture
def programme():
    return ProgrammeFactory(title="Leading together")


@pytest.fixture
def facilitator(programme):
    return member(programme, Role.FACILITATOR, name="Fay Lister")


@pytest.fixture
def by(facilitator):
    """Who does it, where a test is about the act and not about the facilitator."""
    return facilitator


@pytest.fixture
def event(programme):
    return meeting(programme)
