from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(autouse=True)
def no_mail_yet():
    """Mails that worker processes wrote for the journey before are not found by this one."""
    for file in Path(settings.EMAIL_FILE_PATH).glob("*.log"):
        file.unlink()
