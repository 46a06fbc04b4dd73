"""Lines of the log: what opens a page, and whose address it is, stay out of them."""

import logging
import re

#: The token of a letter's link, wherever a path or a message repeats it.
TOKEN = re.compile(r"[\w-]{22}\.[\w-]{43}")
ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


class Formatter(logging.Formatter):
    """Blanks tokens and addresses in the whole line, its traceback included.

    A mail scanner's HEAD request to a link is refused, and the refusal is logged
    with its path: without this, whoever reads the log could confirm the place.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = TOKEN.sub("[token]", super().format(record))
        return ADDRESS.sub("[address]", line)
