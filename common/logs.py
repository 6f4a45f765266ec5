"""Log lines carry no NIK, NPWP, NIB or phone number, whatever an exception quotes."""

import logging
import re

# Ten digits or more, also when spaces, dots or dashes part them.
LONG_NUMBER = re.compile(r"(?<![\w.])\+?\d(?:[ .-]?\d){9,}(?![\w])")


def redact(text: str) -> str:
    """Return `text` with every number of ten digits or more replaced by bullets."""
    return LONG_NUMBER.sub("••••••••••", text)


class RedactingFormatter(logging.Formatter):
    """Formats the whole record first, traceback included, and then redacts it."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
