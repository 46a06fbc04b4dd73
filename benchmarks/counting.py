"""Counts the data statements of a request that asks for it, in either application."""

from collections.abc import Callable, Iterable
from typing import Any

DATA = ("SELECT", "INSERT", "UPDATE", "DELETE")
HEADER = "X-Statements"


def counted(application: Callable[..., Any]) -> Callable[..., Any]:
    """`X-Count: 1` in the request is answered by `X-Statements`: what the request
    asked of the database, session and user included, transactions not."""
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
