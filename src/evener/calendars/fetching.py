"""A calendar's address fetched: only from the open internet, only so much, only for so long.

Somebody signed in types the address, and the server goes there: so it must not be talked into asking machines only it
can reach. Every name is looked up here, all its addresses must be public, and the connection goes to the address that
was looked at, not to what the name says a moment later. The same for each redirect.
"""

from __future__ import annotations

import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.utils.translation import gettext as _

from evener.calendars.rules import address, is_public
from evener.lazily import lazily
from evener.problems import Problem

if TYPE_CHECKING:
    import httpx2
else:
    httpx2 = lazily("httpx2")

Resolve = Callable[[str, int], list[str]]

MOST_REDIRECTS = 3
CONNECT_SECONDS, READ_SECONDS, ALL_SECONDS = 5.0, 10.0, 30.0
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PACKED = frozenset({"gzip", "x-gzip", "deflate"})
LONGEST_MARK = {"etag": 200, "last-modified": 80}


class Unfetched(Problem):
    """The address did not give a calendar, in words its owner can act on. Never holds the address."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came. `data` None: the same as last time. The marks say so to the server next time."""

    data: bytes | None
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: where to, what was there last time."""

    url: str
    etag: str = ""
    last_modified: str = ""


class Deadline:
    """Cuts the connections of one fetch when its time is up.

    A server that sends a letter every few seconds, or says "go on" for ever, lets no single read take too long, and
    keeps whoever reads the head of its answer from ever looking at the clock.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def watch(self, event: str, info: Mapping[str, Any]) -> None:
        """The `trace` of a request: told of every connection, and again once it is encrypted."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._sockets.append(info["return_value"].get_extra_info("socket"))
            if self.passed:
                self._cut()

    def _pass(self) -> None:
        self.passed = True
        self._cut()

    def _cut(self) -> None:
        for each in list(self._sockets):
            # Of the plain socket beneath: an encrypted one would first take its leave from the other side.
            with suppress(OSError):
                socket.socket.shutdown(each, socket.SHUT_RDWR)


@dataclass(frozen=True, slots=True)
class Way:
    """What one fetch goes by."""

    client: httpx2.Client
    resolve: Resolve
    deadline: Deadline


def look_up(host: str, port: int) -> list[str]:
    """Every IP address of a name. OSError where it has none."""
    return [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def fetch(
    asked: Asked,
    *,
    most: int,
    resolve: Resolve = look_up,
    transport: httpx2.BaseTransport | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Fetched:
    """What is at the address, at most `most` bytes of it. Raises Unfetched. No proxy of the environment is used."""
    ends = clock() + ALL_SECONDS
    timeout = httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    with Deadline(ALL_SECONDS) as deadline:
        try:
            with httpx2.Client(
                transport=transport, trust_env=False, follow_redirects=False, timeout=timeout, max_redirects=0
            ) as client:
                way = Way(client, resolve, deadline)
                return _follow(way, asked, most=most, late=lambda: deadline.passed or clock() > ends)
        except httpx2.TimeoutException:
            raise Unfetched(_("It took too long to answer.")) from None
        except (httpx2.ConnectError, httpx2.ProxyError) as error:
            raise Unfetched(_certificate(error) or _("It could not be reached.")) from None
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, UnicodeError, zlib.error):
            cut = deadline.passed
            raise Unfetched(
                _("It took too long to answer.") if cut else _("It did not answer as a calendar does.")
            ) from None


def _certificate(error: Exception) -> str:
    return _("Its certificate is not valid.") if "CERTIFICATE_VERIFY" in str(error) else ""


def _follow(way: Way, asked: Asked, *, most: int, late: Callable[[], bool]) -> Fetched:
    for _number in range(MOST_REDIRECTS + 1):
        response = way.client.send(_request(way, asked), stream=True)
        try:
            if response.status_code not in REDIRECTS:
                return _read(response, most=most, late=late)
            asked = _next(asked, response.headers.get("location", ""))
        finally:
            response.close()
        if late():
            break
    raise Unfetched(_("It leads from one address to the next. Copy the one it ends at."))


def _next(asked: Asked, location: str) -> Asked:
    try:
        url, _wrong = address(urljoin(asked.url, location)) if location else ("", None)
    except ValueError:
        url = ""
    if not url:
        raise Unfetched(_("It leads to an address nobody can fetch."))
    if asked.url.startswith("https:") and not url.startswith("https:"):
        raise Unfetched(_("It leads to an address without encryption, where others could read along."))
    return replace(asked, url=url)


def _request(way: Way, asked: Asked) -> httpx2.Request:
    """A request to the address that was looked at, that says the name it was looked up by."""
    client = way.client
    url = httpx2.URL(asked.url)
    host = url.raw_host.decode("ascii")
    ip = _public(host, url.port or (443 if url.scheme == "https" else 80), way.resolve)
    headers = {
        "Host": url.netloc.decode("ascii"), "Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "identity",
        "User-Agent": "Evener",
    }  # fmt: skip
    if asked.etag:
        headers["If-None-Match"] = asked.etag
    if asked.last_modified:
        headers["If-Modified-Since"] = asked.last_modified
    request = client.build_request(
        "GET",
        url.copy_with(host=ip, username=None, password=None),
        headers=headers,
        extensions={"sni_hostname": host, "trace": way.deadline.watch},
    )
    request.extensions["timeout"] = client.timeout.as_dict()
    if url.username or url.password:
        flow = httpx2.BasicAuth(url.username, url.password).sync_auth_flow(request)
        request = next(flow)
    return request


def _public(host: str, port: int, resolve: Resolve) -> str:
    """The address to connect to. Refused where any of them is not public: the next look-up may answer with that."""
    try:
        found = resolve(host.strip("[]"), port)
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise Unfetched(_("There is no such address. Look at its spelling."))
    if not all(is_public(ip) for ip in found):
        raise Unfetched(_("It leads into a private network. Evener fetches calendars from the open internet only."))
    # Some machines have no IPv6.
    return next((ip for ip in found if ":" not in ip), found[0])


def _read(response: httpx2.Response, *, most: int, late: Callable[[], bool]) -> Fetched:
    if response.status_code == 304:
        return Fetched(None)
    if response.status_code != 200:
        raise Unfetched(_status(response.status_code))
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in PACKED | {"identity", ""}:
        raise Unfetched(_("It did not answer as a calendar does."))
    data = bytearray()
    for piece in _unpacked(response, packed=packing in PACKED, most=most):
        data += piece
        if len(data) > most:
            raise Unfetched(_("The calendar has more than %(most)d MB.") % {"most": most // 1024 // 1024})
        if late():
            raise Unfetched(_("It took too long to answer."))
    etag, modified = (response.headers.get(name, "")[:most] for name, most in LONGEST_MARK.items())
    return Fetched(bytes(data), etag, modified)


def _unpacked(response: httpx2.Response, *, packed: bool, most: int) -> Iterator[bytes]:
    """Unpacked piece by piece, so that a small answer cannot become a large one before it is measured."""
    if not packed:
        yield from response.iter_raw()
        return
    opened = zlib.decompressobj(47)
    for piece in response.iter_raw():
        while piece:
            yield opened.decompress(piece, most + 1)
            piece = opened.unconsumed_tail


def _status(code: int) -> str:
    if code in (401, 403):
        return _("It does not let Evener in. Make a new secret address in your calendar, and add that.")
    if code in (404, 410):
        return _("There is no calendar any more at this address. Make a new secret address, and add that.")
    if code == 429 or code >= 500:
        return _("It is not answering just now (%(code)d).") % {"code": code}
    return _("It did not answer as a calendar does (%(code)d).") % {"code": code}
