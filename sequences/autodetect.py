"""What the mail servers of an address are likely to be. Pure: a guess to start from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Servers:
    """Where mail leaves and comes back; `kind`: how to connect best, `note`: what to know first."""

    smtp_host: str
    imap_host: str
    smtp_port: int = 587
    smtp_security: str = "starttls"
    kind: str = "smtp"
    note: str = ""


_APP = "Its servers take no account password: make an app password in the account's security page."
_MICROSOFT = Servers(
    "smtp.office365.com",
    "outlook.office365.com",
    kind="graph",
    note="Microsoft ends passwords for mail programs: connect with Microsoft instead.",
)
_GOOGLE = Servers("smtp.gmail.com", "imap.gmail.com", kind="gmail", note=_APP)
_ICLOUD = Servers("smtp.mail.me.com", "imap.mail.me.com", note=_APP)
_YAHOO = Servers(
    "smtp.mail.yahoo.com",
    "imap.mail.yahoo.com",
    smtp_port=465,
    smtp_security="tls",
    note=_APP,
)
_BY_DOMAIN = {
    "gmail.com": _GOOGLE,
    "googlemail.com": _GOOGLE,
    "outlook.com": _MICROSOFT,
    "hotmail.com": _MICROSOFT,
    "live.com": _MICROSOFT,
    "icloud.com": _ICLOUD,
    "me.com": _ICLOUD,
    "yahoo.com": _YAHOO,
    "fastmail.com": Servers("smtp.fastmail.com", "imap.fastmail.com", note=_APP),
    "gmx.net": Servers("mail.gmx.net", "imap.gmx.net"),
    "gmx.de": Servers("mail.gmx.net", "imap.gmx.net"),
    "web.de": Servers("smtp.web.de", "imap.web.de"),
    "t-online.de": Servers("securesmtp.t-online.de", "secureimap.t-online.de"),
    "ionos.de": Servers("smtp.ionos.de", "imap.ionos.de"),
    "ionos.com": Servers("smtp.ionos.com", "imap.ionos.com"),
    "zoho.com": Servers("smtp.zoho.com", "imap.zoho.com"),
    "zoho.eu": Servers("smtp.zoho.eu", "imap.zoho.eu"),
    "ovh.net": Servers("ssl0.ovh.net", "ssl0.ovh.net"),
    "orange.fr": Servers("smtp.orange.fr", "imap.orange.fr"),
    "mailbox.org": Servers("smtp.mailbox.org", "imap.mailbox.org"),
    "posteo.de": Servers("posteo.de", "posteo.de"),
}
# Whoever takes a domain's mail (its MX) is most often who sends it, too.
_BY_EXCHANGER = {
    "google.com": _GOOGLE,
    "googlemail.com": _GOOGLE,
    "outlook.com": _MICROSOFT,
    "icloud.com": _ICLOUD,
    "yahoodns.net": _YAHOO,
    "messagingengine.com": _BY_DOMAIN["fastmail.com"],
    "zoho.com": _BY_DOMAIN["zoho.com"],
    "zoho.eu": _BY_DOMAIN["zoho.eu"],
    "kundenserver.de": _BY_DOMAIN["ionos.de"],
    "ionos.com": _BY_DOMAIN["ionos.com"],
    "ovh.net": _BY_DOMAIN["ovh.net"],
    "mailbox.org": _BY_DOMAIN["mailbox.org"],
}


def guess(address: str, *, exchangers: tuple[str, ...] = ()) -> Servers | None:
    """The likely servers of an address, by its domain and by the hosts that take its mail (MX).

    None without a domain. An unknown domain gets the names most hosts use.
    """
    domain = address.rpartition("@")[2].strip().lower().rstrip(".")
    if "." not in domain:
        return None
    if known := _BY_DOMAIN.get(domain):
        return known
    for host in exchangers:
        for end, servers in _BY_EXCHANGER.items():
            if host.lower().rstrip(".").endswith("." + end):
                return servers
    return Servers(
        f"smtp.{domain}", f"imap.{domain}", note="A guess from the address. Test the connection."
    )
