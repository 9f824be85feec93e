"""Bytes to text, whatever they claim to be: never fails, never returns control characters."""

from __future__ import annotations

import codecs
import re
import unicodedata

# What mailers write, and the superset in which such bytes are really to be read.
REALLY = {
    "us-ascii": "utf-8", "ascii": "utf-8", "ansi_x3.4-1968": "utf-8", "unknown-8bit": "utf-8",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "iso8859-1": "cp1252",
    "iso-8859-9": "cp1254", "iso-8859-8-i": "iso8859-8", "iso-8859-11": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "euc-kr": "cp949", "shift_jis": "cp932",
    "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "iso-2022-jp": "iso2022_jp_ext",
    "big5": "big5hkscs", "unicode-1-1-utf-7": "utf-7", "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman", "windows-31j": "cp932", "cp-850": "cp850", "utf8": "utf-8",
}  # fmt: skip
# Codecs of Python that are no charsets of mail; punycode takes quadratic time.
REFUSED = {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
# Drawn as nothing: controls, zero-width, bidirectional overrides, tag characters, the BOM.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\U000e0000-\U000e007f]"
)
LINE_END = re.compile("\r\n|\r|\u2028|\u2029|\x85|\x0b|\x0c")


def decode(data: bytes, charset: str = "") -> str:
    """`data` as text. Declared wrongly or not at all: UTF-8 where it fits, else Windows-1252."""
    name = charset.strip().strip("\"'").lower()
    name = REALLY.get(name, name)
    if name and name not in ("utf-8", "cp1252") and usable(name):
        return data.decode(name, errors="replace")
    if name == "cp1252" and not looks_like_utf8(data):
        return windows(data)
    text = data.decode("utf-8", errors="replace")
    high = sum(byte > 127 for byte in data) if "\ufffd" in text else 0
    return windows(data) if high and text.count("\ufffd") * 3 > high else text


def usable(name: str) -> bool:
    """Whether Python has a codec of that name that turns the bytes of a mail into text."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return info.name not in REFUSED and bool(getattr(info, "_is_text_encoding", False))


def looks_like_utf8(data: bytes) -> bool:
    """True for bytes above 127 that are valid UTF-8: no other text looks like that by chance."""
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def windows(data: bytes) -> str:
    """Windows-1252, its five holes read as Latin-1."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def clean(text: str) -> str:
    """Line ends as \\n, plain spaces, NFC, and nothing that draws nothing."""
    text = INVISIBLE.sub("", LINE_END.sub("\n", text))
    text = text.replace("\xa0", " ").replace("\u202f", " ").replace("\u2007", " ")
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))


def one_line(text: str) -> str:
    """A header's text on one line."""
    return " ".join(clean(text).split())
