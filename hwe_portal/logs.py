"""No log holds a personal link: whoever reads the log could answer with it, or read what was begun.

It is done where records are made, so it holds for every logger and handler, the server's access log included.
"""

import logging
import logging.config
import re
from typing import Any

LINK = re.compile(r"(/[so]/+)[^/\s?#\"'<>]+")
HIDDEN = r"\1…"


def configure(settings: dict[str, Any]) -> None:
    """What settings.LOGGING_CONFIG names: Django calls it once, with settings.LOGGING."""
    logging.config.dictConfig(settings)
    logging.setLogRecordFactory(record)


def record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    made = logging.LogRecord(*args, **kwargs)
    made.msg = _hidden(made.msg)
    if isinstance(made.args, tuple):
        made.args = tuple(_hidden(each) for each in made.args)
    elif made.args:
        made.args = {name: _hidden(each) for name, each in made.args.items()}
    return made


def _hidden(value: Any) -> Any:
    """The value as it is, or, where its text holds a link, that text without it."""
    if value is None or isinstance(value, int | float):
        return value
    text = str(value)
    return LINK.sub(HIDDEN, text) if LINK.search(text) else value
