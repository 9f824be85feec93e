"""Whose mail is it: by the address it was sent to, the mail it answers, its sender's address,
another address of theirs, and last their company. In this order, and no guess beyond it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, Value
from django.db.models.functions import Replace

from followup.lib.mailtext import ReadMail, headers, mime
from leads.domains import company_domain
from leads.models import Account, Lead, User
from sequences.models import Alias, Mailbox, Message, ReceivedMail, Touch
from sequences.receiving.replying import touch_of

MOST_IDS = 60  # of a thread that are looked up, the newest
By = ReceivedMail.MatchedBy
# Mail providers that take dots in a name for nothing.
_DOTLESS = {"gmail.com", "googlemail.com"}


@dataclass(frozen=True, slots=True)
class Match:
    """Whose mail it is and how that is known; `answers` is the message of ours it answers."""

    lead: Lead | None = None
    by: str = ""
    answers: Message | None = None


def match(mail: ReadMail, raw: bytes) -> Match:
    """The lead a received mail belongs to, or a match without one."""
    about = quoted(raw) if mail.kind in ("bounce", "complaint") else None
    return (
        _by_token(mail.recipients)
        or _by_references(_ids(mail, about))
        or _by_address(_speakers(mail, about))
        or (_by_domain(mail.sender) if mail.kind not in ("bounce", "complaint") else None)
        or Match()
    )


def quoted(raw: bytes) -> mime.Part | None:
    """The head of our own mail that a report carries."""
    kinds = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers")
    for part in mime.parts(raw)[1:]:
        if part.kind in kinds:
            fields, _ = mime.split_head(part.data().lstrip()[:200_000])
            return mime.Part(fields)
    return None


def is_one_of_us(address: str) -> bool:
    """Whether the address is a person's here or one of our mailboxes'."""
    return bool(address) and (
        User.objects.filter(email=address).exists()
        or Mailbox.objects.filter(address=address).exists()
    )


def leads_at(addresses: Iterable[str]) -> list[Lead]:
    """The leads who have one of these addresses, or one that reaches the same person."""
    wanted = {form for address in addresses for form in spellings(address)}
    if not wanted:
        return []
    aliased = Alias.objects.filter(address__in=wanted).values("lead")
    return list(Lead.objects.filter(Q(email__in=wanted) | Q(pk__in=aliased)).order_by("pk"))


def spellings(address: str) -> list[str]:
    """The address, and without what stands behind a plus: priya+news@… reaches priya@…"""
    local, at, domain = address.strip().lower().rpartition("@")
    if not local or not at:
        return []
    plain = local.partition("+")[0] or local
    return list(dict.fromkeys([f"{local}@{domain}", f"{plain}@{domain}"]))


def _by_token(recipients: Iterable[str]) -> Match | None:
    if not settings.INBOUND_DOMAIN:
        return None
    for address in recipients:
        if (touch_id := touch_of(address)) is not None:
            touch = Touch.objects.filter(pk=touch_id).select_related("enrollment__lead").first()
            if touch:
                return Match(touch.enrollment.lead, By.TOKEN, _newest(Q(touch=touch)))
    return None


def _ids(mail: ReadMail, about: mime.Part | None) -> list[str]:
    """The ids of the thread, the nearest first."""
    found = [*reversed(mail.in_reply_to), *reversed(mail.references)]
    if about is not None:
        found = [*headers.ids(about, "message-id"), *headers.ids(about, "references"), *found]
    return list(dict.fromkeys(found))[:MOST_IDS]


def _by_references(ids: list[str]) -> Match | None:
    """Our own mail it answers, else a mail of theirs that we have and it answers."""
    if not ids:
        return None
    bare = [one.strip("<>") for one in ids]
    ours = Message.objects.filter(Q(message_id__in=ids) | Q(provider_id__in=[*ids, *bare]))
    sent = {key: m for m in ours.select_related("lead") for key in (m.message_id, m.provider_id)}
    for one in ids:
        if message := sent.get(one) or sent.get(one.strip("<>")):
            return Match(message.lead, By.REFERENCES, message)
    theirs = ReceivedMail.objects.filter(message_id__in=ids, lead__isnull=False)
    known = {mail.message_id: mail for mail in theirs.select_related("lead", "answers")}
    for one in ids:
        if before := known.get(one):
            return Match(before.lead, By.REFERENCES, before.answers)
    return None


def _speakers(mail: ReadMail, about: mime.Part | None) -> list[str]:
    """The addresses that say whom it is about: its sender, or of a report, who it failed for."""
    if mail.kind == "bounce":
        failed = mail.bounce.recipient if mail.bounce else ""
        return [failed] if failed else list(headers.addresses(about, "to")) if about else []
    if mail.kind == "complaint":
        return [mail.complainant] if mail.complainant else []
    return [mail.sender] if mail.sender else []


def _by_address(addresses: Iterable[str]) -> Match | None:
    for address in addresses:
        if lead := Lead.objects.filter(email=address).first():
            return Match(lead, By.ADDRESS, _newest(Q(lead=lead)))
        if lead := _aliased(address):
            return Match(lead, By.ALIAS, _newest(Q(lead=lead)))
    return None


def _aliased(address: str) -> Lead | None:
    """The one lead with another spelling of this address, or one a person has said is theirs."""
    if found := leads_at([address]):
        return found[0] if len(found) == 1 else None
    local, _, domain = address.rpartition("@")
    if not local:
        return None
    plain = local.partition("+")[0]
    tagged = Q(email__startswith=f"{plain}+", email__endswith=f"@{domain}")
    near = list(Lead.objects.filter(tagged)[:2])
    if not near and domain in _DOTLESS:
        undotted = [f"{plain}@{one}".replace(".", "") for one in _DOTLESS]
        bare = Replace("email", Value("."), Value(""))
        near = list(Lead.objects.alias(bare=bare).filter(bare__in=undotted)[:2])
    return near[0] if len(near) == 1 else None


def _by_domain(sender: str) -> Match | None:
    """A colleague: somebody at the company of exactly one conversation, or of the latest one."""
    domain = company_domain(sender)
    if domain is None or is_one_of_us(sender):
        return None
    account = Account.objects.filter(domain=domain).first()
    colleagues = Q(lead__account=account) if account else Q(lead__email__endswith=f"@{domain}")
    last = _newest(colleagues)
    if last:
        return Match(last.lead, By.DOMAIN, last)
    of = Lead.objects.filter(account=account) if account else None
    only = list((of or Lead.objects.filter(email__endswith=f"@{domain}"))[:2])
    return Match(only[0], By.DOMAIN) if len(only) == 1 else None


def _newest(which: Q) -> Message | None:
    """Our last mail of those that left, or may have."""
    left = [Message.State.SENT, Message.State.UNKNOWN, Message.State.SENDING]
    found = Message.objects.filter(which, state__in=left).select_related("lead")
    return found.order_by("-created_at", "-pk").first()
