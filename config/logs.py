"""Logging: codes and ids only. What looks like a person is masked before a line is written."""

import logging
import re
from typing import Any

import structlog

# Keys whose value is never written, whatever it is.
DENIED = re.compile(
    r"(^|_)(name|full_name|xm|id_number|id_no|sfz|phone|mobile|address|password|secret|token|body|data|cookie)($|_)"
)
ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
QUERY_STRING = re.compile(r"\?\S*")
# PostgreSQL repeats the offending row in DETAIL and the statement's values in CONTEXT.
DATABASE_DETAIL = re.compile(r"^\s*(DETAIL|CONTEXT):.*$", re.MULTILINE)
KEPT = {"event", "level", "logger", "timestamp", "code", "user_id", "request_id", "ip"}


def mask(text: str) -> str:
    """Replace ID numbers, phone numbers and database details in `text`."""
    text = DATABASE_DETAIL.sub("DETAIL: ***", text)
    return PHONE.sub("***", ID_NUMBER.sub("***", text))


def deny(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Structlog processor: drop denied keys, cut query strings, mask the rest."""
    for key, value in event.items():
        if key not in KEPT and DENIED.search(key):
            event[key] = "***"
        elif key == "request":
            event[key] = mask(QUERY_STRING.sub("", str(value)))
        elif isinstance(value, str):
            event[key] = mask(value)
        elif isinstance(value, (dict, list, tuple)):
            event[key] = mask(repr(value))
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=False),
    structlog.processors.format_exc_info,
    structlog.processors.UnicodeDecoder(),
    deny,
]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": SHARED,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own copy of each 4xx and 5xx carries the path with its query; ours is enough.
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": False},
        "axes": {"level": "ERROR"},  # writes user names
        "kombu.connection": {"level": "ERROR"},  # memory:// has no host name, as it says at each start
        "celery.beat": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},  # writes arguments and return values
        "celery.worker.strategy": {"level": "WARNING"},
    },
}


def configure_structlog() -> None:
    """Send structlog through the standard logging above."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
