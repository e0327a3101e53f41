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
    times: tuple[float, ...]


def measure(application: Callable[..., Any], call: Call, *, seconds: float = 2.5, most: int = 300) -> Cost:
    """Warm up, count the SQL of one call, then time calls for about `seconds`."""
    statements, body = _warm(application, call)
    return _cost(_times(application, call, seconds=seconds, most=most), statements, body)


@dataclass(frozen=True)
class Beside:
    """What was measured in turns with a call: medians of the yardstick and of `pace`, in milliseconds."""

    yardstick: float
    pace: float


def measure_beside(
    application: Callable[..., Any], call: Call, *, yardstick: Callable[[float], list[float]], turns: int = 6
) -> tuple[Cost, Beside]:
    """The same, in turns with a yardstick: a shared machine's speed drifts within seconds, and a ratio must not.

    `yardstick(seconds)` gives its own times.
    """
    statements, body = _warm(application, call)
    times: list[float] = []
    beside: list[float] = []
    paces: list[float] = []
    for turn in range(turns):
        beside += yardstick(0.25)
        paces += [pace() for _ in range(5)]
        times += _times(application, call, seconds=0.45, most=60, first=turn * 1000)
    return _cost(times, statements, body), Beside(statistics.median(beside), statistics.median(paces))


def pace() -> float:
    """Milliseconds of a fixed piece of work that knows no database: how quick the machine is at this moment."""
    began = time.perf_counter()
    sum(len(str(number)) for number in range(12_000))
    return (time.perf_counter() - began) * 1000


def _warm(application: Callable[..., Any], call: Call) -> tuple[tuple[str, ...], bytes]:
    for number in range(3):
        answer = send(application, call, -1 - number)
        if answer.status not in call.expect:
            raise RuntimeError(f"{call.work}: {call.method} {call.url} answered {answer.status}: {answer.body[:400]!r}")
    reset_queries()
    with CaptureQueriesContext(connection) as captured:
        answer = send(application, call, -9)
    statements = (query["sql"] for query in captured.captured_queries)
    passing = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return tuple(sql for sql in statements if not sql.startswith(passing)), answer.body


def _times(application: Callable[..., Any], call: Call, *, seconds: float, most: int, first: int = 0) -> list[float]:
    """Milliseconds of each call."""
    times: list[float] = []
    end = time.perf_counter() + seconds
    while len(times) < 5 or (time.perf_counter() < end and len(times) < most):
        began = time.perf_counter()
        send(application, call, first + len(times))
        times.append((time.perf_counter() - began) * 1000)
    return times


def _cost(times: list[float], statements: tuple[str, ...], body: bytes) -> Cost:
    times.sort()
    return Cost(
        p50=statistics.median(times),
        p95=times[int(len(times) * 0.95)],
        per_second=1000 / statistics.mean(times),
        sql=len(statements),
        statements=statements,
        size=len(body),
        body=body,
        times=tuple(times),
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
