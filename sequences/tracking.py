"""Opens and clicks: off unless the organisation wants them, and told apart from machines.

Where they are on, the links of the HTML part lead through our own address and a picture of one
dot stands at its end. Both are part of the mail before it is approved; the text part, what the rep
reads, keeps its links as they are. A redirect goes where the row of the approved mail says, and
nothing in a request can bend it.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import escape, unescape

from django.conf import settings
from django.utils.crypto import salted_hmac

from sequences import engagement, layout
from sequences.models import Message, Organisation, TrackedLink

# Links in mail programs are followed by these before, or instead of, a person.
_AGENTS = (
    (re.compile(r"GoogleImageProxy", re.I), "Gmail's image proxy"),
    (re.compile(r"YahooMailProxy", re.I), "Yahoo's image proxy"),
    (re.compile(r"Barracuda|Proofpoint|Mimecast|MessageLabs|Symantec|FireEye|Trend ?Micro", re.I),
     "a security scanner"),
    (re.compile(r"bot\b|crawl|spider|preview|scanner|slurp|facebookexternalhit|Slackbot", re.I),
     "a robot"),
    (re.compile(r"python|curl|wget|Go-http|Java/|okhttp|libwww|HeadlessChrome|node-fetch", re.I),
     "a program"),
    (re.compile(r"^Mozilla/5\.0$"), "Apple's privacy proxy"),
)  # fmt: skip
AT_ONCE = timedelta(seconds=20)  # no person reads a mail within seconds of its sending
_HREF = re.compile(r'(<a href=")(https?://[^"]+)(")')
_END = "</body>"


def automatic(*, agent: str, since_sent: timedelta | None) -> str:
    """Who it was when it was no person: a scanner, a proxy; empty for what looks like a person."""
    if not agent.strip():
        return "a program"
    for pattern, label in _AGENTS:
        if pattern.search(agent):
            return label
    if since_sent is not None and since_sent < AT_ONCE:
        return "a scanner, at once"
    return ""


def after(message: Message, at: datetime) -> timedelta | None:
    """How long after its sending; None while that is not known."""
    return at - message.sent_at if message.sent_at else None


def dress(html: str, *, touch_id: int, organisation: Organisation, own: str = "") -> str:
    """The HTML part with its links led through us and the picture at its end, as far as the
    organisation wants them. The same touch and words give the same bytes. `own` is a link that
    is never led anywhere else: the one to unsubscribe."""
    if organisation.tracks_clicks:

        def led(found: re.Match[str]) -> str:
            url = unescape(found[2])
            if url == own:
                return found[0]
            return f"{found[1]}{escape(_address('l', touch_id, url))}{found[3]}"

        html = _HREF.sub(led, html)
    if organisation.tracks_opens and _END in html:
        picture = f'<img src="{escape(_address("o", touch_id, ""))}" width="1" height="1" alt="">'
        html = html.replace(_END, f"{picture}{_END}")
    return html


def is_dress_of(html: str, body: str) -> bool:
    """Whether an HTML part says the words of the plain text, set by us, and nothing else: its links
    shown as they are, or led through our own address, and at most our own picture at its end."""
    ours = re.escape(settings.SITE_URL)
    led = rf'<a href="{ours}/l/[0-9a-f]{{40}}">(https?://[^"<]+)</a>'
    picture = rf'<img src="{ours}/o/[0-9a-f]{{40}}" width="1" height="1" alt="">{_END}'
    shown = re.sub(led, r'<a href="\1">\1</a>', html)
    return re.sub(picture, _END, shown, count=1) == layout.as_html(body)


def keep(message: Message) -> None:
    """The rows behind the addresses in a mail that was just approved, in the same transaction."""
    if not any(f"{settings.SITE_URL}/{kind}/" in message.html for kind in "lo"):
        return
    plain = layout.as_html(message.body)
    for url in {"", *(unescape(found[1]) for found in _HREF.findall(plain))}:
        token = _token(message.touch_id, url)
        if token in message.html:
            TrackedLink.objects.get_or_create(
                token=token, defaults={"touch_id": message.touch_id, "url": url}
            )


def _address(kind: str, touch_id: int, url: str) -> str:
    return f"{settings.SITE_URL}/{kind}/{_token(touch_id, url)}"


def _token(touch_id: int, url: str) -> str:
    made = salted_hmac("sequences.tracking", f"{touch_id} {url}", algorithm="sha256")
    return made.hexdigest()[:40]


def note(link: TrackedLink, *, agent: str, now: datetime) -> None:
    """Somebody, or something, opened a mail or followed a link in it. Once a minute is enough:
    what is asked for again and again tells nothing more.

    What is found here is an observation of a request, not of a person's state: it moves nothing
    that was approved, and is kept only as long as the organisation wants it at all.
    """
    organisation = Organisation.own()
    if not (organisation.tracks_clicks if link.url else organisation.tracks_opens):
        return
    left = Message.objects.filter(touch=link.touch_id, state=Message.State.SENT)
    message = left.select_related("lead").order_by("-sent_at").first()
    if message is None:
        return
    label = automatic(agent=agent, since_sent=after(message, now))
    minute = now.replace(second=0, microsecond=0)
    engagement.record(
        lead=message.lead,
        kind="click" if link.url else "open",
        at=now,
        source=f"link {link.pk} {minute:%Y-%m-%dT%H:%M} {'machine' if label else 'person'}",
        message=message,
        url=link.url,
        is_automatic=bool(label),
        label=label,
    )
