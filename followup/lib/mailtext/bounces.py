"""Mails that say that ours did not arrive: RFC 3464 reports, and the many that ignore it."""

from __future__ import annotations

import re

from followup.lib.mailtext import automatic, bounce_reasons, complaints, headers, patterns
from followup.lib.mailtext.mime import Part
from followup.lib.mailtext.schema import Bounce

LONGEST = 100_000  # characters of a report that are read
MOST_LINES = 400
SUBJECT = patterns.compiled("bounce_subjects")
ORIGINAL = re.compile(rf"^\s*{patterns.any_of('original_follows')}$", re.IGNORECASE)
ADDRESS = headers.ADDRESS
DAEMON = re.compile(
    r"mailer[-_. ]?daemon|mail delivery (?:sub)?system|double-bounce", re.IGNORECASE
)
ANSWER = re.compile(r"\s*(?:re|aw|sv|vs|antw|odp|rv|res|r|fwd?|wg|tr|回复|答复|返信)\s*[:：]", re.I)
SYSTEM = re.compile(
    r"postmaster|(?:system|mail|e-?mail) ?admin|mail ?system|^root@|<root@|mailadm|^<>$", re.I
)
REPORT_FIELD = re.compile(r"^([A-Za-z-]{3,40})\s*:\s*(.*)$")
OURS = re.compile(
    r"^(?:mailer-daemon|postmaster|abuse|support|helpdesk|postoffice)@|@(?:localhost|.*\.local)$",
    re.I,
)

TELLING = patterns.compiled("telling")


def read(mail: list[Part]) -> tuple[Bounce | None, bool]:
    """The bounce, and whether the mail is a delivery report at all: one may tell of success.

    None and False for any other mail. Fields decide that it is a report, never its words alone.
    """
    reports = report_groups(mail)
    if reports:
        return from_report(reports, mail)
    if not plausible(mail[0]):
        return None, False
    said = words(mail)
    failed = tuple(a for a in headers.addresses(mail[0], "x-failed-recipients") if "@" in a)
    recipient = failed[0] if failed else recipient_in(said, headers.addresses(mail[0], "to"))
    evidence = telling(said, recipient)
    recipient = recipient or complaints.original_recipient(mail)
    bounce = judged(evidence, bounce_reasons.status_in(evidence), recipient)
    told = bool(bounce.status) or bounce.reason != "unknown"
    certain = bool(failed) or bool(DAEMON.search(mail[0].first("from")))
    return (bounce, True) if told or (certain and TELLING.search(evidence)) else (None, False)


def plausible(mail: Part) -> bool:
    """Whether the fields say that a mail server tells of a delivery."""
    if mail.first("x-failed-recipients"):
        return True
    subject = headers.words(mail.first("subject"))
    if automatic.SUBJECT.match(subject):
        return False
    writer = headers.words(mail.first("from"))
    if DAEMON.search(writer):
        return True
    about_delivery = bool(SUBJECT.search(subject)) and not ANSWER.match(subject)
    if automatic.null_sender(mail) and automatic.is_daemon(mail):
        return True
    submitted = mail.first("auto-submitted").strip().lower() not in ("", "no")
    machine = submitted or automatic.null_sender(mail) or mail.kind == "multipart/report"
    return about_delivery and (machine or bool(SYSTEM.search(writer)))


def report_groups(mail: list[Part]) -> list[dict[str, str]]:
    """The groups of fields about recipients, of every machine-readable report.

    A server's mail may carry the report without saying so; a person's may not.
    """
    kinds = ("message/delivery-status", "message/global-delivery-status")
    texts = [part.text() for part in mail if part.kind in kinds]
    if not texts and plausible(mail[0]):
        texts = [part.text() for part in mail if part.kind == "text/plain"]
        texts = [text[at:] for text in texts if (at := text.find("\nReporting-MTA:")) >= 0]
    return [group for text in texts for group in groups_in(text[:LONGEST]) if "status" in group]


