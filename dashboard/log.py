"""The log: one JSON line an event, in UTC; line breaks stay inside their string."""

import logging
import sys
from typing import Any, TextIO

import orjson
import structlog


def start(level: str, stream: TextIO = sys.stdout) -> None:
    """Set the log up for this process: the server writes to standard output, commands to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_line),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )


def _line(event: dict[str, Any], **_: Any) -> str:
    return orjson.dumps(event, default=str).decode()
