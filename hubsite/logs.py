"""A log formatter that removes link tokens and email addresses."""

import logging
import re

#: A link token, wherever a path or a message contains it.
_SIGN = r"(?:[\w-]|%[0-9A-Fa-f]{2})"  # a server may log the path percent-encoded
TOKEN = re.compile(_SIGN + r"{22}(?:\.|%2[Ee])" + _SIGN + r"{43}")
#: An email address, in an address of a page also percent-encoded.
ADDRESS = re.compile(r"[\w.+'%-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")


class Formatter(logging.Formatter):
    """Replace tokens and addresses in the whole log line, tracebacks included.

    A mail scanner's HEAD request to a link is refused, and the refusal is logged with
    its path: without this, anybody who reads the log could confirm the place.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = TOKEN.sub("[token]", super().format(record))
        return ADDRESS.sub("[address]", line)
