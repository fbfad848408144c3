"""No test reaches beyond this machine."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class NetworkBlockedError(AssertionError):
    """A test tried to reach another machine."""


def _is_here(address: Any) -> bool:
    """Whether a socket address is a path, or an address of the loopback range."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _guarded(method: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        if not _is_here(address):
            raise NetworkBlockedError(f"a test tried to reach {address!r}")
        return method(self, address)

    return connect


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Sockets connect to this machine only, and only its names are looked up."""
    lookup = socket.getaddrinfo

    def getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
        if host is not None and not _is_here((host,)):
            raise NetworkBlockedError(f"a test tried to look up {host!r}")
        return lookup(host, *rest, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """One Spark session for the whole run: a cold one takes ten seconds and more."""
    from tests.support.spark import small_session

    session = small_session()
    yield session
    session.stop()
