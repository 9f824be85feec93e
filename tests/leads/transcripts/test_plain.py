"""Text as people paste it, and as Otter and Fathom save it."""

from __future__ import annotations

import pytest

from leads.transcripts import TranscriptError, read_text

from .reading import said, timed

ANA_AND_BEN = [("Ana Ruiz", 12000, "One thing: the price."), ("Ben", 75000, "Fine.")]


@pytest.mark.parametrize(
    "pasted",
    [
        "[00:12] Ana Ruiz: One thing: the price.\n[01:15] Ben: Fine.",
        "00:12 Ana Ruiz: One thing: the price.\n\n01:15 Ben: Fine.",
        "(0:00:12) Ana Ruiz: One thing: the price.\n(0:01:15) Ben: Fine.",
        "00:00:12 - Ana Ruiz: One thing: the price.\n00:01:15 - Ben: Fine.",
        "Ana Ruiz (00:12): One thing: the price.\nBen (01:15): Fine.",
        "Ana Ruiz [00:12]: One thing: the price.\nBen [01:15]: Fine.",
        "Ana Ruiz 00:12: One thing: the price.\nBen 01:15: Fine.",
        "Ana Ruiz (00:12)\nOne thing: the price.\n\nBen (01:15)\nFine.",
        "Ana Ruiz  0:12  \nOne thing: the price.\n\nBen  1:15\nFine.",
        "Ana Ruiz | 00:12\nOne thing: the price.\nBen | 01:15\nFine.",
        "**Ana Ruiz** 00:12\nOne thing: the price.\n\n**Ben** 01:15\nFine.",
        "Ana Ruiz\n0:12\nOne thing: the price.\n\nBen\n1:15\nFine.",
        "Ana Ruiz\n0:12\nOne thing: the price.\nBen\n1:15\nFine.",
        "0:12 - Ana Ruiz\n  One thing: the price.\n\n1:15 - Ben\n  Fine.",
        "[0:12] Ana Ruiz\nOne thing: the price.\n[1:15] Ben\nFine.",
        "Ana Ruiz\n\n0:12\n\nOne thing: the price.\n\nBen\n\n1:15\n\nFine.",
        "Ana Ruiz (00:12):\nOne thing: the price.\nBen (01:15):\nFine.",
        "Ana Ruiz: 00:12\nOne thing: the price.\n\nBen: 01:15\nFine.",
        "Ana Ruiz, 0:12\n\nOne thing: the price.\n\nBen, 1:15\n\nFine.",
    ],
)
def test_plain_text_reads_names_and_times_in_any_usual_order(pasted: str) -> None:
    assert timed(read_text(pasted)) == ANA_AND_BEN


@pytest.mark.parametrize(
    "pasted",
    [
        "Ana Ruiz: One thing: the price.\nBen: Fine.",
        "Ana Ruiz: One thing:\nthe price.\n\nBen: Fine.",
        "**Ana Ruiz**: One thing: the price.\n\n**Ben:** Fine.",
        "Ana Ruiz:\nOne thing: the price.\n\nBen:\nFine.",
        "Ana Ruiz：One thing: the price.\r\nBen：Fine.",
        "- Ana Ruiz: One thing: the price.\n- Ben: Fine.",
        "2026-05-04 10:00:12 Ana Ruiz: One thing: the price.\n2026-05-04 10:00:20 Ben: Fine.",
        "[10:02 AM] Ana Ruiz: One thing: the price.\n[10:03 AM] Ben: Fine.",
        "<p><b>Ana Ruiz:</b> One thing: the price.</p>\n<p><b>Ben:</b> Fine.</p>",
    ],
)
def test_plain_text_reads_names_without_times(pasted: str) -> None:
    assert said(read_text(pasted)) == [("Ana Ruiz", "One thing: the price."), ("Ben", "Fine.")]


def test_plain_text_paragraphs_of_one_speaker_stay_apart() -> None:
    found = read_text("Ana Ruiz: First.\n\nSecond\nline.\n\nBen: Third.\n\nAna Ruiz: Fourth.")
    assert said(found) == [
        ("Ana Ruiz", "First."),
        ("Ana Ruiz", "Second line."),
        ("Ben", "Third."),
        ("Ana Ruiz", "Fourth."),
    ]


def test_plain_text_does_not_take_words_before_a_colon_for_a_speaker() -> None:
    found = read_text(
        "Ana Ruiz: So.\nRemember: Friday.\n\nNext steps: none.\n\nBen: Yes.\n"
        "https://x.example/a: b\n"
        "the thing is: no\nAna Ruiz: Right.\nBen: Bye."
    )
    assert found.speakers == ("Ana Ruiz", "Ben")


def test_plain_text_heads_are_not_speech() -> None:
    found = read_text(
        "Call with Acme\nDate: 3 May 2026\nParticipants: Ana Ruiz, Ben\n---\n\n"
        "Ana Ruiz: Hello.\nBen: Hi.\n"
    )
    assert found.title == "Call with Acme"
    assert found.attendees == ("Ana Ruiz", "Ben")
    assert said(found) == [("Ana Ruiz", "Hello."), ("Ben", "Hi.")]