def groups_in(text: str) -> list[dict[str, str]]:
    """Fields by lower-case name, one group for each run of lines without an empty one."""
    groups: list[dict[str, str]] = [{}]
    name = ""
    for line in text.split("\n"):
        match = REPORT_FIELD.match(line[:1_000])
        if match:
            name = match[1].lower()
            groups[-1].setdefault(name, match[2].strip())
        elif line[:1].isspace() and name and line.strip():
            groups[-1][name] = f"{groups[-1][name]} {line.strip()}"[:5_000]
        elif not line.strip() and groups[-1]:
            groups.append({})
            name = ""
    return groups


def from_report(groups: list[dict[str, str]], mail: list[Part]) -> tuple[Bounce | None, bool]:
    """The worst outcome among the recipients of a report."""
    failed = [g for g in groups if action(g) in ("failed", "delayed", "")]
    if not failed:
        return None, True
    said = words(mail)
    bounces = []
    for group in failed[:50]:
        recipient = address_of(group) or complaints.original_recipient(mail)
        status = (bounce_reasons.ENHANCED.findall(group.get("status", "")) or [""])[0]
        diagnosis = group.get("diagnostic-code", "").partition(";")[2] or group.get(
            "diagnostic-code", ""
        )
        evidence = diagnosis if tells(diagnosis) else f"{diagnosis} {telling(said, recipient)}"
        found = bounce_reasons.status_in(diagnosis)
        if not status or (status.endswith(".0.0") and found):
            status = found or status
        bounces.append(judged(evidence, status, recipient, late=action(group) == "delayed"))
    return next((b for b in bounces if b.hard), bounces[0]), True


def tells(diagnosis: str) -> bool:
    """Whether a diagnosis says more than a code."""
    return bounce_reasons.reason(diagnosis, "") not in ("unknown", "system")


def action(group: dict[str, str]) -> str:
    return group.get("action", "").lower().split(" ")[0].strip(";,.")


def address_of(group: dict[str, str]) -> str:
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        match = ADDRESS.search(group.get(name, ""))
        if match:
            return match[0].lower()
    return ""


def judged(said: str, status: str, recipient: str, *, late: bool = False) -> Bounce:
    """The bounce that the server's words and the code make."""
    why = bounce_reasons.reason(said, status)
    return Bounce(why in bounce_reasons.HARD and not late, status, recipient, why)


def words(mail: list[Part]) -> str:
    """What the server wrote for people, up to the copy of our own mail."""
    for part in mail:
        if part.kind.startswith("text/") and not part.attached and "rfc822" not in part.kind:
            text = part.text()
            if part.kind == "text/html":
                text = re.sub(r"<[^<>]{0,2000}>", " ", text)
            if text.strip():
                break
    else:
        return ""
    kept: list[str] = []
    for line in text[:LONGEST].split("\n")[:MOST_LINES]:
        if ORIGINAL.match(line[:300]) and any(kept):
            break
        kept.append(line.strip()[:1_000])
    return "\n".join(kept)


def recipient_in(said: str, ours: tuple[str, ...]) -> str:
    """The address that failed: the first one that is not our own nor a server's."""
    for line in said.split("\n"):
        for found in ADDRESS.findall(line):
            address = str(found).strip(".<>").lower()
            if address not in ours and not OURS.match(address):
                return address
    return ""


def telling(said: str, recipient: str) -> str:
    """The lines that say why: those at the address, unless they say nothing; then all."""
    lines = [line for line in said.split("\n") if line]
    near = next((at for at, line in enumerate(lines) if recipient and recipient in line.lower()), 0)
    block = " ".join(lines[near : near + 6])
    if bounce_reasons.reason(block, "") != "unknown":
        return block
    others = [line for line in lines if TELLING.search(line)]
    return " ".join([block, *others] if recipient in block else others or lines)
