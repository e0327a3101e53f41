"""No test leaves this machine."""

from __future__ import annotations

import socket

import pytest

from tests.closed_sockets import NetworkClosed


@pytest.mark.parametrize("host", ["example.com", "192.0.2.1", "2001:db8::1"])
def test_elsewhere_is_closed(host: str) -> None:
    with pytest.raises(NetworkClosed, match=host):
        socket.create_connection((host, 80), timeout=1)


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.com", 80)])
def test_a_bare_socket_is_closed(address: tuple[str, int]) -> None:
    with socket.socket() as unconnected, pytest.raises(NetworkClosed):
        unconnected.connect_ex(address)


def test_this_machine_is_open() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(("127.0.0.1", server.getsockname()[1]), timeout=5) as link,
    ):
        assert link.getpeername() == server.getsockname()
