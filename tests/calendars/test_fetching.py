"""Fetching an address: what may be reached, what is read, what a hostile server cannot do. All of it is pretended."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import httpx2
import pytest

from evener.calendars import fetching
from evener.calendars.fetching import Asked, Fetched, Unfetched, fetch

URL = "https://cal.example/private-0123/basic.ics"
ICS = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
NAMES = {
    "cal.example": ["93.184.216.34"], "other.example": ["93.184.216.35"], "inside.example": ["10.0.0.5"],
    "both.example": ["93.184.216.34", "127.0.0.1"], "six.example": ["2606:4700::1111"], "localhost": ["127.0.0.1"],
    "2130706433": ["127.0.0.1"], "169.254.169.254": ["169.254.169.254"], "::1": ["::1"],
    "mapped.example": ["::ffff:10.0.0.5"],
}  # fmt: skip
Handler = Callable[[httpx2.Request], httpx2.Response]


def look_up(host: str, port: int) -> list[str]:
    if host not in NAMES:
        raise OSError("no such name")
    return NAMES[host]


class Pieces(httpx2.SyncByteStream):
    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        yield from self.pieces


def get(
    handler: Handler, url: str = URL, *, etag: str = "", most: int = 1000, clock: Callable[[], float] | None = None
) -> Fetched:
    transport = httpx2.MockTransport(handler)
    clocked = {} if clock is None else {"clock": clock}
    return fetch(Asked(url, etag), most=most, resolve=look_up, transport=transport, **clocked)


def calendar(request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(
        200, stream=Pieces([ICS]), headers={"ETag": '"7"', "Last-Modified": "Mon, 02 Mar 2026 09:00:00 GMT"}
    )


def test_the_connection_goes_to_the_address_that_was_looked_at() -> None:
    seen: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return calendar(request)

    found = get(handler, "https://user:s%40cret@cal.example:8443/a.ics?k=1")
    assert found == Fetched(ICS, '"7"', "Mon, 02 Mar 2026 09:00:00 GMT")
    (request,) = seen
    assert str(request.url) == "https://93.184.216.34:8443/a.ics?k=1"
    assert request.headers["host"] == "cal.example:8443"
    assert request.extensions["sni_hostname"] == "cal.example"
    assert request.headers["authorization"] == "Basic dXNlcjpzQGNyZXQ="
    assert request.extensions["timeout"]["connect"] == 5.0


def test_ipv6_alone() -> None:
    assert (
        get(
            lambda request: calendar(request) if request.url.host == "2606:4700::1111" else httpx2.Response(500),
            "https://six.example/",
        ).data
        == ICS
    )


def test_the_same_as_last_time() -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(304 if request.headers.get("if-none-match") == '"7"' else 200)

    assert get(handler, etag='"7"').data is None


@pytest.mark.parametrize(
    "url",
    [
        "https://inside.example/", "https://both.example/", "http://localhost/", "http://2130706433/",
        "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "https://mapped.example/",
    ],
)  # fmt: skip
def test_nothing_inside_is_asked(url: str) -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        raise AssertionError("asked")

    with pytest.raises(Unfetched, match="private network"):
        get(handler, url)
    # Nor when somebody outside sends us there.
    with pytest.raises(Unfetched, match=r"private network|without encryption"):
        get(lambda request: httpx2.Response(302, headers={"Location": url}), URL)


def test_redirects_are_followed_a_little() -> None:
    hosts: list[str] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        hosts.append(request.headers["host"])
        assert "authorization" not in request.headers or request.headers["host"] == "cal.example"
        if request.headers["host"] == "cal.example":
            return httpx2.Response(301, headers={"Location": "https://other.example/there.ics"})
        return calendar(request)

    assert get(handler, "https://u:p@cal.example/").data == ICS
    assert hosts == ["cal.example", "other.example"]
    with pytest.raises(Unfetched, match="from one address to the next"):
        get(lambda request: httpx2.Response(302, headers={"Location": URL}))
    with pytest.raises(Unfetched, match="without encryption"):
        get(lambda request: httpx2.Response(302, headers={"Location": "http://other.example/"}))
    for location in ("", "file:///etc/passwd", "https://[oops"):
        with pytest.raises(Unfetched, match="nobody can fetch"):
            get(lambda request, to=location: httpx2.Response(302, headers={"Location": to}))  # type: ignore[misc]


def test_only_so_much_is_read() -> None:
    with pytest.raises(Unfetched, match="MB"):
        get(lambda request: httpx2.Response(200, stream=Pieces([b"x" * 600] * 1000)))
    bomb = gzip.compress(b"\0" * 50_000_000)
    with pytest.raises(Unfetched, match="MB"):
        get(lambda request: httpx2.Response(200, stream=Pieces([bomb]), headers={"Content-Encoding": "gzip"}))
    packed = gzip.compress(ICS)
    pieces = [packed[:10], packed[10:]]
    assert (
        get(lambda request: httpx2.Response(200, stream=Pieces(pieces), headers={"Content-Encoding": "gzip"})).data
        == ICS
    )


def test_a_server_that_drips_is_left() -> None:
    times = iter(range(0, 1000, 5))
    with pytest.raises(Unfetched, match="too long"):
        get(lambda request: httpx2.Response(200, stream=Pieces([b"x"] * 100)), clock=lambda: float(next(times)))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx2.Response(401), "let Evener in"), (httpx2.Response(404), "no calendar any more"),
        (httpx2.Response(503), "503"), (httpx2.Response(418), "418"), (httpx2.ConnectTimeout("x"), "too long"),
        (httpx2.ConnectError("secret inside"), "could not be reached"),
        (httpx2.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]"), "certificate"),
        (httpx2.RemoteProtocolError("x"), "as a calendar does"),
        (httpx2.Response(200, headers={"Content-Encoding": "br"}, stream=Pieces([b"x"])), "as a calendar does"),
        (httpx2.Response(200, headers={"Content-Encoding": "gzip"}, stream=Pieces([b"no"])), "as a calendar does"),
    ],
)  # fmt: skip
def test_failures_in_words_that_hold_no_secret(answer: httpx2.Response | Exception, words: str) -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(Unfetched, match=words) as refused:
        get(handler)
    assert "private-0123" not in str(refused.value) and "inside" not in str(refused.value)


def test_a_name_nobody_knows() -> None:
    with pytest.raises(Unfetched, match="spelling"):
        get(calendar, "https://nowhere.example/")


def forever(first: bytes, then: bytes, pause: float) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.recv(10_000)
        connection.sendall(first)
        while True:
            connection.sendall(then)
            time.sleep(pause)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        forever(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x", 0.05),
        forever(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.0),
        forever(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x", 0.05),
    ],
    ids=["letter by letter", "go on for ever", "a piece without end"],
)
def test_a_server_that_never_comes_to_the_point_is_left(
    answer: Callable[[socket.socket], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "ALL_SECONDS", 0.5)
    monkeypatch.setattr(fetching, "is_public", lambda ip: True)

    def serve() -> None:
        connection, _address = listening.accept()
        with connection, contextlib.suppress(OSError):
            answer(connection)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=serve, daemon=True)
        server.start()
        began = time.monotonic()
        with pytest.raises(Unfetched, match="too long"):
            fetch(Asked(f"http://127.0.0.1:{listening.getsockname()[1]}/"), most=1000)
        assert time.monotonic() - began < 5
        server.join(5)
        assert not server.is_alive()
