import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

VTT = """WEBVTT

1
00:00:01.000 --> 00:00:04.000
Maya Stone: Shall we do a demo on Thursday the 26th at 2 pm?

2
00:00:05.000 --> 00:00:07.000
Priya Nair: Thursday works for me.

3
00:00:08.000 --> 00:00:12.000
Maya Stone: Great, I'll send the invite tomorrow.
"""


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("read_call", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def transcript(tmp_path: Path) -> str:
    path = tmp_path / "call.vtt"
    path.write_text(VTT)
    return str(path)


def test_read_call_prints_findings_as_json(transcript: str) -> None:
    read = json.loads(
        run(transcript, "--json", "--ours", "Maya Stone", "--date", "2026-11-18T14:00:00+00:00")
    )

    promise = next(f for f in read["findings"] if f["kind"] == "commitment")
    assert promise["direction"] == "ours"
    assert promise["owner"] == "Maya Stone"
    assert promise["due_date"] == "2026-11-19"
    assert promise["evidence"] == [
        {"utterance": 2, "quote": "Great, I'll send the invite tomorrow."}
    ]
    assert read["next_step"]["due_date"] == "2026-11-26"
    assert read["next_step"] in read["findings"]
    assert read["sensitive"] == {"flag": False, "reasons": []}


def test_read_call_without_ours_knows_no_sides(transcript: str) -> None:
    read = json.loads(run(transcript, "--json"))

    assert {f["direction"] for f in read["findings"]} == {None}
    assert all(f["due_date"] is None for f in read["findings"])


def test_read_call_lists_findings_for_a_person(transcript: str) -> None:
    assert "commitment" in run(transcript, "--ours", "maya stone")


def test_read_call_says_what_it_is_not_sure_of(tmp_path: Path) -> None:
    said = (
        "Ann: The menu.\nTom: Right.\nAnn: You could ask Priya for the icons tomorrow.\nTom: Okay."
    )
    path = tmp_path / "talk.txt"
    path.write_text(said, encoding="utf-8")

    assert "tomorrow. [not sure]" in run(str(path))


def test_read_call_refuses_a_stranger_as_ours(transcript: str) -> None:
    with pytest.raises(CommandError, match="Nobody in the transcript is called bob"):
        run(transcript, "--ours", "Bob")


def test_read_call_refuses_a_file_that_is_no_transcript(tmp_path: Path) -> None:
    empty = tmp_path / "empty.vtt"
    empty.write_bytes(b"")

    with pytest.raises(CommandError, match=r"empty\.vtt"):
        run(str(empty))


def test_read_call_answers_every_line_of_jsonl(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "id": "c1",
        "utterances": [
            {"index": 7, "speaker": "A", "side": "seller", "text": "Will you send the list?"},
            {"index": 9, "speaker": "B", "side": "buyer", "text": "Yes, I'll send it on Monday."},
        ],
    }
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{json.dumps(given)}\n"))

    (line,) = run("--jsonl").splitlines()

    read = json.loads(line)
    (found,) = read["findings"]
    assert read["id"] == "c1"
    assert (found["kind"], found["direction"], found["owner"]) == ("commitment", "theirs", "B")
    assert {e["utterance"] for e in found["evidence"]} == {7, 9}


def test_read_call_answers_the_other_lines_when_one_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = ['{"id": "good", "utterances": []}', "not json", '{"id": "bad"}']
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    out = io.StringIO()

    with pytest.raises(CommandError, match="2 of the lines"):
        call_command("read_call", "--jsonl", stdout=out)

    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert answers[0]["id"] == "good"
    assert ["error" in a for a in answers] == [False, True, True]
