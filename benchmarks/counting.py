"""WSGI middleware that counts the data statements of a request."""

from collections.abc import Callable, Iterable
from typing import Any

DATA = ("SELECT", "INSERT", "UPDATE", "DELETE")
HEADER = "X-Statements"


def counted(application: Callable[..., Any]) -> Callable[..., Any]:
    """Answer `X-Count: 1` with the number of data statements in `X-Statements`.

    Statements for session and user count, those for transactions do not.
    """
    from django.db import connection

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if "HTTP_X_COUNT" not in environ:
            return application(environ, start)
        statements: list[str] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.lstrip("( ").startswith(DATA):
                statements.append(sql)
            return execute(sql, params, many, context)

        def start_with_number(status: str, headers: list[Any], *more: Any) -> Any:
            return start(status, [*headers, (HEADER, str(len(statements)))], *more)

        with connection.execute_wrapper(note):
            return application(environ, start_with_number)

    return answer
