"""The block on the network blocks, and lets the machine talk to itself."""

from __future__ import annotations

import socket
import urllib.request

import pytest

BLOCKED = "a test tried to"


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_other_machines_are_out_of_reach(address: tuple[str, int]) -> None:
    with pytest.raises(AssertionError, match=BLOCKED):
        socket.create_connection(address, timeout=0.1)


def test_connect_ex_is_blocked_too() -> None:
    with socket.socket() as one, pytest.raises(AssertionError, match=BLOCKED):
        one.connect_ex(("192.0.2.1", 80))


def test_names_are_not_looked_up() -> None:
    with pytest.raises(AssertionError, match=BLOCKED):
        urllib.request.urlopen("http://semaforo.example", timeout=0.1)


def test_this_machine_is_within_reach() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=1) as client,
    ):
        assert client.getpeername() == server.getsockname()
