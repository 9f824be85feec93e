"""Which company an e-mail address speaks for."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FREE_MAIL = _words(
    """
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com
    icloud.com me.com aol.com gmx.de gmx.net gmx.com web.de t-online.de proton.me protonmail.com
    mail.com mail.ru yandex.ru qq.com 163.com orange.fr free.fr laposte.net libero.it
    """
)


def company_domain(address: str) -> str | None:
    """The domain of an address in lower case; None for free mail and what is no address."""
    local, at, domain = address.strip().lower().rpartition("@")
    return domain if local and at and domain and domain not in FREE_MAIL else None


def is_within(domain: str, companies: frozenset[str]) -> bool:
    """Whether a domain is one of these or below one: mail.halden.example is halden.example's."""
    parts = domain.split(".")
    return any(".".join(parts[n:]) in companies for n in range(max(1, len(parts) - 1)))
