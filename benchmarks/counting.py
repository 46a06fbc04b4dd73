"""Count the data statements of a request or of a task."""

from collections.abc import Callable, Iterable
from typing import Any

DATA = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
HEADER = "X-Statements"


class Statements:
    """An execute wrapper that counts; statements for transactions do not count."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(
        self, execute: Any, sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if sql.lstrip("( ").startswith(DATA):
            self.number += 1
        return execute(sql, params, many, context)


def counted(application: Callable[..., Any]) -> Callable[..., Any]:
    """WSGI middleware: answer `X-Count: 1` with their number in `X-Statements`.

    Statements for session and user count.
    """
    from django.db import connection

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if "HTTP_X_COUNT" not in environ:
            return application(environ, start)
        statements = Statements()

        def start_with_number(status: str, headers: list[Any], *more: Any) -> Any:
            return start(status, [*headers, (HEADER, str(statements.number))], *more)

        with connection.execute_wrapper(statements):
            return application(environ, start_with_number)

    return answer
