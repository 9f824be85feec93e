"""SMTP with a last look: the point of no return is committed just before the final dot."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Sequence
from typing import Any

from django.core.mail.backends.smtp import EmailBackend as DjangoBackend

from sequences.channels.outcome import Dot, Withheld


class _Conversation:
    """What smtplib's client needs in addition: to ask before the final dot, and to know the one
    recipient without whom nobody in copy gets the mail either."""

    before_dot: Dot | None = None
    dotted = False
    must_reach = ""
    bearer = ""

    def login(self, user: str, password: str, **options: Any) -> tuple[int, bytes]:
        """Sign in: with the access token (XOAUTH2) where there is one, else as smtplib does."""
        client: Any = self
        if not self.bearer:
            signed_in: tuple[int, bytes] = smtplib.SMTP.login(client, user, password, **options)
            return signed_in

        def answer(challenge: bytes | None = None) -> str:
            """The token at once; a challenge is the server's account of an error: say nothing."""
            return f"user={user}\1auth=Bearer {self.bearer}\1\1" if challenge is None else ""

        client.ehlo_or_helo_if_needed()
        code, said = client.auth("XOAUTH2", answer)
        return code, said

    def rcpt(self, recip: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        """RFC 5321 RCPT. Raises SMTPRecipientsRefused at once for the one who must get it."""
        client: Any = self
        answer: tuple[int, bytes] = smtplib.SMTP.rcpt(client, recip, options)
        if recip == self.must_reach and answer[0] not in (250, 251):
            client._rset()  # as smtplib does when everybody was refused
            raise smtplib.SMTPRecipientsRefused({recip: answer})
        return answer

    def data(self, msg: bytes | str) -> tuple[int, bytes]:
        """RFC 5321 DATA, as smtplib does it, with the question between the body and the dot."""
        client: Any = self
        client.putcmd("data")
        code, reply = client.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        body = msg.encode("ascii") if isinstance(msg, str) else msg
        stuffed = smtplib._quote_periods(body)  # type: ignore[attr-defined]
        client.send(stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n")
        if self.before_dot is not None and not self.before_dot():
            client.close()
            raise Withheld
        self.dotted = True
        client.send(b".\r\n")
        answer: tuple[int, bytes] = client.getreply()
        return answer


class PlainClient(_Conversation, smtplib.SMTP):  # type: ignore[misc]
    pass


class TlsClient(_Conversation, smtplib.SMTP_SSL):  # type: ignore[misc]
    pass


class EmailBackend(DjangoBackend):
    """Django's SMTP backend with our client, so that settings and TLS stay Django's."""

    connection: PlainClient | TlsClient | None

    def __init__(self, *arguments: Any, bearer: str = "", **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.bearer = bearer

    @property
    def connection_class(self) -> Callable[..., PlainClient | TlsClient]:  # type: ignore[override]
        return self._client

    def _client(self, *arguments: Any, **options: Any) -> PlainClient | TlsClient:
        made = (TlsClient if self.use_ssl else PlainClient)(*arguments, **options)
        made.bearer = self.bearer
        return made