def test_plain_text_keeps_speech_before_the_first_name() -> None:
    found = read_text(
        "and that is why we will send the offer by Friday.\nAna Ruiz: Okay.\nBen: Good."
    )
    assert said(found)[0] == (None, "and that is why we will send the offer by Friday.")
    assert "1 of 3 turns name no speaker." in found.warnings


def test_plain_text_without_names_is_read_line_by_line_and_said() -> None:
    found = read_text("we talked about the\nprice today.\nThey liked it.")
    assert said(found) == [(None, "we talked about the price today."), (None, "They liked it.")]
    assert "No speaker is named" in found.warnings[-1]


def test_plain_text_with_times_only_keeps_the_times() -> None:
    found = read_text("0:00\nhello there\n0:04\nhow are you\n")
    assert timed(found) == [(None, 0, "hello there"), (None, 4000, "how are you")]
    found = read_text("0:00 hello there\n0:04 how are you\n1:02:03 bye\n")
    assert [u.start_ms for u in found.utterances] == [0, 4000, 3723000]


def test_plain_text_times_of_day_are_not_offsets() -> None:
    found = read_text("Ana Ruiz 10:02 AM\nHello.\n\nBen 10:03 AM\nHi.")
    assert timed(found) == [("Ana Ruiz", None, "Hello."), ("Ben", None, "Hi.")]


def test_otter_text_drops_the_footer_and_decodes_entities() -> None:
    found = read_text(
        "Unknown Speaker  0:00  \nIt&#39;s on.\n\nAna Ruiz  1:02:03\nFine.\n\n"
        "Transcribed by https://otter.ai\n"
    )
    assert found.format == "otter"
    assert timed(found) == [("Unknown Speaker", 0, "It's on."), ("Ana Ruiz", 3723000, "Fine.")]


def test_fathom_paste_drops_the_head_and_the_recorders_notes() -> None:
    found = read_text(
        "Acme intro - May 3\nVIEW RECORDING - 31 mins (No highlights): https://fathom.video/share/x\n\n"
        "---\n\n0:00 - Ana Ruiz (Acme)\n  Hello.\n\n0:07 - Ben\n  Hi there.\n"
        "  ACTION ITEM: Send the offer - WATCH: https://fathom.video/x\n"
    )
    assert found.format == "fathom"
    assert found.title == "Acme intro - May 3"
    assert timed(found) == [("Ana Ruiz (Acme)", 0, "Hello."), ("Ben", 7000, "Hi there.")]
    assert any("note by the recorder" in w for w in found.warnings)


def test_pasted_nothing_is_refused() -> None:
    for text in ("", " \n\t", "1", "--- ***"):
        with pytest.raises(TranscriptError):
            read_text(text)


def test_words_that_sound_like_a_notice_stay_speech_in_the_middle() -> None:
    notice = "The transcript is automatically generated and you can edit it."
    rest = "".join(f"Ana Ruiz  0:{n:02}\nOkay {n}.\n\n" for n in range(10, 20))
    found = read_text(f"Ben  0:01\n{notice}\n\n{rest}")
    assert found.utterances[0].text == notice


def test_whisper_text_keeps_its_ranges() -> None:
    found = read_text(
        "[00:00:00.000 --> 00:00:04.500]  Hello there.\n"
        "[00:00:04.500 --> 00:00:06.000]  Well: hi.\n"
        "[00:00:06.000 --> 00:00:07.000]  Yes.\n"
    )
    assert [(u.speaker, u.start_ms, u.end_ms, u.text) for u in found.utterances] == [
        (None, 0, 4500, "Hello there."),
        (None, 4500, 6000, "Well: hi."),
        (None, 6000, 7000, "Yes."),
    ]


def test_prose_that_ends_in_a_time_names_no_speaker() -> None:
    found = read_text("we agreed on the price.\nLet us meet on Monday at 10:30\nThat is all.")
    assert {u.speaker for u in found.utterances} == {None}
    assert len(found.utterances) == 3


def test_a_stamped_line_without_a_name_belongs_to_nobody() -> None:
    found = read_text(
        "[0:01] Ana Ruiz: Hello.\n[0:05] (music)\n[0:09] Ben Okri: Hi.\n[0:10] Ana Ruiz: So: yes."
    )
    assert timed(found) == [
        ("Ana Ruiz", 1000, "Hello."),
        (None, 5000, "(music)"),
        ("Ben Okri", 9000, "Hi."),
        ("Ana Ruiz", 10000, "So: yes."),
    ]


def test_names_on_their_own_line_head_the_words_below() -> None:
    found = read_text("Ana Ruiz\nHello: you?\nBen Okri\nHi.\nAna Ruiz\nOkay\nBen Okri\nOkay\n")
    assert said(found) == [
        ("Ana Ruiz", "Hello: you?"),
        ("Ben Okri", "Hi."),
        ("Ana Ruiz", "Okay"),
        ("Ben Okri", "Okay"),
    ]
    bold = read_text("**Ana**\nHello.\n\n**Ben**\nHi.\n")
    assert said(bold) == [("Ana", "Hello."), ("Ben", "Hi.")]


def test_short_answers_on_their_own_line_are_no_names() -> None:
    found = read_text("did you get it\nOkay\nwe will send it\nOkay\nThanks\n")
    assert found.speakers == ()
