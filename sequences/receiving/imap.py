"""A mailbox read over IMAP: every mail once, in order, without changing a flag.

A folder is opened for reading only (EXAMINE) and its place remembered as UIDVALIDITY and the last
UID, moved in the transaction that keeps the mail: a crash in between reads it again, and a mail
that is here already is not kept twice.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from followup.lib.mailtext import LARGEST
from sequences.models import Mailbox, ReadingPlace, ReceivedMail
from sequences.receiving.keeping import keep
from sequences.receiving.problems import CannotRead
from sequences.receiving.relevance import is_wanted

BACK = timedelta(days=3)  # how far a mailbox is read that was never read before
OVERLAP = timedelta(days=1)  # read again when a folder's UIDs have lost their meaning
TIMEOUT = 30.0
BATCH = 50


def connect(mailbox: Mailbox, *, password: str = "", token: str = "") -> IMAPClient:
    """A signed-in connection. Raises CannotRead. With `token` it signs in by XOAUTH2."""
    where = f"{mailbox.imap_host}:{mailbox.imap_port}"
    try:
        client = IMAPClient(
            mailbox.imap_host,
            port=mailbox.imap_port,
            ssl=mailbox.imap_security == Mailbox.Security.TLS,
            ssl_context=ssl.create_default_context(),
            timeout=TIMEOUT,
        )
        if mailbox.imap_security == Mailbox.Security.STARTTLS:
            client.starttls(ssl.create_default_context())
    except ssl.SSLError as error:
        raise CannotRead(
            f"The certificate of {where} cannot be trusted: {error.reason}."
        ) from error
    except (OSError, IMAPClientError) as error:
        raise CannotRead(f"{where} cannot be reached: {error}.") from error
    try:
        return _signed_in(client, mailbox, password=password, token=token)
    except BaseException:
        client.shutdown()
        raise


def _signed_in(client: IMAPClient, mailbox: Mailbox, *, password: str, token: str) -> IMAPClient:
    where = f"{mailbox.imap_host}:{mailbox.imap_port}"
    try:
        user = mailbox.imap_username or mailbox.address
        if mailbox.sign_in == Mailbox.SignIn.XOAUTH2:
            client.oauth2_login(user, token)
        else:
            client.login(user, password)
    except LoginError as error:
        raise CannotRead(
            f"{mailbox.imap_host} refused the sign-in of {user}. Type the password in again.",
            is_sign_in=True,
        ) from error
    except (OSError, IMAPClientError) as error:
        raise CannotRead(f"{where} hung up at the sign-in: {error}.") from error
    return client


def read(client: IMAPClient, mailbox: Mailbox, *, now: datetime) -> list[ReceivedMail]:
    """What is new in the inbox and in the folder of sent mail, kept. Raises CannotRead."""
    found: list[ReceivedMail] = []
    try:
        for folder, is_sent in _folders(client, mailbox):
            found += read_folder(client, mailbox, folder, is_sent=is_sent, now=now)
        client.select_folder(mailbox.imap_folder, readonly=True)  # where IDLE listens
    except (OSError, IMAPClientError) as error:
        raise CannotRead(f"{mailbox.imap_host} stopped answering: {error}.") from error
    return found


def read_folder(
    client: IMAPClient, mailbox: Mailbox, folder: str, *, is_sent: bool, now: datetime
) -> list[ReceivedMail]:
    """The mails of one folder that were not seen before and are the product's business."""
    state = client.select_folder(folder, readonly=True)
    uidvalidity = int(state[b"UIDVALIDITY"])
    place = ReadingPlace.objects.filter(mailbox=mailbox, folder=folder).first()
    if place is not None and place.uidvalidity == uidvalidity:
        # "5:*" names the last mail even when there is none from 5 on.
        new = client.search(["UID", f"{place.last_uid + 1}:*"])
        uids = sorted(uid for uid in new if uid > place.last_uid)
    else:
        since = (place.read_at - OVERLAP if place else now - BACK).date()
        uids = sorted(client.search(["SINCE", since]))
        before = uids[0] - 1 if uids else int(state.get(b"UIDNEXT", 1)) - 1
        place = _begin(mailbox, folder, uidvalidity, before=before, now=now)
    if now - place.read_at > OVERLAP / 4:
        ReadingPlace.objects.filter(pk=place.pk).update(read_at=now)
    found = []
    for uid, raw in _wanted(client, mailbox, uids, is_sent=is_sent, now=now):
        with transaction.atomic():
            mail = (
                keep(raw, door="imap", mailbox=mailbox, is_ours=is_sent, now=now) if raw else None
            )
            ReadingPlace.objects.filter(pk=place.pk).update(last_uid=uid, read_at=now)
        if mail is not None:
            found.append(mail)
    return found


def _folders(client: IMAPClient, mailbox: Mailbox) -> Iterator[tuple[str, bool]]:
    yield mailbox.imap_folder, False
    sent = mailbox.sent_folder or client.find_special_folder(b"\\Sent")
    if sent and mailbox.owner_id is not None:
        yield sent, True


def _begin(
    mailbox: Mailbox, folder: str, uidvalidity: int, *, before: int, now: datetime
) -> ReadingPlace:
    place, _ = ReadingPlace.objects.update_or_create(
        mailbox=mailbox,
        folder=folder,
        defaults={"uidvalidity": uidvalidity, "last_uid": max(before, 0), "read_at": now},
    )
    return place


def _wanted(
    client: IMAPClient, mailbox: Mailbox, uids: list[int], *, is_sent: bool, now: datetime
) -> Iterator[tuple[int, bytes]]:
    """Each UID with its mail, or with nothing when it is none of our business."""
    for start in range(0, len(uids), BATCH):
        heads = client.fetch(uids[start : start + BATCH], ["BODY.PEEK[HEADER]"])
        for uid in uids[start : start + BATCH]:
            head = _part(heads.get(uid, {}), b"BODY[HEADER]")
            wanted = is_wanted(head, mailbox=mailbox, is_sent=is_sent, now=now) if head else False
            raw = b""
            if wanted is not False:
                answer = client.fetch([uid], [f"BODY.PEEK[]<0.{LARGEST}>"])
                raw = _part(answer.get(uid, {}), b"BODY[]<0>", b"BODY[]")
            if wanted is None and not is_wanted(raw, mailbox=mailbox, is_sent=is_sent, now=now):
                raw = b""
            yield uid, raw


def _part(answer: dict[Any, Any], *names: bytes) -> bytes:
    """The bytes a server sent under one of these names; none when the mail is gone meanwhile."""
    return next((bytes(answer[name]) for name in names if answer.get(name)), b"")
