"""Log records → one JSON object a line on stderr. Question and article texts are never logged."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import traceback
from collections.abc import Mapping
from typing import TextIO

_REQUESTS = logging.getLogger("dateline.request")
_MEMBERS = "members"


def configure(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send what dateline and the server log to `stream` (stderr), one JSON object a line. Calling it again replaces the stream."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_JsonLine())
    for name in ("dateline", "waitress"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.propagate = False
    logging.getLogger("dateline").setLevel(level)
    logging.getLogger("waitress").setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue is no fault: it would be a line per request under load


def request_line(
    *,
    method: str,
    route: str | None,
    status: int,
    duration_ms: float,
    request_id: str,
    key: str | None = None,
    stages_ms: Mapping[str, float] | None = None,
) -> None:
    """Log one served request. `route` is the pattern, not the path, which may hold what a reader looked for; `key` is a key's id."""
    members: dict[str, object] = {
        "method": method,
        "route": route,
        "status": status,
        "duration_ms": round(duration_ms, 1),
        "request_id": request_id,
    }
    if key:
        members["key"] = key
    if stages_ms:
        members["stages_ms"] = dict(stages_ms)
    _REQUESTS.info("request", extra={_MEMBERS: members})


class _JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update(getattr(record, _MEMBERS, {}))
        if "request_id" not in line and hasattr(record, "request_id"):
            line["request_id"] = record.request_id
        if record.exc_info and record.exc_info[0]:
            line["exception"] = "".join(traceback.format_exception(*record.exc_info))
        return json.dumps(line, default=str)
