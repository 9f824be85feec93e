"""What stands under (and above) the words of a mail and is not said by its writer to its reader:
signature, device line, list footer, disclaimer, the receiving company's warning banner."""

from __future__ import annotations

import re

from followup.lib.mailtext import patterns

LONGEST_SIGNATURE = 16  # lines below a mere rule, beyond which it separates, not signs
DASHES = re.compile(r"\s{0,3}(?:--|—|– ?–)\s*$")
RULE = re.compile(r"\s{0,8}(?:[-–—]{3,}|_{2,}|={3,}|\*{3,}|~{3,}|#{3,}|ᐧ|[-=_*~ ]{6,})\s*$")
SIGNED = re.compile(r"\s{0,2}[-–—~][A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}$")
DEVICE = re.compile(
    rf"\s*[>*_(\[<]{{0,3}}{patterns.any_of('device_lines')}[>*_)\]]{{0,3}}\.?\s*"
    r"(?:<?https?://\S{1,200}>?)?\s*$",
    re.IGNORECASE,
)
# Without a product's name it must be somebody's own thing, and no sentence.
OWN = re.compile(
    r"\b(?:my|an?|meine[mr]|mon|ma|mi|meu|minha|mio|mia|mijn|min|mitt|mojego|mého|моего|我的)\b",
    re.I,
)
PROSE = re.compile(r"[,;!?]\s|\.\s+\w|[^.]\.$")
PRODUCTS = patterns.compiled("products")
DISCLAIMER = patterns.compiled("disclaimers")
BANNER = patterns.compiled("banners")
CLOSING = re.compile(rf"\s*{patterns.any_of('closings')}\s*[,.!]?\s*$", re.IGNORECASE)
CONTACT = patterns.compiled("contact")
POSTSCRIPT = re.compile(r"\s*p\.? ?s\b|\s*ps?[.:]", re.IGNORECASE)
ITEM = re.compile(r"\s{0,8}(?:\d{1,2}[.)]|[-*•–])\s+\S")
LIST_FOOTER = patterns.compiled("list_footers")
SENTENCE = re.compile(r"\w.{20,}[.!?。！？]['\")]*$")


def without_banner(lines: list[str]) -> list[str]:
    """Without the warning that the receiver's own server puts above a mail from outside."""
    at = 0
    while at < len(lines) and not lines[at].strip():
        at += 1
    if at == len(lines) or not BANNER.match(lines[at][:500]):
        return lines
    while at < len(lines) and lines[at].strip():
        at += 1
    return lines[at:] if any(line.strip() for line in lines[at:]) else lines


def without(lines: list[str]) -> list[str]:
    """The lines without signature, device lines and disclaimers."""
    lines = [line for at, line in enumerate(lines) if not is_device(lines, at)]
    lines = lines[: signature_at(lines)]
    lines = without_disclaimers(lines)
    lines = without_contact(lines)
    while lines and (not lines[-1].strip() or RULE.match(lines[-1]) or DASHES.match(lines[-1])):
        lines = lines[:-1]
    if len(lines) > 1 and SIGNED.match(lines[-1]) and not lines[-2].strip():
        lines = lines[:-1]
    return lines


def is_device(lines: list[str], at: int) -> bool:
    """A line that the writer's program added, such as "Sent from my phone"."""
    line = lines[at]
    if len(line) > 160 or not DEVICE.match(line) or any(lines[at + 1 : at + 2]):
        return False
    if PRODUCTS.search(line):
        return not re.search(r"[,;!?]\s|\.\s+\w", line)
    alone = at == 0 or not lines[at - 1]
    return alone and bool(OWN.search(line)) and not PROSE.search(line)


def signature_at(lines: list[str]) -> int:
    """Where the signature begins, at its rule; the number of lines when there is none."""
    above = False
    for at, line in enumerate(lines):
        if DASHES.match(line) and above:
            return at
        if (RULE.match(line) and above) or DASHES.match(line):
            below = [rest for rest in lines[at + 1 : at + 60] if rest.strip()]
            if is_footer(below):
                return at
        above = above or bool(line.strip())
    return len(lines)


def is_footer(below: list[str]) -> bool:
    """Whether lines below a rule are a signature or a footer, not another chapter of the mail."""
    if (
        not below
        or DEVICE.match(below[0][:160])
        or any(LIST_FOOTER.search(line[:300]) for line in below[:6])
    ):
        return True
    if len(below) > LONGEST_SIGNATURE:
        return False
    if any(DISCLAIMER.search(line[:1000]) for line in below[:3]):
        return True
    if sum(bool(ITEM.match(line)) for line in below) > 1:
        return False  # a list has points, a signature has not
    prose = sum(bool(SENTENCE.search(line[:1000])) for line in below)
    return prose == 0 or (prose <= 1 and any(CONTACT.search(line[:300]) for line in below))


def without_disclaimers(lines: list[str]) -> list[str]:
    """Without the legal paragraphs at the end."""
    ends = [len(lines)]
    end = len(lines)
    while end:
        while end and not lines[end - 1].strip():
            end -= 1
        start = end
        while start and lines[start - 1].strip() and end - start < 60:
            start -= 1
        paragraph = " ".join(lines[start:end])
        if start == end or start == 0 or not DISCLAIMER.search(paragraph[:4_000]):
            break
        if len(paragraph) < 60 and "?" in paragraph:
            break
        end = start
        ends.append(start)
    return lines[: ends[-1]]


def without_contact(lines: list[str]) -> list[str]:
    """Without the address block below "Kind regards, Jane"; the closing and the name stay."""
    for at in range(len(lines) - 1, max(-1, len(lines) - 30), -1):
        if not CLOSING.match(lines[at][:120]):
            continue
        name = next((n for n in range(at + 1, len(lines)) if lines[n].strip()), None)
        if name is None or CONTACT.search(lines[name][:300]):
            return lines
        block = [line for line in lines[name + 1 :] if line.strip()]
        prose = any(SENTENCE.search(line[:1000]) or POSTSCRIPT.match(line) for line in block)
        if block and not prose and any(CONTACT.search(line[:300]) for line in block):
            return lines[: name + 1]
        return lines
    return lines
