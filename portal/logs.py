"""Log lines for machines: one JSON object a line, without what people typed or where they came from."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime

HIDDEN = [
    (re.compile(r"[^\s<>\"'(),;:=/]+@[^\s<>\"'(),;:/]+"), "(e-mail)"),
    (re.compile(r"\?[^\s\"'<>]*"), "?…"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F:]{1,4}"), "(address)"),
]


def without_personal_data(text):
    """Return ``text`` with e-mail addresses, query strings and IP addresses taken out."""
    for pattern, replacement in HIDDEN:
        text = pattern.sub(replacement, text)
    return text


class JsonFormatter(logging.Formatter):
    """Writes time, level, process, logger, message, the record's ``fields``; of an exception its type and traceback.

    The text of an exception is left out: a database error, for one, quotes the row it refused.
    """

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "process": record.process,
            "logger": record.name,
            "message": without_personal_data(self.text(record)),
        }
        for name, value in getattr(record, "fields", {}).items():
            line[name] = without_personal_data(value) if isinstance(value, str) else value
        if record.exc_info and record.exc_info[0]:
            line["exception"] = self.exception_names(record.exc_info[1])
            line["traceback"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False, default=str)

    @staticmethod
    def text(record):
        # The queue's own messages quote the arguments of a job, and those of a letter are the letter.
        if not record.name.startswith("procrastinate"):
            return record.getMessage()
        job = getattr(record, "job", None) or {}
        about = [str(job[key]) for key in ("task_name", "id", "status") if job.get(key) is not None]
        action = getattr(record, "action", None)
        if not action and not record.args and not about:
            return record.getMessage().split("(", 1)[0]
        return " ".join(filter(None, [action, *about]))

    @staticmethod
    def exception_names(exception):
        """Return the types of the exception and of what caused it: "OperationalError from ConnectionError"."""
        names = []
        while exception is not None and len(names) < 5:
            names.append(f"{type(exception).__module__}.{type(exception).__qualname__}")
            exception = exception.__cause__ or (None if exception.__suppress_context__ else exception.__context__)
        return " from ".join(names)
