"""Questions to the domain name system. Errors say whether a name has nothing or nobody answered."""

from __future__ import annotations

import ipaddress
from typing import Protocol

import dns.exception
import dns.resolver
import dns.reversename
from django.conf import settings

SECONDS = 5.0


class Unanswered(Exception):
    """No name server answered: nothing is known, so nothing is held against the domain."""


class Resolver(Protocol):
    """What the desk asks; an empty answer means that the name has no such record."""

    def texts(self, name: str) -> list[str]: ...
    def exchangers(self, name: str) -> list[str]: ...
    def addresses(self, name: str) -> list[str]: ...
    def names(self, address: str) -> list[str]: ...


class Dns:
    """The machine's own name servers, or those of DNS_SERVERS (`address` or `address:port`)."""

    def __init__(self, servers: list[str] | None = None, *, seconds: float | None = None) -> None:
        servers = settings.DNS_SERVERS if servers is None else servers
        try:
            self._resolver = dns.resolver.Resolver(configure=not servers)
        except dns.resolver.NoResolverConfiguration:
            self._resolver = dns.resolver.Resolver(configure=False)
        if servers:
            host, _, port = servers[0].rpartition(":")
            self._resolver.nameservers = [host or servers[0]]
            self._resolver.port = int(port) if host else 53
        self._resolver.lifetime = seconds or SECONDS

    def texts(self, name: str) -> list[str]:
        return [b"".join(r.strings).decode(errors="replace") for r in self._ask(name, "TXT")]

    def exchangers(self, name: str) -> list[str]:
        """The hosts that take the domain's mail, most wanted first."""
        found = sorted((r.preference, r.exchange.to_text()) for r in self._ask(name, "MX"))
        return [host.rstrip(".") for _, host in found]

    def addresses(self, name: str) -> list[str]:
        return [r.address for kind in ("A", "AAAA") for r in self._ask(name, kind)]

    def names(self, address: str) -> list[str]:
        """What an address calls itself (PTR). Raises ValueError for what is no address."""
        name = dns.reversename.from_address(str(ipaddress.ip_address(address))).to_text()
        return [r.target.to_text().rstrip(".") for r in self._ask(name, "PTR")]

    def _ask(self, name: str, kind: str) -> list:  # type: ignore[type-arg]
        try:
            return list(self._resolver.resolve(name, kind))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            raise Unanswered(f"{name}: {error}") from None
