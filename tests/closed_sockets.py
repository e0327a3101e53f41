"""Tests talk to this machine only: a connection or a name look-up elsewhere fails at once, saying where to."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest


class NetworkClosed(RuntimeError):
    """A test tried to leave the machine."""


def is_local(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text.split("%", 1)[0]).is_loopback
    except ValueError:
        return text == socket.gethostname()


def check(address: Any) -> None:
    """Unix sockets have a path for an address, internet sockets begin with the host."""
    if isinstance(address, tuple) and not is_local(address[0]):
        raise NetworkClosed(f"A test tried to reach {address[0]}. Tests may only talk to this machine: use a fake.")


def close_sockets(patch: pytest.MonkeyPatch) -> None:
    """Guard Python's sockets for as long as `patch` lasts."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        check(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        check(address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        check((host,))
        return look_up(host, *args, **kwargs)

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket, "getaddrinfo", guarded_look_up)
