"""New mail listed over HTTP: Gmail by its history, Microsoft Graph by the moment of receipt.

Both are read in two steps: the head first, which says whether the mail is our business, then the
mail as it came. The place is kept in `Mailbox.cursor`, after the mails of a listing; what is
listed twice is kept once.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx2

from followup.lib import bounded_http
from followup.lib.mailtext import LARGEST
from sequences.channels import oauth
from sequences.models import Mailbox, ReceivedMail
from sequences.receiving.keeping import keep
from sequences.receiving.problems import CannotRead
from sequences.receiving.relevance import is_wanted

BACK = timedelta(days=3)
OVERLAP = timedelta(minutes=10)  # mails reach a folder a little out of order
SECONDS, PAGE, MOST_PAGES = 30.0, 100, 50
SKIPPED = {"DRAFT", "SPAM", "TRASH", "CHAT"}
_HEADS = (
    "from,toRecipients,ccRecipients,subject,internetMessageId,internetMessageHeaders,isDraft,"
    "receivedDateTime"
)


def read(mailbox: Mailbox, *, now: datetime) -> list[ReceivedMail]:
    """What is new in a mailbox at Google or Microsoft, kept. Raises CannotRead."""
    try:
        token = oauth.access_token(mailbox, now=now)
    except oauth.SignInEnded as error:
        raise CannotRead(str(error), is_sign_in=True) from error
    except oauth.NotNow as error:
        raise CannotRead(str(error)) from error
    with bounded_http.client(most=LARGEST * 2, seconds=SECONDS) as client:
        door = _Door(client, oauth.provider(mailbox.kind), token)
        try:
            listing = _gmail if mailbox.kind == Mailbox.Kind.GMAIL else _graph
            return listing(door, mailbox, now)
        except (httpx2.HTTPError, KeyError, TypeError, ValueError, binascii.Error) as error:
            why = str(error) or type(error).__name__
            raise CannotRead(f"{door.by.name} could not be read: {why}.") from error


@dataclass(frozen=True)
class _Door:
    client: httpx2.Client
    by: oauth.Provider
    token: str

    def get(self, path: str, **asked: str) -> httpx2.Response:
        """One answer. Raises CannotRead for a refused sign-in and for a service in trouble."""
        address = path if path.startswith("https://") else self.by.mail + path
        if not address.startswith(f"{self.by.mail}/"):
            raise ValueError("a page elsewhere was named")  # the token goes to its provider only
        answer = self.client.get(
            address, params=asked or None, headers={"Authorization": f"Bearer {self.token}"}
        )
        if answer.status_code in (401, 403):
            raise CannotRead(
                f"{self.by.name} does not let us read this mailbox. Connect it again.",
                is_sign_in=True,
            )
        if answer.status_code == 429 or answer.status_code >= 500:
            raise CannotRead(f"{self.by.name} asks us to wait ({answer.status_code}).")
        return answer

    def json(self, path: str, **asked: str) -> dict[str, Any]:
        answer = self.get(path, **asked)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


# ---- Gmail -------------------------------------------------------------------------------------


def _gmail(door: _Door, mailbox: Mailbox, now: datetime) -> list[ReceivedMail]:
    me = "/gmail/v1/users/me"
    here = str(door.json(f"{me}/profile")["historyId"])  # before listing: nothing falls between
    found = []
    for number in _gmail_new(door, me, mailbox.cursor):
        path = f"{me}/messages/{quote(number, safe='')}"
        head = door.get(path, format="metadata")
        if head.status_code == 404:
            continue  # deleted meanwhile
        labels = set(head.json().get("labelIds", []))
        if labels & SKIPPED:
            continue
        is_sent = "SENT" in labels and "INBOX" not in labels

        def whole(path: str = path) -> bytes:
            raw = str(door.json(path, format="raw")["raw"])
            return base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4))

        fields = head.json()["payload"]["headers"]
        found += _kept(
            mailbox, _head((f["name"], f["value"]) for f in fields), whole, is_sent=is_sent, now=now
        )
    Mailbox.objects.filter(pk=mailbox.pk).update(cursor=here)
    return found


def _gmail_new(door: _Door, me: str, cursor: str) -> Iterator[str]:
    """Ids of what was added since `cursor`; of the last days where the history is gone."""
    if cursor:
        asked = {"startHistoryId": cursor, "historyTypes": "messageAdded", "maxResults": str(PAGE)}
        seen: dict[str, None] = {}
        for _ in range(MOST_PAGES):
            answer = door.get(f"{me}/history", **asked)
            if answer.status_code == 404:
                break
            answer.raise_for_status()
            page = answer.json()
            for one in page.get("history", []):
                seen |= dict.fromkeys(a["message"]["id"] for a in one.get("messagesAdded", []))
            if not page.get("nextPageToken"):
                yield from seen
                return
            asked["pageToken"] = page["nextPageToken"]
    asked = {"q": f"newer_than:{BACK.days}d", "maxResults": str(PAGE)}
    for _ in range(MOST_PAGES):
        page = door.json(f"{me}/messages", **asked)
        yield from (one["id"] for one in page.get("messages", []))
        if not page.get("nextPageToken"):
            return
        asked["pageToken"] = page["nextPageToken"]


# ---- Microsoft Graph ---------------------------------------------------------------------------


def _graph(door: _Door, mailbox: Mailbox, now: datetime) -> list[ReceivedMail]:
    since = datetime.fromisoformat(mailbox.cursor) - OVERLAP if mailbox.cursor else now - BACK
    folders = [("inbox", False)]
    if mailbox.owner_id is not None:
        folders.append(("sentitems", True))
    found = []
    for folder, is_sent in folders:
        for one in _graph_new(door, folder, since):
            if one.get("isDraft") or _is_known(one.get("internetMessageId") or ""):
                continue

            def whole(number: str = one["id"]) -> bytes:
                return door.get(f"/v1.0/me/messages/{quote(number, safe='')}/$value").content

            found += _kept(mailbox, _graph_head(one), whole, is_sent=is_sent, now=now)
    Mailbox.objects.filter(pk=mailbox.pk).update(cursor=now.astimezone(UTC).isoformat())
    return found


def _graph_new(door: _Door, folder: str, since: datetime) -> Iterator[dict[str, Any]]:
    moment = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    page = door.json(
        f"/v1.0/me/mailFolders/{folder}/messages",
        **{
            "$filter": f"receivedDateTime ge {moment}",
            "$orderby": "receivedDateTime",
            "$select": _HEADS,
            "$top": str(PAGE),
        },
    )
    for _ in range(MOST_PAGES):
        yield from page["value"]
        if not page.get("@odata.nextLink"):
            return
        page = door.json(str(page["@odata.nextLink"]))


def _is_known(message_id: str) -> bool:
    return bool(message_id) and ReceivedMail.objects.filter(message_id=message_id).exists()


def _graph_head(one: dict[str, Any]) -> bytes:
    """The head as far as Graph tells it: its own fields, and those of the mail where it has any."""

    def addresses(people: list[dict[str, Any]]) -> str:
        return ", ".join(f"<{p['emailAddress'].get('address', '')}>" for p in people)

    fields = [(f["name"], f["value"]) for f in one.get("internetMessageHeaders") or []]
    named = {name.lower() for name, _ in fields}
    told = {
        "From": addresses([one["from"]]) if one.get("from") else "",
        "To": addresses(one.get("toRecipients") or []),
        "Cc": addresses(one.get("ccRecipients") or []),
        "Subject": one.get("subject") or "",
        "Message-ID": one.get("internetMessageId") or "",
    }
    return _head([*fields, *((n, v) for n, v in told.items() if v and n.lower() not in named)])


# ---- both --------------------------------------------------------------------------------------


def _head(fields: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> bytes:
    lines = (f"{name}: {' '.join(str(value).split())}\r\n" for name, value in fields)
    return ("".join(lines) + "\r\n").encode("utf-8", "replace")


def _kept(
    mailbox: Mailbox, head: bytes, whole: Any, *, is_sent: bool, now: datetime
) -> list[ReceivedMail]:
    """The mail in a list when it is new and our business."""
    wanted = is_wanted(head, mailbox=mailbox, is_sent=is_sent, now=now)
    if wanted is False:
        return []
    raw = whole()
    if wanted is None and not is_wanted(raw, mailbox=mailbox, is_sent=is_sent, now=now):
        return []
    mail = keep(raw, door=mailbox.kind, mailbox=mailbox, is_ours=is_sent, now=now)
    return [mail] if mail else []
