"""Mails that come as HTML alone: the words a reader sees, the thread left out."""

from __future__ import annotations

import pytest

from followup.lib.mailtext import html, read

from .test_read import mail

GMAIL = """<div dir="ltr">Friday works.<div><br></div><div>Jane</div></div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Tue, May 12, 2026 at 10:04 AM Sam Seller &lt;<a href="mailto:sam@seller.example">sam@seller.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)"><div>Friday?</div></blockquote></div>"""
GMAIL_INLINE = """<div dir="ltr"><div class="gmail_quote"><div class="gmail_attr">On Tue, May 12, 2026 at 10:04 AM Sam &lt;sam@seller.example&gt; wrote:</div><blockquote class="gmail_quote"><div>Budget?</div></blockquote><div>Twenty thousand.</div><blockquote class="gmail_quote"><div>Start?</div></blockquote><div>In June.</div></div></div>"""
OUTLOOK = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head><body><div class="WordSection1"><p class="MsoNormal">Friday works.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Fra:</b> Sam<br><b>Odesl:</b> x</p></div><p class="MsoNormal">Friday?</p></div></body></html>"""
OUTLOOK_WEB = """<div>Friday works.</div><div id="Signature"><p>Jane Roe, Buyer Ltd</p></div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Sam<br><b>Sent:</b> Tuesday</div><div>Friday?</div>"""
APPLE = """<html><body>Friday works.<br><div><br><blockquote type="cite"><div>On 12 May 2026, at 10:04, Sam &lt;sam@seller.example&gt; wrote:</div><br><div>Friday?</div></blockquote></div></body></html>"""
THUNDERBIRD = """<p>Friday works.</p><div class="moz-signature">-- <br>Jane</div><div class="moz-cite-prefix">Am 12.05.2026 um 10:04 schrieb Sam Seller:<br></div><blockquote type="cite" cite="mid:1@seller.example"><p>Freitag?</p></blockquote>"""
YAHOO = """<div>Friday works.</div><div id="yahoo_quoted_123" class="yahoo_quoted"><div>On Tuesday, Sam wrote:</div><div>Friday?</div></div>"""
PROTON = """<div>Friday works.</div><div class="protonmail_signature_block"><div class="protonmail_signature_block-user"><div>Jane</div></div></div><div class="protonmail_quote">On Tuesday, May 12th, 2026 at 10:04 AM, Sam wrote:<br><blockquote class="protonmail_quote" type="cite">Friday?</blockquote></div>"""
BY_HAND = """<p>From: nobody<br>we quote:</p><table><tr><td>A</td><td>B</td></tr></table><ul><li>one</li><li>two</li></ul>"""


def says(markup: str) -> str:
    """The new words of a mail with that HTML and no plain text."""
    found = read(mail(markup, "Content-Type: text/html; charset=utf-8"))
    assert found.kind == "reply"
    return " ".join(found.text.split())


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (GMAIL, "Friday works. Jane"),
        (GMAIL_INLINE, "Twenty thousand. In June."),
        (OUTLOOK, "Friday works."),
        (OUTLOOK_WEB, "Friday works."),
        (APPLE, "Friday works."),
        (THUNDERBIRD, "Friday works."),
        (YAHOO, "Friday works."),
        (PROTON, "Friday works."),
        (BY_HAND, "From: nobody we quote: A B - one - two"),
    ],
    ids=[
        "gmail",
        "gmail-inline",
        "outlook",
        "outlook-web",
        "apple",
        "thunderbird",
        "yahoo",
        "proton",
        "by-hand",
    ],
)
def test_the_thread_in_html_is_left_out(markup: str, expected: str) -> None:
    assert says(markup) == expected


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Yes</p><script>No()</script>",
        "<style>No{}</style><p>Yes</p>",
        "<p>Yes</p><!-- No -->",
        '<p>Yes</p><div style="display: none">No</div>',
        '<p>Yes</p><span style="font-size:0px">No</span>',
        "<p>Yes</p><![if gte mso 9]><!--No--><![endif]>",
        "<title>No</title><p>Ye&#115;</p>",
    ],
)
def test_what_no_reader_sees_is_left_out(markup: str) -> None:
    assert says(markup) == "Yes"


def test_no_markup_survives() -> None:
    text = html.to_text(
        '<a href="javascript:alert(1)">click &lt;b&gt;</a><img src=x onerror=alert(1)>'
    )
    assert text == "click <b>"


def test_a_lone_angle_bracket_is_text() -> None:
    assert html.to_text("<p>5 < 6 and 7 > 6</p>").strip() == "5 < 6 and 7 > 6"


def test_plain_text_is_preferred_where_both_are_given() -> None:
    body = "--b\nContent-Type: text/plain\n\nplain\n--b\nContent-Type: text/html\n\n<p>rich</p>\n--b--\n"
    assert read(mail(body, "Content-Type: multipart/alternative; boundary=b")).text == "plain"


def test_a_footer_added_by_a_gateway_does_not_hide_the_words() -> None:
    body = "--b\nContent-Type: text/html\n\n<p>Yes.</p>\n--b\nContent-Type: text/plain\n\n\nThis message is confidential and intended only for the addressee.\n--b--\n"
    assert read(mail(body, "Content-Type: multipart/mixed; boundary=b")).text == "Yes."
