"""Calling a WSGI application in this process, and what a call cost."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Call:
    """One request of the benchmark; `body` may differ per call, so it is a function of the call's number."""

    work: str
    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    body: Callable[[int], tuple[str, bytes]] | None = None
    expect: tuple[int, ...] = (200,)


def send(application: Callable[..., Any], call: Call, number: int = 0) -> Answer:
    """Run one request through `application`."""
    content_type, body = call.body(number) if call.body else ("", b"")
    path, _, query = call.url.partition("?")
    environ = {
        "REQUEST_METHOD": call.method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "localhost:8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": content_type,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in call.headers.items()},
    }
    answer = Answer()

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        answer.status, answer.headers = int(status.split()[0]), dict(headers)

    result = application(environ, start)
    answer.body = b"".join(result)
    if hasattr(result, "close"):
        result.close()
    return answer


@dataclass(frozen=True)
class Cost:
    """Milliseconds of `runs` calls, statements of one, and its bytes."""

    p50: float
    p95: float
    per_second: float
    sql: int
    statements: tuple[str, ...]
    size: int
    body: bytes


def measure(application: Callable[..., Any], call: Call, *, seconds: float = 2.5, most: int = 300) -> Cost:
    """Warm up, count the SQL of one call, then time calls for about `seconds`."""
    for number in range(3):
        answer = send(application, call, -1 - number)
        if answer.status not in call.expect:
            raise RuntimeError(f"{call.work}: {call.method} {call.url} answered {answer.status}: {answer.body[:400]!r}")
    reset_queries()
    with CaptureQueriesContext(connection) as captured:
        answer = send(application, call, -9)
    statements = tuple(query["sql"] for query in captured.captured_queries)
    times: list[float] = []
    end = time.perf_counter() + seconds
    number = 0
    while len(times) < 20 or (time.perf_counter() < end and len(times) < most):
        began = time.perf_counter()
        send(application, call, number)
        times.append((time.perf_counter() - began) * 1000)
        number += 1
    times.sort()
    real = [sql for sql in statements if not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    return Cost(
        p50=statistics.median(times),
        p95=times[int(len(times) * 0.95)],
        per_second=1000 / statistics.mean(times),
        sql=len(real),
        statements=tuple(real),
        size=len(answer.body),
        body=answer.body,
    )


def bare_sql(statements: tuple[str, ...], *, runs: int = 30) -> float:
    """Median milliseconds of just running the reading statements of a call and fetching their rows."""
    reading = [sql for sql in statements if sql.lstrip("( ").upper().startswith(("SELECT", "WITH"))]
    if not reading:
        return 0.0
    times = []
    with connection.cursor() as cursor:
        for _ in range(runs):
            began = time.perf_counter()
            for sql in reading:
                cursor.execute(sql.replace("%", "%%") if connection.vendor == "postgresql" else sql)
                cursor.fetchall()
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)
