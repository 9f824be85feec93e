"""An HTTP client for addresses that people type in: it reaches public machines only.

A name is resolved once, every address behind it has to be public, and the connection goes to one of
these very addresses: a name that answers differently a moment later leads nowhere else. Redirects
are not followed and no proxy is asked. Machines of one's own network are reached where whoever runs
the site has named them (`inside`).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from urllib.parse import urlsplit

import httpx2

from followup.lib import bounded_http

_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")


class NotPublic(httpx2.RequestError):
    """The address is not one that may be asked; nothing was sent."""


class _PublicOnly(httpx2.HTTPTransport):
    def __init__(self, *, inside: Collection[str]) -> None:
        super().__init__()
        self._inside = frozenset(inside)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        host = request.url.host
        if host not in self._inside:
            if request.url.scheme != "https":
                raise NotPublic(f"{host} has to be asked over https", request=request)
            address = _public(host, request.url.port or 443, request)
            request.extensions = {**request.extensions, "sni_hostname": host}
            request.url = request.url.copy_with(host=address)
        return super().handle_request(request)


def client(*, most: int, seconds: float, inside: Collection[str] = ()) -> httpx2.Client:
    """A bounded client (`bounded_http`) that reaches public machines and those named `inside`.

    What is not public raises `NotPublic`, an `httpx2.RequestError`, before anything is sent.
    """
    return bounded_http.client(most=most, seconds=seconds, transport=_PublicOnly(inside=inside))


def why_not(url: str, *, inside: Collection[str] = ()) -> str:
    """What is wrong with an address as it is written, in words; '' for one that may be tried.

    No name is looked up: what a name leads to is seen to each time it is asked.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
        httpx2.URL(url)  # what the client cannot read is never asked
    except (ValueError, httpx2.InvalidURL):
        return "This is no address."
    if host in inside and parts.scheme in {"http", "https"}:
        return ""
    if parts.scheme != "https" or not host:
        return "Begin with https://."
    if parts.username is not None or parts.password is not None:
        return "Leave the name and the password out of the address."
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        return "" if "." in host and not host.endswith(".local") else "This name is not public."
    return "" if _is_public(literal) else "This address is not public."


def _public(host: str, port: int, request: httpx2.Request) -> str:
    """One address of this name; all of them have to be public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpx2.ConnectError(f"{host} is not known: {error}", request=request) from error
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    if not addresses or not all(_is_public(ipaddress.ip_address(a)) for a in addresses):
        raise NotPublic(f"{host} is not a public address", request=request)
    return addresses[0]


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Also of an IPv4 address that is dressed up as another: mapped, 6to4, NAT64."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in ipaddress.ip_network("64:ff9b::/96"):
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        else:
            address = address.ipv4_mapped or address.sixtofour or address
    if address.version == 6 and address not in _GLOBAL_UNICAST:  # all that is given out (RFC 4291)
        return False
    return address.is_global and not address.is_multicast
