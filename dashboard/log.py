"""The log: one JSON line an event, in UTC; line breaks stay inside their string."""

import logging
import os
from collections.abc import MutableMapping
from typing import Any, TextIO

import orjson
import structlog


def start(level: str, stream: TextIO | None = None) -> None:
    """Set the log up for this process: the server writes to standard output, which is meant by no `stream`."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _process,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_line),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.WriteLoggerFactory(stream),  # a line in one piece: no signal cuts it
        cache_logger_on_first_use=False,
    )
    logging.root.handlers = [kept for kept in logging.root.handlers if not isinstance(kept, Others)] + [Others()]


class Others(logging.Handler):
    """What other packages write through `logging` becomes an event of ours."""

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger()
        log.log(record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info or None)


def _process(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Which of several workers speaks."""
    event["pid"] = os.getpid()
    return event


def _line(event: dict[str, Any], **_: Any) -> str:
    return orjson.dumps(event, default=str).decode()
