"""The audit log holds every answer that was given, notices every change, and can be asked again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.chaining import seal
from index.errors import AuditChanged, AuditNotWritten, UserError
from rag.asking import Ask
from rag.auditing import Audit, read_audit
from rag.checker import FactChecker
from rag.doors.commands import run
from rag.replaying import ask_again
from rag.settings import Settings
from tests.helpers import ROOT, CountingVerifier, add, article
from tests.rag.scripted import ScriptedModel

DAM = "The dam broke on 3 May 2021. The flood killed 12 people and took the mill."
QUESTION = "How many people did the flood kill?"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "answers.jsonl"


@pytest.fixture
def audited(settings: Settings, log: Path) -> Settings:
    """An archive of one article, whose answers go into the log."""
    assert add(settings, [article(DAM, key="dam", published="2021-05-04")]) == ["added"]
    return settings.model_copy(update={"audit": log})


@pytest.fixture
def checker(audited: Settings) -> Iterator[FactChecker]:
    with FactChecker.open(settings=audited, verifier=CountingVerifier()) as opened:
        yield opened


def kinds(log: Path) -> list[str]:
    return [entry.kind for entry in read_audit(log)]


def test_every_answer_is_in_the_log_as_it_was_given(checker: FactChecker, log: Path) -> None:
    answer = checker.ask(QUESTION, since="2020-01-01", k=3)
    verdict = checker.check("The flood killed 12 people.")
    text = checker.check_text("The flood killed 12 people. Was it the dam?")
    [*_, written] = checker.write(QUESTION)

    entries = list(read_audit(log))

    assert [entry.kind for entry in entries] == ["question", "claim", "text", "question"]
    said = [json.loads(json.dumps(one.to_dict())) for one in (answer, verdict, text, written)]
    assert [entry.said for entry in entries] == said
    assert entries[0].ask == Ask(question=QUESTION, filters=entries[0].ask.filters, passages=3)
    assert str(entries[0].ask.filters.since) == "2020-01-01"


def test_what_a_language_model_wrote_is_in_it_and_is_not_compared(audited: Settings, log: Path) -> None:
    model = ScriptedModel("The flood killed 12 people [1]. ", "It took the mill [1].")
    with FactChecker.open(settings=audited, verifier=CountingVerifier(), llm=model) as checker:
        [*_, whole] = checker.write(QUESTION)
        assert checker.ask(QUESTION).to_dict()["written"] == whole.to_dict()["written"] is not None
    entries = list(read_audit(log))
    assert [entry.said["written"] for entry in entries] == [whole.to_dict()["written"]] * 2
    with FactChecker.open(settings=audited, verifier=CountingVerifier()) as checker:
        assert [ask_again(checker, entry) for entry in entries] == [[], []]


def test_who_stops_a_language_model_finds_in_the_log_what_was_shown_before(audited: Settings, log: Path) -> None:
    model = ScriptedModel("The flood killed 12 people [1]. ", "It took the mill [1].")
    with FactChecker.open(settings=audited, verifier=CountingVerifier(), llm=model) as checker:
        events = checker.write(QUESTION)
        first, _ = next(events), next(events)
        assert kinds(log) == []
        del events
        assert [entry.said["answer"] for entry in read_audit(log)] == [first.to_dict()["answer"]]
        assert model.closed == 1


def test_what_is_refused_is_no_answer(checker: FactChecker, log: Path) -> None:
    with pytest.raises(UserError):
        checker.ask(" ")
    assert kinds(log) == []


def test_looking_whether_models_are_there_is_no_question(checker: FactChecker, log: Path) -> None:
    checker.warm_up()
    assert kinds(log) == []


def test_without_an_audit_file_there_is_none(settings: Settings, tmp_path: Path) -> None:
    add(settings, [article(DAM, key="dam")])
    with FactChecker.open(settings=settings) as checker:
        checker.ask(QUESTION)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive"]


def test_nobody_else_may_read_what_was_asked(checker: FactChecker, log: Path) -> None:
    assert log.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda lines: [lines[0].replace("12", "13", 1), *lines[1:]], "line 1 was changed"),
        (lambda lines: [lines[0], lines[1].replace("claim", "claims", 1), lines[2]], "line 2 was changed"),
        (lambda lines: [lines[0], lines[2]], "line 2 does not follow"),
        (lambda lines: [lines[1], lines[0], lines[2]], "line 1 does not follow"),
        (lambda lines: [lines[0], lines[1][:-30] + "\n", lines[2]], "line 2 was changed"),
        (lambda lines: [*lines, lines[2]], "line 4 does not follow"),
        (lambda lines: [*lines[:2], lines[2].replace("question", "Question", 1)], "line 3 was changed"),
    ],
    ids=["first", "middle", "removed", "exchanged", "cut", "repeated", "last"],
)
def test_a_line_that_was_touched_is_found(
    checker: FactChecker, log: Path, change: Callable[[list[str]], list[str]], found: str
) -> None:
    checker.ask("Did the flood kill 12 people in the mill?")
    checker.check("The flood killed 12 people.")
    checker.ask(QUESTION)
    lines = change(log.read_text().splitlines(keepends=True))
    log.write_text("".join(lines))

    with pytest.raises(AuditChanged, match=found):
        list(read_audit(log))


def test_a_changed_last_line_is_still_found_when_more_was_appended(checker: FactChecker, log: Path) -> None:
    checker.ask(QUESTION)
    log.write_text(log.read_text().replace("flood", "blood", 1))
    checker.ask(QUESTION)
    with pytest.raises(AuditChanged, match="line 1 was changed"):
        list(read_audit(log))


@pytest.mark.parametrize("length", [1, 40, 400])
def test_a_piece_that_a_stopped_program_left_is_passed_over_and_told(
    checker: FactChecker, log: Path, length: int
) -> None:
    checker.ask(QUESTION)
    (first,) = read_audit(log)
    line, _ = seal({"time": first.time, "asked": "word " * 200}, first.sha256)
    log.write_bytes(log.read_bytes() + line[:length])
    checker.ask(QUESTION)
    pieces: list[int] = []

    assert [entry.line for entry in read_audit(log, pieces=pieces)] == [1, 3]
    assert pieces == [2]


def test_a_line_without_its_end_is_whole_again_with_the_next(checker: FactChecker, log: Path) -> None:
    checker.ask(QUESTION)
    log.write_bytes(log.read_bytes()[:-1])
    checker.ask(QUESTION)
    assert kinds(log) == ["question", "question"]


def test_an_answer_that_cannot_be_logged_is_not_given(checker: FactChecker, log: Path) -> None:
    log.unlink()
    log.mkdir()
    with pytest.raises(AuditNotWritten, match="Nothing is answered: .* is a directory"):
        checker.ask(QUESTION)


def test_a_log_that_cannot_be_written_is_told_before_anything_is_asked(audited: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    nowhere = audited.model_copy(update={"audit": tmp_path / "file" / "answers.jsonl"})
    with pytest.raises(AuditNotWritten, match="cannot be written"):
        FactChecker.open(settings=nowhere)


class Saying:
    """Anything that can be written down."""

    def to_dict(self) -> dict[str, str]:
        return {"answer": "yes " * 50}


def test_asked_again_nothing_has_changed_while_the_archive_is_the_same(checker: FactChecker, log: Path) -> None:
    checker.ask(QUESTION)
    checker.check("The flood killed 12 people.")
    checker.check_text("The flood killed 12 people. Was it the dam?")

    assert [ask_again(checker, entry) for entry in list(read_audit(log))] == [[], [], []]


def test_several_questions_in_one_are_asked_again_one_by_one(checker: FactChecker, log: Path) -> None:
    checker.ask(f"When did the dam break, and {QUESTION[0].lower()}{QUESTION[1:]}")
    (entry,) = read_audit(log)
    assert [also["question"] for also in entry.said["also"]] == [QUESTION]
    assert ask_again(checker, entry) == []
    other = [entry.said["also"][0] | {"answer": "13"}]
    (change,) = ask_again(checker, replace(entry, said={**entry.said, "also": other}))
    assert (change.then, change.now) == ([f"{QUESTION} 13"], [f"{QUESTION} 12"])


def test_a_log_from_before_several_questions_were_parted_shows_no_change(checker: FactChecker, log: Path) -> None:
    checker.ask(QUESTION)
    (entry,) = read_audit(log)
    said = {name: value for name, value in entry.said.items() if name != "also"}
    assert ask_again(checker, replace(entry, said=said)) == []


def test_what_is_said_otherwise_now_is_shown(
    checker: FactChecker,
    audited: Settings,
    log: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("archive", "cache", "embedder", "models"):
        monkeypatch.setenv(f"NEWSCHECK_{name.upper()}", str(getattr(audited, name)))
    monkeypatch.setenv("NEWSCHECK_AUDIT", str(log))
    checker.ask(QUESTION)
    size = log.stat().st_size
    assert run(["replay", str(log)]) == 0
    assert "1 asked again: 1 as before, 0 changed." in capsys.readouterr().out

    later = article(
        "The flood killed 15 people in all, the police said.", key="later", published="2021-06-01", title="Flood"
    )
    assert add(audited, [later]) == ["added"]

    assert run(["replay", str(log)]) == 1
    told = capsys.readouterr().out
    assert f"Line 1, {next(read_audit(log)).time[:10]}: {QUESTION}" in told
    assert "+ " in told
    assert "1 asked again: 0 as before, 1 changed." in told
    assert max(map(len, told.splitlines())) <= 80
    assert run(["replay", str(log), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["lines"], told["asked"], told["changed"], told["pieces"]) == (1, 1, 1, [])
    assert "citations" in told["entries"][0]["changed"]
    assert run(["replay", str(log), "--only-verify"]) == 0
    assert log.stat().st_size == size


def test_a_changed_log_is_not_asked_again(checker: FactChecker, log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checker.ask(QUESTION)
    log.write_text(log.read_text().replace("flood", "blood"))
    assert run(["replay", str(log)]) == 2
    assert "line 1 was changed" in capsys.readouterr().err


def test_what_is_no_audit_log_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", str(ROOT / "seeds" / "cases.jsonl")]) == 2
    assert "line 1 is none that newscheck writes" in capsys.readouterr().err
    assert run(["replay", str(tmp_path / "none")]) == 2
    assert "cannot be read: no such file" in capsys.readouterr().err


def test_appending_to_a_long_log_reads_only_its_end(log: Path) -> None:
    audit = Audit(log)
    for _ in range(3):
        audit.write("question", Ask(question="word " * 30_000), Saying())  # type: ignore[arg-type]
    assert log.stat().st_size > 400_000
    assert kinds(log) == ["question"] * 3
    assert os.path.exists(f"{log}.lock")  # noqa: PTH110
